import { assertEquals } from "@std/assert";
import { comparisonExample } from "../../../audit/record.ts";
import { readResults } from "../../../runner/results.ts";
import { scratch } from "../../runner/_runs.ts";

Deno.test("the committed comparison is that of its script, and orders what differs significantly", async () => {
  using place = scratch();
  const { key, data } = await comparisonExample(place.path);
  const committed = readResults("_data", "comparison")!;
  assertEquals(committed.key, key);
  assertEquals(committed.data, JSON.parse(JSON.stringify(data)));

  // Measures that look at features together see the missing correlation best.
  assertEquals(
    data.differences.map(({ measure, order }) => [measure, order]),
    [
      ["energy_distance", null],
      ["wasserstein_distance", null],
      ["frechet_distance", "after"],
      ["classifier_area", "after"],
      ["inverse_worth", "after"],
    ],
  );
  assertEquals(data.findings, [
    "coarse jets comes before misplaced recoil by 3 of 5 measures (Fréchet, classifier and 1 / worth), and after it by none.",
  ]);
  // Neither is the truth, which the classifier tells of both.
  for (const { name, quantities } of data.generators) {
    assertEquals(quantities.find(({ name }) => name === "classifier_p")!.value, 0.01, name);
  }
});
