import { assert, assertEquals } from "@std/assert";
import { compareConfigurations } from "../../../audit/comparison/read.ts";
import { writeColumns } from "../../../audit/example/columns.ts";
import { type Law, sampleOf } from "../../../audit/example/six_dimensions/make.ts";
import { comparisonExample } from "../../../audit/record.ts";
import { Stream } from "../../../core/random.ts";
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

Deno.test("one law has no order, with weights and without", async () => {
  using place = scratch();
  const events = 600, stream = Stream.fromSeed(20261202);
  const write = (name: string, events: number, law: Law) => {
    const path = `${place.path}/${name}.safetensors`;
    writeColumns(path, [events], sampleOf(stream.split(name), events, law));
  };
  write("truth", 4 * events, { weighted: true, negative: 0.05 });
  const sources = (["misplaced_recoil", "coarse_jets"] as const).map((name) => {
    const text = Deno.readTextFileSync(`audit/example/six_dimensions/${name}.yaml`);
    write(name, events, { weighted: text.includes("file: misplaced"), resolution: 0.2 });
    const path = `${place.path}/${name}.yaml`;
    Deno.writeTextFileSync(path, text.replace("replicates: 99", "replicates: 19"));
    return { path, source: name };
  });
  const { differences, measures } = await compareConfigurations(sources);
  assertEquals(differences.length, 5);
  for (const { measure, order, error } of differences) {
    assertEquals(order, null, measure);
    assert(error! > 0);
  }
  for (const { values } of measures) assertEquals(values.map(({ rank }) => rank), [1, 1]);
});
