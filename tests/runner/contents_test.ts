import { assertEquals } from "@std/assert";
import { contentsOf, firstDifference } from "../../runner/contents.ts";

Deno.test("quantities are named by what tells the items of a list apart", () => {
  const { numbers, texts } = contentsOf({
    title: "a title",
    nominal: [0.1, 0.2],
    none: null,
    series: [
      {
        method: { id: "k1" },
        protocol: "exact",
        rows: [{ nBins: 10, mad: { value: 1, error: 2 } }],
      },
      { method: { id: "k2" }, protocol: "exact", rows: [] },
    ],
    map: [[1, null], [3, 4]],
    same: [{ name: "a", x: 1 }, { name: "a", x: 2 }],
  });
  assertEquals([...texts], [
    ["title", "a title"],
    ["series[k1, exact].method.id", "k1"],
    ["series[k1, exact].protocol", "exact"],
    ["series[k2, exact].method.id", "k2"],
    ["series[k2, exact].protocol", "exact"],
    ["same[0].name", "a"],
    ["same[1].name", "a"],
  ]);
  assertEquals(Object.fromEntries(numbers), {
    "nominal": { values: [0.1, 0.2] },
    "none": { values: [null] },
    "series[k1, exact].rows[n = 10].nBins": { values: [10] },
    "series[k1, exact].rows[n = 10].mad": { values: [1], errors: [2] },
    "series[k2, exact].rows": { values: [] },
    "map": { values: [1, null, 3, 4] },
    "same[0].x": { values: [1] },
    "same[1].x": { values: [2] },
  });
});

Deno.test("lists have the uncertainties that stand beside them", () => {
  const { numbers } = contentsOf({
    radius: { centres: [1, 2], deviation: [0.1, 0.2], error: [0.01, null], lower: [0, 0] },
    judged: { value: 0.5, error: null, calibrated: { lower: 0, upper: 1 } },
  });
  assertEquals(Object.fromEntries(numbers), {
    "radius.deviation": { values: [0.1, 0.2], errors: [0.01, null] },
    "radius.centres": { values: [1, 2] },
    "radius.lower": { values: [0, 0] },
    "judged": { values: [0.5], errors: [null] },
    "judged.calibrated.lower": { values: [0] },
    "judged.calibrated.upper": { values: [1] },
  });
});

Deno.test("the first difference is found and named", () => {
  const value = { a: [1, { b: 2 }], c: "x" };
  assertEquals(firstDifference(value, structuredClone(value)), undefined);
  assertEquals(firstDifference(value, { a: [1, { b: 2.5 }], c: "y" }), {
    place: "a[1].b",
    before: "2",
    after: "2.5",
  });
  assertEquals(firstDifference(value, { a: [1], c: "x" }, "data"), {
    place: "data.a",
    before: "a list of 2",
    after: "a list of 1",
  });
  assertEquals(firstDifference(value, { a: [1, { b: 2 }] }), {
    place: "c",
    before: "something",
    after: "nothing",
  });
});
