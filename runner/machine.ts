/**
 * The machine that computes, for the record of each cell; not part of any result.
 *
 * @module
 */
import { cpus } from "node:os";

/** The machine on which a cell was computed. */
export interface Machine {
  /** Version of Deno. */
  readonly deno: string;
  /** Operating system with its version, and architecture. */
  readonly system: string;
  readonly processor: string;
}

/** The machine that this process runs on; needs the permissions `sys=cpus,osRelease`. */
export function thisMachine(): Machine {
  return {
    deno: Deno.version.deno,
    system: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
    processor: cpus()[0]?.model ?? "unknown",
  };
}
