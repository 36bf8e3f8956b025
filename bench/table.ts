/**
 * The table of times of `_data/performance/results.json`: its ratios, and its Markdown.
 *
 * @module
 */
import { units } from "./problem.ts";
import type { PerformanceTable } from "./schema.ts";

/** Time of a contender for a unit of work. */
export type Row = PerformanceTable["rows"][number];

/** A ratio of times. */
export type Ratio = PerformanceTable["ratios"][number];

/** Result of a run of the benchmark. */
export type Table = PerformanceTable;

/** A median with its quartiles. */
interface Median {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const scaled = ({ median, low, high }: Median, factor: number): Median => ({
  median: median * factor,
  low: low * factor,
  high: high * factor,
});

/** Half the distance of the quartiles, as a share of the median. */
const relativeSpread = ({ median, low, high }: Median) => (high - low) / 2 / median;

/** Options of {@linkcode ratios}. */
export interface RatioOptions {
  /** Name of the fused engine with the kernel chosen on this machine. */
  readonly simd: string;
  /** Ceiling of that kernel, GFLOP/s. */
  readonly ceiling: Table["ceiling"];
  /** Bins of the finest binning of the unit "masses". */
  readonly bins: number;
}

/** Speed-ups, and shares of the ceiling. */
export function ratios(
  rows: readonly Row[],
  { simd, ceiling, bins }: RatioOptions,
): Ratio[] {
  const time = (unit: string, contender: string): Median | undefined => {
    const row = rows.find((row) => row.unit === unit && row.contender === contender);
    return row && { median: row.ms, low: row.low, high: row.high };
  };
  const out: Ratio[] = [];
  const add = (name: string, over?: Median, under?: Median) => {
    if (over === undefined || under === undefined) return;
    const value = over.median / under.median;
    const spread = value * Math.hypot(relativeSpread(over), relativeSpread(under));
    out.push({ name, value, spread });
  };
  const workers = `${simd}, 2 workers`, narrow = "simd, narrow";
  for (const { name, operations } of units) {
    if (!operations) continue;
    const { products, activations } = operations;
    // Milliseconds of `count` operations at the ceiling; the lower quartile is at the highest ceiling.
    const atCeiling = (count: number): Median => ({
      median: count / 1e6 / ceiling.gigaflops,
      low: count / 1e6 / ceiling.high,
      high: count / 1e6 / ceiling.low,
    });
    const share = (title: string, count: number) =>
      add(
        `${name}: ${title}, GFLOP/s of ${simd} over its ceiling`,
        atCeiling(count),
        time(name, simd),
      );
    share("products", products);
    share("with activations", products + activations);
  }
  for (const unit of ["U2", "U2 discrete", "U3"]) {
    add(`${unit}: ${simd} over ${workers}`, time(unit, simd), time(unit, workers));
  }
  for (const unit of ["U2", "U2 accurate"]) {
    add(`${unit}: tfjs/wasm over ${workers}`, time(unit, "tfjs/wasm"), time(unit, workers));
  }
  add(
    `tfjs/wasm on U2 over ${workers} on U2 accurate`,
    time("U2", "tfjs/wasm"),
    time("U2 accurate", workers),
  );
  if (simd !== narrow) {
    for (const { name } of units) {
      add(`${name}: ${narrow} over ${simd}`, time(name, narrow), time(name, simd));
    }
  }
  add(`U1: tfjs/wasm over ${simd}`, time("U1", "tfjs/wasm"), time("U1", simd));
  for (const unit of ["U1", "U2", "U2 value"]) {
    add(`${unit}: JAX, 1 device over ${simd}`, time(unit, "JAX, 1 device"), time(unit, simd));
  }
  add(`U2: JAX, 2 devices over ${workers}`, time("U2", "JAX, 2 devices"), time("U2", workers));
  add(
    `JAX, 2 devices on U2 over ${workers} on U2 discrete`,
    time("U2", "JAX, 2 devices"),
    time("U2 discrete", workers),
  );
  for (const threads of ["1 thread", "2 threads"]) {
    add(
      `U2: PyTorch, ${threads} over ${workers}`,
      time("U2", `PyTorch, ${threads}`),
      time("U2", workers),
    );
    add(
      `U2 accurate: PyTorch, the paper's solver, ${threads} over ${workers}`,
      time("U2 accurate", `PyTorch, the paper's solver, ${threads}`),
      time("U2 accurate", workers),
    );
  }
  // A relative error e in each of n^2 bins of equal mass needs n^2 / e^2 points, which coarser binnings share.
  const relativeError = 5e-4;
  const decoded = time("U3", simd);
  add(
    `Masses for every n: decoding points over cubature, at a relative error of ${relativeError} a bin`,
    decoded && scaled(decoded, bins / relativeError ** 2 / 1e6),
    time("masses", simd),
  );
  return out;
}

/** The table as Markdown. */
export function markdown(
  { provenance, ceiling, packedCeiling, rows, ratios, units }: Table,
): string {
  const contenders = [...new Set(rows.map(({ contender }) => contender))];
  const cell = (unit: string, contender: string) => {
    const row = rows.find((row) => row.unit === unit && row.contender === contender);
    return row ? row.ms.toPrecision(3) : "-";
  };
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    `${provenance.processor}, ${provenance.cores} cores; Deno ${provenance.deno}, V8 ${provenance.v8}`,
    `WebAssembly ceiling: ${ceiling.gigaflops.toFixed(1)} GFLOP/s a core${
      packedCeiling ? `, ${packedCeiling.gigaflops.toFixed(1)} in packed pairs` : ""
    }`,
    "",
    line(["ms", ...units.map(({ name }) => name)]),
    line(["---", ...units.map(() => "---:")]),
    ...contenders.map((name) => line([name, ...units.map((unit) => cell(unit.name, name))])),
    "",
    ...units.map(({ name, title }) => `* ${name}: ${title}`),
    "",
    line(["ratio", "value"]),
    line(["---", "---:"]),
    ...ratios.map(({ name, value, spread }) =>
      line([name, `${value.toPrecision(3)} ± ${spread.toPrecision(1)}`])
    ),
  ].join("\n");
}
