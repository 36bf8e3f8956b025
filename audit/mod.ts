/**
 * Audits of any generator in programs: the measures of the studies on its draws, a truth and held-out events.
 *
 * @module
 */
export {
  type Audit,
  audit,
  type AuditOptions,
  type AuditQuantity,
  type AuditVerdict,
} from "./in_memory.ts";
