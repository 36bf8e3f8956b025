/**
 * The programs of the audit: what runs as a process or a thread of its own. All that they import is in the package. The
 * reader of ROOT is not among them, as it has packages of its own.
 *
 * @module
 */

/** Loads each program; only Deno's own look at imports follows these. */
export const programs: readonly (() => Promise<unknown>)[] = [
  () => import("../cli/audit.ts"),
  () => import("../cli/audit_run.ts"),
  () => import("../cli/audit_worker.ts"),
  () => import("../cli/audit_write.ts"),
  () => import("../audit/formats/attend.ts"),
  () => import("../audit/formats/reader.ts"),
  () => import("../audit/formats/hdf5.ts"),
  () => import("../audit/formats/parquet.ts"),
];
