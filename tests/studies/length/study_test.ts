import { assert, assertEquals } from "@std/assert";
import { lengthSummaryKind, study } from "../../../studies/length/study.ts";
import { lengthArrays, type LengthRow } from "../../../studies/length/measure.ts";
import { lengthResults } from "../../../studies/length/schema.ts";
import { kinds } from "../../../studies/registry.ts";
import { wholeGrid } from "../../../studies/shared/grid.ts";
import type { Setup } from "../../../studies/shared/schema.ts";
import type { Artefact, Cell, Json } from "../../../runner/cell.ts";
import { graphOf } from "../../../runner/plan.ts";
import { dataOf } from "../../../runner/study.ts";
import { recordOf } from "../shared/_synthetic.ts";

/** Labels of the cells of a plan by their kind. */
function labels(profile: "smoke" | "paper"): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  for (const { cell } of graphOf([study.summary(profile)], kinds).nodes.values()) {
    (out[cell.kind] ??= []).push(cell.label);
  }
  return out;
}

Deno.test("whole fits are measured at every length, and only draws that are not kept keep their measures", () => {
  const { length, fit } = labels("paper");
  const { methods, runs } = wholeGrid("paper");
  const { chain = [], other = [] } = Object.groupBy(
    methods,
    ({ method }) => method.posterior === "adam-mcmc" ? "chain" : "other",
  );
  // Mean fields at 4 lengths, chains at 5.
  assert(chain.length > 0 && other.length > 0);
  assertEquals(length.length, runs * (other.length * 4 + chain.length * 5));
  assert(length.includes("length AdamMCMC, σ = 0.1, run 5, 49005 steps"));
  assert(fit.some((label) => label.endsWith("run 5, first 690 steps")));
  const kept = [...graphOf([study.summary("paper")], kinds).nodes.values()]
    .flatMap(({ cell }) =>
      cell.kind === "length" ? (cell as Cell & { keep?: string }).keep ?? [] : []
    );
  assertEquals(kept.length, runs * chain.length * 4);
  assert(kept.includes("adam-mcmc-s0.1/run-3-first-5000"));
});

/** An artefact of the kind "length", every number made from one. */
function made(x: number, nBins: readonly number[]): Artefact {
  const rows = nBins.map((nBins): LengthRow => ({
    nBins,
    signed: x,
    oneSigma: x,
    width: x,
    error: x,
    events: 2000 * x,
    divergence: x,
  }));
  const radiusAt = nBins.at(-1)!;
  const along = { shape: [radiusAt], values: new Float32Array(radiusAt).fill(x) };
  const levels = 50;
  const curves = {
    shape: [nBins.length, levels],
    values: Float32Array.from(
      { length: nBins.length * levels },
      (_, i) => (2 * (i % levels) + 1) / 99 + x,
    ),
  };
  return {
    json: { rows, radiusAt } as unknown as Json,
    arrays: {
      [lengthArrays.curves]: curves,
      [lengthArrays.deviation]: along,
      [lengthArrays.interpolated]: along,
      [lengthArrays.mass]: along,
      [lengthArrays.spread]: along,
    },
  };
}

Deno.test("runs are averaged, and lengths compared run by run", () => {
  const { config, inputs } = study.summary("smoke");
  const { setup, nBins } = config as unknown as { setup: Setup; nBins: number[] };
  assertEquals(setup.runs, 2);
  // The runs lie 0.1 to either side of what grows with the length, the lengths of a run not at all.
  const value = (name: string) => {
    const [steps, run] = /, (\d+) steps, run (\d)$/.exec(name)!.slice(1).map(Number);
    return 1 + 1e-3 * steps + (run === 0 ? -0.1 : 0.1);
  };
  const record = recordOf(
    lengthSummaryKind,
    config,
    Object.fromEntries(Object.keys(inputs).map((name) => [name, made(value(name), nBins)])),
  );
  const results = lengthResults.parse(dataOf(study, record as unknown as Json));
  for (const { points } of results.series) {
    const last = points.at(-1)!;
    for (const { steps, rows, edge, radius } of points) {
      const mean = 1 + 1e-3 * steps, toWhole = 1e-3 * (last.steps - steps);
      const [row] = rows;
      for (const moved of [row.signed, row.oneSigma, row.width, row.divergence, row.mad, edge]) {
        assert(Math.abs(moved.value - mean) < 1e-6 && Math.abs(moved.error! - 0.1) < 1e-6);
        assert(Math.abs(moved.toWhole.value - toWhole) < 1e-6 && moved.toWhole.error! < 1e-6);
      }
      const factor = 2000 / setup.nTrain;
      assert(Math.abs(row.amplification!.value - factor * mean) < 1e-6);
      assert(
        Math.abs(radius.deviation[3] - mean) < 1e-6 && Math.abs(radius.error[3]! - 0.1) < 1e-6,
      );
    }
  }
});
