/**
 * The studies of the report and the kinds of cells that they are made of.
 *
 * @module
 */
import { amplificationStudy, amplificationSummaryKind } from "./amplification/study.ts";
import { calibrationKind, calibrationStudy } from "./calibration/study.ts";
import { amplificationKind } from "./cells/amplification.ts";
import { coverageKind } from "./cells/coverage.ts";
import { densityKind } from "./cells/density.ts";
import { fitKind } from "./cells/fit.ts";
import { joinedKind, stretchKind } from "./cells/stretch.ts";
import { massesKind } from "./cells/masses.ts";
import { radiusKind } from "./reproduction/radius.ts";
import { sameDrawsKind } from "./reproduction/same_draws.ts";
import { reproductionKind, reproductionStudy } from "./reproduction/study.ts";
import { ranksKind } from "./cells/ranks.ts";
import { classifierKind } from "./cells/ranks_classifier.ts";
import { worthKind } from "./cells/worth.ts";
import { ranksStudy, ranksSummaryKind } from "./ranks/study.ts";
import { worthStudy, worthSummaryKind } from "./worth/study.ts";
import { posteriorKind } from "./cells/posterior.ts";
import { posteriorsKind, posteriorsStudy } from "./posteriors/study.ts";
import { measuresKind } from "./cells/measures.ts";
import { sampledMassesKind } from "./cells/sampled_masses.ts";
import { edgesKind, edgesStudy } from "./edges/study.ts";
import { trainingSizeKind, trainingSizeStudy } from "./training_size/study.ts";
import { lengthKind } from "./length/measure.ts";
import { lengthStudy, lengthSummaryKind } from "./length/study.ts";
import { ringKind, ringStudy } from "./ring/study.ts";
import type { CellKind } from "../runner/cell.ts";
import type { Study } from "../runner/study.ts";

/** In the order of the report. */
export const studies: readonly Study[] = [
  ringStudy,
  calibrationStudy,
  ranksStudy,
  amplificationStudy,
  worthStudy,
  posteriorsStudy,
  edgesStudy,
  trainingSizeStudy,
  reproductionStudy,
  lengthStudy,
];

/** How each kind of cell is computed. */
export const kinds: readonly CellKind[] = [
  stretchKind,
  joinedKind,
  fitKind,
  massesKind,
  densityKind,
  coverageKind,
  amplificationKind,
  ringKind,
  calibrationKind,
  amplificationSummaryKind,
  ranksKind,
  classifierKind,
  ranksSummaryKind,
  worthKind,
  worthSummaryKind,
  radiusKind,
  sameDrawsKind,
  reproductionKind,
  posteriorKind,
  posteriorsKind,
  sampledMassesKind,
  measuresKind,
  edgesKind,
  trainingSizeKind,
  lengthKind,
  lengthSummaryKind,
];
