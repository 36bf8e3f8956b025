/**
 * The runner: from studies, made of cells, to committed results.
 *
 * @module
 */
export * from "./allow.ts";
export * from "./artefact.ts";
export * from "./cache.ts";
export * from "./cell.ts";
export * from "./comparison.ts";
export * from "./executor.ts";
export * from "./files.ts";
export * from "./kept.ts";
export * from "./key.ts";
export * from "./local.ts";
export * from "./lock.ts";
export * from "./plan.ts";
export * from "./progress.ts";
export * from "./provenance.ts";
export * from "./contents.ts";
export * from "./recompute.ts";
export * from "./results.ts";
export * from "./run.ts";
export * from "./safetensors.ts";
export * from "./slurm.ts";
export * from "./verify.ts";
