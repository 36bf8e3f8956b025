/** The studies and profile that a command computes. */
import type { CellKind } from "../runner/cell.ts";
import { profileNamed, studiesNamed } from "../runner/run.ts";
import type { Study } from "../runner/study.ts";
import type { ComputeOptions } from "./_command.ts";

/** The requested studies, with their kinds of cells, profile and folders. */
export async function asked(
  { registry, study, profile, data, cache, force }: ComputeOptions,
) {
  const { studies, kinds } = await import(registry) as {
    studies: readonly Study[];
    kinds: readonly CellKind[];
  };
  return {
    studies: studiesNamed(studies, study),
    kinds,
    profile: profile === undefined ? undefined : profileNamed(profile),
    data,
    cache,
    force,
  };
}
