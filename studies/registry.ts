/**
 * The studies of the report and the kinds of cells that they are made of.
 *
 * @module
 */
import { amplificationStudy, amplificationSummaryKind } from "./amplification/study.ts";
import { calibrationKind, calibrationStudy } from "./calibration/study.ts";
import { amplificationKind } from "./amplification/measure.ts";
import { coverageKind } from "./calibration/measure.ts";
import { densityKind } from "./ring/density.ts";
import { fitKind } from "./shared/fit.ts";
import { joinedKind, stretchKind } from "./shared/stretch.ts";
import { massesKind } from "./shared/masses.ts";
import { radiusKind } from "./reproduction/radius.ts";
import { sameDrawsKind } from "./reproduction/same_draws.ts";
import { reproductionKind, reproductionStudy } from "./reproduction/study.ts";
import { ranksKind } from "./ranks/measure.ts";
import { classifierKind } from "./ranks/classifier.ts";
import { worthKind } from "./worth/measure.ts";
import { ranksStudy, ranksSummaryKind } from "./ranks/study.ts";
import { worthStudy, worthSummaryKind } from "./worth/study.ts";
import { posteriorKind } from "./posteriors/measure.ts";
import { posteriorsKind, posteriorsStudy } from "./posteriors/study.ts";
import { measuresKind } from "./shared/measures.ts";
import { sampledMassesKind } from "./shared/sampled_masses.ts";
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
