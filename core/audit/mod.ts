/**
 * The audit of a generator, whatever it is: masses of its draws in, measures out.
 *
 * @module
 */
export {
  type Audit,
  audit,
  type AuditInput,
  type AuditOptions,
  type BinningAudit,
  coarserFactors,
} from "./audit.ts";
export type {
  AuditAlong,
  AuditBand,
  AuditCurve,
  CalibrationAudit,
  HoldoutAudit,
} from "./calibration.ts";
export type { ConsistencyAudit } from "./consistency.ts";
export { jackknifeDraws } from "./jackknife.ts";
export { type Absent, absent, isPresent } from "./absent.ts";
export type { Purpose } from "./streams.ts";
export { type AuditTruth, coverageOfRanks, withCountingNoise } from "./truth.ts";
export type { WorthAudit } from "./worth.ts";
