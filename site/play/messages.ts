/**
 * What the thread that plays sends to its page, which requests a state.
 *
 * @module
 */
import type { Chart } from "../../render/charts/chart.ts";
import type { Stage } from "./play.ts";

/** A message of the thread. */
export type Message =
  /** The share of the fit under way that is done, from 0 to 1. */
  | { readonly tell: "progress"; readonly set: number; readonly share: number }
  /** A step of the game, as numbers and as pictures. */
  | {
    readonly tell: "stage";
    readonly stage: Stage;
    readonly charts: readonly Chart[];
  }
  /** All training sets are done. */
  | { readonly tell: "end"; readonly summary: string }
  | { readonly tell: "failed"; readonly sentence: string };
