/**
 * Notes of pages on longer fits that lead to other conclusions.
 *
 * @module
 */
import { profiles } from "../runner/study.ts";
import { takenBack } from "../studies/length/findings.ts";
import type { LengthResults } from "../studies/length/schema.ts";
import type { Setup } from "../studies/shared/schema.ts";
import type { Loaded } from "../studies/shared/view.ts";
import type { Report } from "./load.ts";

/**
 * What must stand beside the results of a study whose fits are shorter than those of the study of the length;
 * `undefined` if they are not, or longer ones lead to the same conclusions.
 */
export function longerOf(
  report: Report,
  { profile, data: { setup } }: Pick<Loaded<{ readonly setup?: Setup }>, "profile" | "data">,
): string | undefined {
  const length = report.studies.get("length");
  if (length === undefined || setup === undefined) return undefined;
  if (profiles.indexOf(length.profile) <= profiles.indexOf(profile)) return undefined;
  return takenBack(length.data as unknown as LengthResults, setup.methods);
}
