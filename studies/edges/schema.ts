/**
 * Results of the study of edges: the same questions to targets that are smooth, kinked or hard.
 *
 * @module
 */
import { z } from "zod";
import { measures } from "../shared/measures_schema.ts";
import { finding, setup } from "../shared/schema.ts";

/** Everything about one target. */
const series = z.strictObject({
  setup,
  /** What the density does where it begins or ends. */
  edge: z.enum(["smooth", "kink", "jump"]),
  dimension: z.int().positive(),
  /** Name and symbol of the first axis. */
  axis: z.string(),
  /** Points generated with each draw; null where masses are integrals. */
  points: z.number().nullable(),
  ...measures.shape,
});
export type EdgesSeries = z.infer<typeof series>;

/** Schema of `_data/edges/results.json`'s data. */
export const edgesResults = z.strictObject({
  setup,
  findings: z.array(finding),
  series: z.array(series).min(1),
});
export type EdgesResults = z.infer<typeof edgesResults>;
