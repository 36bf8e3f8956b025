/**
 * A registry of toy fits in stretches, whose states are kept: long walks, each stretch from the end of the one
 * before, and what is asked of them.
 *
 * @module
 */
import { Stream } from "../../core/random.ts";
import type { Cell, CellKind } from "../../runner/cell.ts";
import type { Profile, Study } from "../../runner/study.ts";
import { cell, kinds as toys } from "./_toys.ts";
import { z } from "zod";

/** Steps of a stretch of each profile. */
const lengths: Record<Profile, number> = { smoke: 300, standard: 3000, paper: 200_000 };

/** A stretch of a walk: where it was at each step, and the place that the next stretch goes on from. */
const stretch: CellKind = {
  name: "stretch",
  version: 1,
  run({ config, seed, inputs }) {
    const { from, length } = config as { from: number; length: number };
    const stream = Stream.fromSeed(seed).split("stretch");
    const path = new Float64Array(length);
    let place = inputs.before === undefined ? 0 : (inputs.before.json as { end: number }).end;
    for (let i = 0; i < length; i++) path[i] = place += stream.split(from + i).normal();
    return {
      json: { end: place },
      arrays: {
        path: { shape: [length], values: path },
        last: { shape: [2, 1], values: Float32Array.of(path[length - 2], place) },
      },
    };
  },
};

/** Tries to write to a file of its configuration. */
const scribble: CellKind = {
  name: "scribble",
  version: 1,
  run({ config }) {
    Deno.writeTextFileSync(config.path as string, "more");
    return { json: null, arrays: {} };
  },
};

/** Moments of a whole walk from its last stretch, as `moments` needs its inputs named. */
const ends: CellKind = {
  name: "ends",
  version: 1,
  run: ({ inputs: { walk } }) => ({
    json: { mean: (walk.json as { end: number }).end },
    arrays: {},
  }),
};

export const kinds: readonly CellKind[] = [...toys, stretch, ends, scribble];

/** The last stretch of a walk: `a/run-1/to-900` hangs from those to 600 and 300. */
export function walkTo(
  name: string,
  run: number,
  stretches: number,
  profile: Profile = "smoke",
): Cell {
  const length = lengths[profile];
  let before: Cell | undefined;
  for (let i = 0; i < stretches; i++) {
    const to = (i + 1) * length;
    before = cell("stretch", {
      config: { name, from: i * length, length },
      seed: run,
      inputs: before === undefined ? {} : { before },
      label: `${name} ${run} to ${to}`,
      keep: `${name}/run-${run}/to-${to}`,
    });
  }
  return before!;
}

/** Asks where walks end: two of `a` and one of `b`, in three stretches each. */
export const walks: Study = {
  name: "walks",
  results: z.json(),
  summary: (profile) => {
    const inputs: Record<string, Cell> = {};
    for (const [name, run] of [["a", 1], ["a", 2], ["b", 1]] as const) {
      const walk = walkTo(name, run, 3, profile);
      inputs[`${name}${run}`] = cell("ends", { inputs: { walk }, label: `end of ${name} ${run}` });
    }
    return cell("toy-summary", { config: { question: "ends" }, inputs, label: "summary of walks" });
  },
};

/** The studies of the toys. */
export const studies: readonly Study[] = [walks];
