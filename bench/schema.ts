/**
 * The committed table of times, `_data/performance/results.json`.
 *
 * @module
 */
import { z } from "zod";

/** Version of the file's form. */
export const performanceSchema = "ampliflow/performance/2";

const ceiling = z.strictObject({ gigaflops: z.number(), low: z.number(), high: z.number() });

/** Schema of the table. */
export const performanceTable = z.strictObject({
  schema: z.literal(performanceSchema),
  /** When and on what it was measured: times mean nothing without. */
  provenance: z.strictObject({
    date: z.string(),
    processor: z.string(),
    cores: z.int().positive(),
    system: z.string(),
    deno: z.string(),
    v8: z.string(),
  }),
  /** WebAssembly's multiplications and additions on one core, median and quartiles in GFLOP/s. */
  ceiling,
  /** The same where V8 packs pairs to 256 bits; absent where it does not. */
  packedCeiling: ceiling.optional(),
  units: z.array(z.strictObject({
    name: z.string(),
    title: z.string(),
    operations: z.strictObject({ products: z.number(), activations: z.number() }).nullable(),
  })).min(1),
  rows: z.array(z.strictObject({
    unit: z.string(),
    contender: z.string(),
    /** Median over the rounds of the whole unit, milliseconds; its quartiles. */
    ms: z.number().positive(),
    low: z.number().positive(),
    high: z.number().positive(),
    rounds: z.int().positive(),
    /** Share of the unit that was done; the time is that of the share, divided by it. */
    measuredShare: z.number().positive().max(1),
  })),
  /** Ratios of medians, with the half distance of the quartiles that those of the times give them. */
  ratios: z.array(z.strictObject({ name: z.string(), value: z.number(), spread: z.number() })),
});
export type PerformanceTable = z.infer<typeof performanceTable>;
