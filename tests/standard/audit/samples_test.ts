import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { auditConfiguration } from "../../../audit/audit.ts";
import { parseConfig } from "../../../audit/config.ts";
import { auditPages } from "../../../audit/report/pages.ts";
import { auditFiles, parseAudit, resultsText } from "../../../audit/report/output.ts";
import { markdownSummary } from "../../../audit/report/markdown.ts";
import { judgeGate, parseGate } from "../../../audit/verdicts/gate.ts";
import type { AuditResults } from "../../../audit/schema.ts";
import { onDisk } from "../../../audit/input/files.ts";
import { Stream } from "../../../core/random.ts";
import { scratch } from "../../runner/_runs.ts";
import { npy } from "../../audit/_audits.ts";

/** Normal events of two features, of which the first is shifted. */
function events(count: number, shift: number, name: string): number[] {
  const stream = Stream.fromSeed(22).split(name);
  return Array.from({ length: count }, () => [stream.normal() + shift, stream.normal()]).flat();
}

/** The audit of one generated sample. */
async function audited(
  generated: number[],
  more: Record<string, number[]> = {},
  config: Record<string, unknown> = {},
): Promise<AuditResults> {
  using place = scratch();
  const write = (name: string, values: number[]) =>
    Deno.writeFileSync(`${place.path}/${name}.npy`, npy([values.length / 2, 2], values));
  write("generated", generated);
  write("truth", events(2000, 0, "truth"));
  for (const [name, values] of Object.entries(more)) write(name, values);
  return await auditConfiguration(
    parseConfig(
      "audit.json",
      JSON.stringify({
        draws: { kind: "events", file: "generated.npy", order: ["events", "features"] },
        truth: { kind: "events", file: "truth.npy" },
        binning: { quantiles: { of: "truth", bins: [4, 4] } },
        nTrain: 500,
        replicates: 199,
        falseAlarms: 0.05,
        ...config,
      }),
    ),
    onDisk(place.path),
  );
}

const standing = ({ verdicts }: AuditResults, id: string) =>
  verdicts.find((verdict) => verdict.id === id)?.standing;

Deno.test("one generated sample is compared in each bin of its condition", async () => {
  // The second feature is the condition. Where it is positive, the first is shifted in one of the samples.
  const told = (name: string, shift: number) => {
    const values = events(1500, 0, name);
    for (let i = 0; i < values.length; i += 2) if (values[i + 1] > 0) values[i] += shift;
    return values;
  };
  const config = {
    binning: { quantiles: { of: "truth", bins: [4] } },
    condition: { column: 1, edges: [-3, 0, 3, 3.5] },
  };
  const results = await audited(told("generated", 1), {}, config);
  const { within } = results.samples!;
  assertEquals(within!.map(({ from, to }) => [from, to]), [[-3, 0], [0, 3], [3, 3.5]]);
  assert(within![0].pValue! > 0.008);
  assertEquals([within![1].pValue, within![2].pValue], [0.005, null]);
  const verdict = results.verdicts.find(({ id }) => id === "condition")!;
  assertEquals(verdict.standing, "fails");
  assertStringIncludes(
    verdict.sentence,
    "In 1 of 2 bins of the condition the generated sample is not the truth, most clearly in the condition from 0 to 3",
  );
  assertStringIncludes(auditPages(results).pages[1].content.text, "In bins of the condition");
  assert(auditFiles(results).has("tables/samples-by-condition.csv"));
  const right = await audited(told("generated", 0), {}, config);
  assertEquals(standing(right, "condition"), "holds");
});

Deno.test("held-out events are a true sample where there is no truth", async () => {
  const results = await audited(events(1500, 0.3, "generated"), {
    holdout: events(1000, 0, "holdout"),
  }, {
    truth: undefined,
    holdout: { kind: "events", file: "holdout.npy" },
    binning: { quantiles: { of: "holdout", bins: [4, 4] } },
  });
  const { standing, next } = results.verdicts.find(({ id }) => id === "truth")!;
  assertEquals(standing, "fails");
  assertStringIncludes(next!, "Train the generator longer");
});

Deno.test("one generated sample that is the truth is not told from it", async () => {
  const results = await audited(events(1500, 0, "generated"));
  assertEquals([results.setup.runs, results.setup.draws], [1, 1]);
  assertEquals(standing(results, "truth"), "holds");
  const { tests, worth } = results.samples!;
  assertEquals(tests.length, 5);
  for (const { pValue, value } of tests) {
    assert(pValue > 0.008 && pValue <= 1);
    assert(Number.isFinite(value));
  }
  assert(worth.length > 1);
  // What cannot be had is not listed as if it were a fault of the files.
  assertEquals(results.limits.filter((sentence) => sentence.includes("number of draws")), []);
  assertStringIncludes(results.limits[0], "One generated sample has no draws");
  assertEquals(parseAudit("results.json", resultsText(results)), results);
});

Deno.test("one that is not is found, with the place, and judged by gates, pages and the summary", async () => {
  const results = await audited(events(1500, 0.3, "generated"));
  assertEquals(standing(results, "truth"), "fails");
  const { sentence } = results.verdicts.find(({ id }) => id === "truth")!;
  assertStringIncludes(sentence, "The generated sample is not the truth: the ");
  assertStringIncludes(sentence, "It differs most where x1 is ");
  assertStringIncludes(
    judgeGate(parseGate("energy_p < 0.01"), results.quantities)!,
    "energy_p < 0.01: it is ",
  );
  const { pages } = auditPages(results);
  assertEquals(pages.map(({ file }) => file), ["index.html", "truth.html"]);
  const { text } = pages[1].content;
  for (
    const title of ["energy distance", "Where it differs most", "True events that it is worth"]
  ) {
    assertStringIncludes(text, title);
  }
  assertStringIncludes(markdownSummary(results), "not the truth");
  const files = auditFiles(results);
  const lines = files.get("tables/two-sample-tests.csv")!.trim().split("\n");
  assertEquals(lines.filter((line) => !line.startsWith("#")).length, 6);
  for (const name of ["where-samples-differ", "sample-worth"]) {
    assert(files.has(`tables/${name}.csv`) && files.has(`hepdata/${name}.yaml`), name);
  }
});

Deno.test("a generator that copies its training sample is found by held-out events", async () => {
  const training = events(1000, 0, "training"), holdout = events(1000, 0, "holdout");
  const more = { training, holdout };
  const config = {
    training: { file: "training.npy" },
    holdout: { kind: "events", file: "holdout.npy" },
  };
  const honest = await audited(events(1000, 0, "generated"), more, config);
  assertEquals(standing(honest, "copies"), "holds");
  assertEquals(parseAudit("results.json", resultsText(honest)), honest);
  assertStringIncludes(auditPages(honest).pages[1].content.text, "Does it copy?");
  const copied = [...training.slice(0, 400), ...events(800, 0, "generated")];
  assertEquals(standing(await audited(copied, more, config), "copies"), "fails");
});
