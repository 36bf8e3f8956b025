/**
 * The study of amplification: how many truth events is the generated sample worth?
 *
 * @module
 */
import { breakEven } from "../../core/amplification/mod.ts";
import { amplificationKind as measureKind, amplificationRecord } from "../cells/amplification.ts";
import { everyRun, type Grid, type GridMethod, massesCell, paperGrid, setupOf } from "../grid.ts";
import type { Cell, CellKind, Json } from "../runner/cell.ts";
import type { Finding, Protocol } from "../schema.ts";
import { decimal, listed, plusMinus } from "../sentence.ts";
import type { Study } from "../study.ts";
import type { AmplificationResults, AmplificationSeries } from "./schema.ts";

/** How many of the finest binnings the power law goes through, where there are as many. */
const fitted = 8;
const protocols: readonly Protocol[] = ["exact", "scaled"];

/** Amplification of a method over all runs. */
export function measureCell(grid: Grid, method: GridMethod, protocol: Protocol): Cell {
  return {
    kind: measureKind.name,
    config: {
      target: grid.target,
      nBins: [...grid.nBins],
      method: method.method.id,
      protocol,
      nTrain: grid.nTrain,
      fitted,
    },
    seed: grid.seed,
    inputs: everyRun(grid, (run) => massesCell(grid, method, run)),
    label: `amplification ${method.method.label}, ${protocol} masses`,
    cost: grid.runs * grid.draws * 0.1,
  };
}

/** Name under which the summary reads a series. */
function inputName(method: GridMethod, protocol: Protocol): string {
  return `${method.method.id} ${protocol}`;
}

/** Cell kind "amplification-summary": puts together what the page of the study shows. */
export const amplificationSummaryKind: CellKind = {
  name: "amplification-summary",
  version: 2,
  run({ config, inputs }) {
    const grid = config.grid as unknown as Grid;
    const series = grid.methods.flatMap((method) =>
      protocols.map((protocol): AmplificationSeries => ({
        method: method.method,
        protocol,
        ...amplificationRecord(inputs[inputName(method, protocol)]),
      }))
    );
    const results: AmplificationResults = {
      setup: setupOf(grid),
      findings: findings(series, grid.nTrain),
      nBins: [...grid.nBins],
      series,
    };
    return { json: results as unknown as Json, arrays: {} };
  },
};

/** Bins along each axis from which on the claim exceeds 1, with the range between runs. */
function reach({ rows }: AmplificationSeries): { mean: number; range: string } | undefined {
  const x = rows.map(({ bins }) => bins);
  const at = (pick: (std: typeof rows[number]["std"]) => number) => {
    const last = breakEven(x, rows.map(({ std }) => pick(std))).at(-1);
    return last?.rising ? Math.sqrt(last.x) : undefined;
  };
  const mean = at(({ mean }) => mean.value);
  // The run that claims the most is the first to cross.
  const [first, last] = [at(({ max }) => max), at(({ min }) => min)];
  if (mean === undefined || first === undefined || last === undefined) return undefined;
  return { mean, range: `${decimal(first, 0)} to ${decimal(last, 0)} between runs` };
}

function findings(all: readonly AmplificationSeries[], nTrain: number): Finding[] {
  const out: Finding[] = [];
  const exact = all.filter(({ protocol }) => protocol === "exact");
  const worth = exact.flatMap((series) => {
    const found = reach(series);
    return found === undefined ? [] : [{ series, ...found }];
  });
  if (worth.length > 0) {
    out.push({
      id: "break-even",
      sentence: `By its posterior's spread, a generated sample claims to be worth more than the ${
        nTrain.toLocaleString("en-GB")
      } training events where there are more bins along each axis than ${
        listed(
          worth.map(({ series, mean, range }) =>
            `${decimal(mean, 0)} (${series.method.label}; ${range})`
          ),
        )
      }.`,
      evidence: Object.fromEntries(
        worth.map(({ series, mean }) => [series.method.id, { value: mean, error: null }]),
      ),
    });
  }
  const slopes = exact.flatMap(({ method, fit: { logarithmic } }) =>
    logarithmic === null ? [] : [{ method, b: logarithmic.b }]
  );
  if (slopes.length > 0) {
    const fittedRows = Math.min(fitted, exact[0].rows.length);
    out.push({
      id: "slope",
      sentence:
        `The claimed amplification grows with the number of bins as a power law; on the ${fittedRows} finest binnings its exponent is ${
          listed(slopes.map(({ method, b }) => `${plusMinus(b)} (${method.label})`))
        }. An error that were the same fraction of every bin would give 1.`,
      evidence: Object.fromEntries(slopes.map(({ method, b }) => [method.id, b])),
    });
  }
  const scaled = all.filter(({ protocol }) => protocol === "scaled");
  const capped = scaled.map(({ method, rows }) => {
    const row = rows[rows.length - 1];
    return { method, share: row.std.mean.value * nTrain / (1000 * row.bins) };
  });
  if (capped.length > 0) {
    out.push({
      id: "counting-cap",
      sentence:
        `With 1000 generated points a bin, counting noise alone caps the claim at 1000 events a bin; at the finest binning the claims reach ${
          listed(
            capped.map(({ method, share }) => `${decimal(100 * share, 1)} % (${method.label})`),
          )
        } of that cap.`,
      evidence: Object.fromEntries(
        capped.map(({ method, share }) => [method.id, { value: share, error: null }]),
      ),
    });
  }
  return out;
}

/** How many truth events is the generated sample worth? */
export const amplificationStudy: Study = {
  name: "amplification",
  title: "Amplification",
  summary(profile) {
    const grid = paperGrid(profile);
    return {
      kind: amplificationSummaryKind.name,
      config: { profile, grid: grid as unknown as Json },
      seed: grid.seed,
      inputs: Object.fromEntries(
        grid.methods.flatMap((method) =>
          protocols.map((protocol) => [
            inputName(method, protocol),
            measureCell(grid, method, protocol),
          ])
        ),
      ),
      label: "summary of amplification",
      cost: 1,
    };
  },
};
