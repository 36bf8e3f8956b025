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
  type Purpose,
  type Streams,
} from "./audit.ts";
export {
  type AuditAlong,
  type AuditBand,
  auditCalibration,
  type AuditCurve,
  auditHoldout,
  type CalibrationAudit,
  type CalibrationAuditOptions,
  type HoldoutAudit,
} from "./calibration.ts";
export {
  auditConsistency,
  type ConsistencyAudit,
  type ConsistencyAuditOptions,
} from "./consistency.ts";
export { jackknifeDraws } from "./jackknife.ts";
export { type Absent, absent, isPresent, type Judged, type Quantity } from "./quantity.ts";
export { type AuditTruth, coverageOfRanks, withCountingNoise } from "./truth.ts";
export { auditWorth, type WorthAudit, type WorthAuditOptions } from "./worth.ts";
