import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { shorten, shortenPath } from "../../../render/charts/shorten.ts";

/** Corners of a path of steps. */
function corners(d: string): [number, number][] {
  const number = String.raw`(-?(?:\d+\.?\d*|\.\d+))`;
  const points: [number, number][] = [];
  let [x, y] = [0, 0];
  for (const [, command, args] of d.matchAll(/([MlZ])([^MlZ]*)/g)) {
    const pairs = [...args.matchAll(new RegExp(`${number} ?${number}`, "g"))];
    for (const [, a, b] of pairs) {
      [x, y] = command === "M" ? [Number(a), Number(b)] : [x + Number(a), y + Number(b)];
      points.push([x, y]);
    }
  }
  return points;
}

Deno.test("a shortened path goes through the same corners, to half a tenth of a pixel", () => {
  const point = fc.tuple(
    fc.double({ min: -500, max: 500, noNaN: true }),
    fc.double({ min: -500, max: 500, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 40 }), (points) => {
      const d = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x.toFixed(3)},${y.toFixed(3)}`)
        .join("");
      const found = corners(shortenPath(d));
      assertEquals(found.length, points.length);
      found.forEach(([x, y], i) => {
        // Half a step of rounding, and float64 sums of up to 40 steps.
        assertAlmostEquals(x, Number(points[i][0].toFixed(3)), 0.05 + 1e-9);
        assertAlmostEquals(y, Number(points[i][1].toFixed(3)), 0.05 + 1e-9);
      });
    }),
    { seed: 1 },
  );
});

Deno.test("a path with curves stays as it is, and lengths are rounded", () => {
  assertEquals(shortenPath("M0,0A3,3,0,1,1,2,2"), "M0,0A3,3,0,1,1,2,2");
  assertEquals(
    shorten('<line x1="10.23456" y2="3" data-x="log 0.00123 1" aria-label="k = 0.001"/>'),
    '<line x1="10.23" y2="3" data-x="log 0.00123 1" aria-label="k = 0.001"/>',
  );
});
