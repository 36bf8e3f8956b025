/** Made-up results of choosing with the form of real ones, for the tests of the site. */
import { findings } from "../../studies/choosing/findings.ts";
import { decided, ruled } from "../../studies/choosing/losses.ts";
import type {
  ChoosingCandidate,
  ChoosingResults,
  ChoosingRow,
} from "../../studies/choosing/schema.ts";
import { adamMcmc, meanField, setupOf } from "../studies/_methods.ts";

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const estimate = (value: number) => ({ value, error: 0.1 * Math.abs(value) });

/** Two lengths of a mean field, and a chain. */
const candidates: ChoosingCandidate[] = [
  ...[2000, 50_000].map((steps) => ({
    method: { ...meanField(10), id: `mean-field-k10-${steps}` },
    steps,
  })).map(({ method, steps }) => ({
    method: { ...method, label: `${method.label}, ${steps === 2000 ? "2,000" : "50,000"} steps` },
    steps,
  })),
  { method: adamMcmc(0.1), steps: 200 },
];

/**
 * One candidate: a user sees a score behind the best, a deviation of the held-out coverage and a forecast; the truth
 * says what is achieved.
 */
export function row(
  { behind, heldOut, forecast, achieved }: {
    readonly behind: number;
    readonly heldOut: number;
    readonly forecast: number | null;
    readonly achieved: number;
  },
): ChoosingRow {
  return {
    score: { value: -3 - behind, error: 0.05 },
    behind: { value: behind, error: behind === 0 ? 0 : 0.02 },
    heldOut: { value: heldOut, error: 0.02, calibrated: { lower: 0.02, upper: 0.1 } },
    forecast: forecast === null ? null : estimate(forecast),
    achieved,
    coverage: heldOut + 0.01,
    divergence: 0.01 / achieved,
    mixed: null,
  };
}

/** The rows of a training set: the chain forecasts most, and the short mean field achieves most. */
function rowsOf(target: number, run: number): ChoosingRow[] {
  const more = 1 + 0.1 * target + 0.02 * run * (run + target);
  return [
    row({ behind: 0.01, heldOut: 0.08, forecast: 1.5, achieved: 1.2 * more }),
    row({ behind: 0, heldOut: 0.12, forecast: 3, achieved: 0.9 }),
    { ...row({ behind: 0.2, heldOut: 0.05, forecast: 20, achieved: 0.03 * more }), mixed: run > 0 },
  ];
}

/** Results of choosing. */
export function choosing(title = "Gamma ring"): ChoosingResults {
  const methods = candidates.map(({ method }) => method);
  const situations = [title, "Camel-back", "Wedge ramp"].flatMap((title, target) =>
    [1000, 10_000].map((nTrain) =>
      decided({
        setup: {
          ...setupOf(methods, title),
          target: { name: `target-${target}`, title },
          nTrain,
          runs: 3,
        },
        heldOut: nTrain / 5,
        runs: range(3).map((run) => ({ run: 10 * target + run, rows: rowsOf(target, run) })),
      }, candidates)
    )
  );
  const record = {
    bins: { coverage: 25, amplification: 100, divergence: 400 },
    candidates,
    situations,
    rules: ruled(situations),
  };
  return { ...record, findings: findings(record) };
}
