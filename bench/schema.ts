/**
 * The committed table of times, `_data/performance/results.json`.
 *
 * @module
 */
import { z } from "zod";

/** Name and version of the schema of the file. */
export const performanceSchema = "ampliflow/performance/2";

const ceiling = z.strictObject({ gigaflops: z.number(), low: z.number(), high: z.number() });

/** Schema of the table. */
export const performanceTable = z.strictObject({
  schema: z.literal(performanceSchema),
  /** Date, machine and program of the measurement. */
  provenance: z.strictObject({
    date: z.string(),
    processor: z.string(),
    cores: z.int().positive(),
    system: z.string(),
    deno: z.string(),
    v8: z.string(),
  }),
  /** Peak of WebAssembly's multiplications and additions on one core, median and quartiles in GFLOP/s. */
  ceiling,
  /** The same with pairs packed to 256 bits; absent if V8 does not pack. */
  packedCeiling: ceiling.optional(),
  units: z.array(z.strictObject({
    name: z.string(),
    title: z.string(),
    operations: z.strictObject({ products: z.number(), activations: z.number() }).nullable(),
  })).min(1),
  rows: z.array(z.strictObject({
    unit: z.string(),
    contender: z.string(),
    /** Median and quartiles over the rounds of the time of the whole unit, milliseconds. */
    ms: z.number().positive(),
    low: z.number().positive(),
    high: z.number().positive(),
    rounds: z.int().positive(),
    /** Share of the unit that was computed; the time is scaled to the whole unit. */
    measuredShare: z.number().positive().max(1),
  })),
  /** Ratios of medians; the spread is half the distance of the quartiles, propagated from the times. */
  ratios: z.array(z.strictObject({ name: z.string(), value: z.number(), spread: z.number() })),
});
export type PerformanceTable = z.infer<typeof performanceTable>;
