/**
 * A registry of toy cells: a random walk that checkpoints, its statistics, and a summary.
 *
 * @module
 */
import { Stream } from "../../core/random.ts";
import type { Cell, CellKind } from "../../runner/cell.ts";
import type { Profile, Study } from "../../runner/study.ts";
import { z } from "zod";

/** Steps of the walk of each profile. */
const lengths: Record<Profile, number> = { smoke: 2_000, standard: 20_000, paper: 40_000 };

const walk: CellKind = {
  name: "walk",
  version: 1,
  numerics: "toy/1",
  run({ config, seed, resume, checkpoint, progress }) {
    const length = config.length as number;
    const stream = Stream.fromSeed(seed).split("walk");
    const path = new Float64Array(length);
    path.set(resume?.arrays.path ?? []);
    let place = resume?.numbers.place ?? 0;
    for (let i = resume?.step ?? 0; i < length; i++) {
      if (i > 0 && i % 500 === 0) {
        checkpoint({
          step: i,
          arrays: { path: path.slice(0, i) },
          records: {},
          numbers: { place },
        });
        progress(i, length, `at ${place.toFixed(1)}`);
      }
      place += stream.split(i).normal();
      path[i] = place;
    }
    return { json: { end: place }, arrays: { path: { shape: [length], values: path } } };
  },
};

const moments: CellKind = {
  name: "moments",
  version: 1,
  run({ inputs }) {
    const { values } = inputs.walk.arrays.path;
    let sum = 0;
    for (const value of values) sum += value;
    const mean = sum / values.length;
    return { json: { mean, end: (inputs.walk.json as { end: number }).end }, arrays: {} };
  },
};

const summary: CellKind = {
  name: "toy-summary",
  version: 1,
  run({ config, inputs }) {
    const means = Object.values(inputs).map(({ json }) => (json as { mean: number }).mean);
    return { json: { question: config.question, means }, arrays: {} };
  },
};

const failing: CellKind = {
  name: "failing",
  version: 1,
  run() {
    throw new RangeError("Cannot fit the toy as it must converge: current value is Infinity");
  },
};

/** What computing does not need, and a study may not have. */
export const tries: Readonly<Record<string, () => unknown>> = {
  network: () => Deno.connect({ hostname: "127.0.0.1", port: 9 }),
  write: () => Deno.writeTextFileSync("core/more.txt", "more"),
  process: () => new Deno.Command("deno").output(),
  environment: () => Deno.env.get("HOME"),
  code: () => import(["https:", "", "example.org", "code.js"].join("/")),
  library: () => Deno.dlopen("libc.so.6", {}),
  host: () => Deno.hostname(),
};

const greedy: CellKind = {
  name: "greedy",
  version: 1,
  async run({ config }) {
    await tries[config.wants as string]();
    return { json: null, arrays: {} };
  },
};

/** Keeps a state and never ends; started again from that state, it ends. */
const endless: CellKind = {
  name: "endless",
  version: 1,
  async run({ resume, checkpoint }) {
    if (resume === undefined) {
      checkpoint({ step: 1, arrays: {}, records: {}, numbers: {} });
      for (;;) await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    return { json: { resumedAt: resume.step }, arrays: {} };
  },
};

const broken: CellKind = {
  name: "not-a-number",
  version: 1,
  run: () => ({ json: { mean: NaN }, arrays: {} }),
};

/** The kinds of the toys. */
export const kinds: readonly CellKind[] = [
  walk,
  moments,
  summary,
  failing,
  greedy,
  endless,
  broken,
];

/** A cell with defaults. */
export function cell(kind: string, rest: Partial<Cell> = {}): Cell {
  return { kind, config: {}, seed: 1, inputs: {}, label: kind, cost: 1, ...rest };
}

function walks(profile: Profile, count: number): Record<string, Cell> {
  const inputs: Record<string, Cell> = {};
  for (let run = 0; run < count; run++) {
    const length = lengths[profile];
    const walked = cell("walk", {
      config: { length },
      seed: run,
      label: `walk ${run}`,
      cost: length,
    });
    inputs[`run${run}`] = cell("moments", { inputs: { walk: walked }, label: `moments ${run}` });
  }
  return inputs;
}

function study(
  name: string,
  summary: (profile: Profile) => Cell,
  results: z.ZodType = z.json(),
): Study {
  return { name, results, summary };
}

/** Two studies that share walks. */
export const studies: readonly Study[] = [
  {
    ...study("few", (profile) =>
      cell("toy-summary", {
        config: { question: "few walks" },
        inputs: walks(profile, 2),
        label: "summary of few",
      })),
    findings: ({ means }: { means: number[] }) => [{ sentence: `Of ${means.length} walks.` }],
  },
  study("many", (profile) =>
    cell("toy-summary", {
      config: { question: "many walks" },
      inputs: walks(profile, 4),
      label: "summary of many",
    })),
];

/** Studies that cannot be finished. */
export const bad: readonly Study[] = [
  study("diverges", (profile) =>
    cell("toy-summary", {
      inputs: { ...walks(profile, 1), failing: cell("failing", { label: "a fit that fails" }) },
      label: "summary of diverges",
    })),
  ...Object.keys(tries).map((wants) =>
    study(`wants-${wants}`, () => cell("greedy", { config: { wants }, label: `wants ${wants}` }))
  ),
  study(
    "formless",
    (profile) =>
      cell("toy-summary", {
        config: { question: "what form" },
        inputs: walks(profile, 1),
        label: "summary of formless",
      }),
    z.strictObject({ question: z.string(), means: z.array(z.string()) }),
  ),
  study("endless", () => cell("endless")),
  study("nan", () => cell("not-a-number")),
];
