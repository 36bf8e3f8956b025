/**
 * Notes of pages on chains that have not mixed.
 *
 * @module
 */
import { mixingNote } from "../studies/posteriors/mixing.ts";
import type { PosteriorsResults } from "../studies/posteriors/schema.ts";
import type { Setup } from "../studies/shared/schema.ts";
import type { Loaded } from "../studies/shared/view.ts";
import type { Report } from "./load.ts";

/**
 * What must stand beside the results of a study that shows chains which have not mixed; `undefined` if it
 * shows none. Fits of another profile than the posteriors' were not tested.
 */
export function mixingOf(
  report: Report,
  { profile, data: { setup } }: Pick<Loaded<{ readonly setup?: Setup }>, "profile" | "data">,
): string | undefined {
  const posteriors = report.studies.get("posteriors");
  if (posteriors === undefined || setup === undefined) return undefined;
  const tested = posteriors.profile === profile;
  return mixingNote(posteriors.data as unknown as PosteriorsResults, setup.methods, { tested });
}
