/**
 * Where an audit takes its random numbers from.
 *
 * @module
 */
import type { Stream } from "../random.ts";

/** What an audit needs random numbers for. */
export type Purpose =
  | "band"
  | "ranks"
  | "worth"
  | "counting"
  | "ties"
  | "holdout"
  | "consistency";

/** The stream of each purpose on one binning. */
export type Streams = (purpose: Purpose) => Stream;
