/**
 * The studies of the report. Each is a folder, and a line here.
 *
 * @module
 */
import type { CellKind } from "../runner/cell.ts";
import { sharedKinds } from "./shared/kinds.ts";
import type { ReportStudy } from "./shared/study.ts";

const modules: readonly { readonly study: ReportStudy }[] = await Promise.all([
  import("./ring/study.ts"),
  import("./calibration/study.ts"),
  import("./ranks/study.ts"),
  import("./amplification/study.ts"),
  import("./worth/study.ts"),
  import("./posteriors/study.ts"),
  import("./edges/study.ts"),
  import("./training_size/study.ts"),
  import("./reproduction/study.ts"),
  import("./yardstick/study.ts"),
  import("./likelihood/study.ts"),
  import("./length/study.ts"),
  import("./choosing/study.ts"),
  import("./verdicts/study.ts"),
]);

/** In the order of the report. */
export const studies: readonly ReportStudy[] = modules.map(({ study }) => study);

/** How each kind of cell is computed. */
export const kinds: readonly CellKind[] = [
  ...sharedKinds,
  ...studies.flatMap(({ kinds }) => kinds),
];
