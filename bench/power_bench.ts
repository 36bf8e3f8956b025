/**
 * How often the tests of two samples find a difference, beside tests that one writes with SciPy and scikit-learn, on
 * the same samples. Prints the table of `bench/power.csv`; 300 trials take about two hours.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { Option } from "commander";
import { twoSampleTests } from "../core/compare/mod.ts";
import { Stream } from "../core/random.ts";
import { count } from "../runner/arguments.ts";
import { commandNamed } from "../runner/command.ts";
import { converse } from "./peer.ts";

/** Changes an event, `[features]`, in place, with uniform numbers of its own. */
type Change = (event: Float64Array, uniform: () => number) => void;

/** How the second sample differs from the first, whose features are normal; both get the first change. */
const differences: Record<string, readonly [both: Change, second: Change]> = {
  shift: [() => {}, (event) => void (event[0] += 0.35)],
  width: [() => {}, (event) => void (event[0] *= 1.5)],
  correlation: [() => {}, (event) => void (event[1] = 0.5 * event[0] + Math.sqrt(0.75) * event[1])],
  // Mean, variance and correlations stay about as they are.
  shape: [
    () => {},
    (event, uniform) => {
      if (uniform() < 0.3) event[0] = (event[0] < 0 ? -0.8 : 0.8) + 0.1 * (uniform() - 0.5);
    },
  ],
  // Four modes in two of the features; of the second sample, half of one is moved to the one beside it.
  "half a mode": [
    (event) => {
      event[0] = event[0] / 3 + (event[0] < 0 ? -1 : 1);
      event[1] = event[1] / 3 + (event[1] < 0 ? -1 : 1);
    },
    (event, uniform) => {
      if (event[0] < 0 && event[1] < 0 && uniform() < 0.5) event[0] = -event[0];
    },
  ],
};

const level = 0.05, permutations = 39, events = 200;

/** A sample `[events, features]`. */
function sample(stream: Stream, features: number, changes: readonly Change[]): Float64Array {
  const values = stream.normals(new Float64Array(events * features));
  const uniforms = stream.split("change");
  for (let i = 0; i < events; i++) {
    const event = values.subarray(i * features, (i + 1) * features);
    for (const change of changes) change(event, () => uniforms.uniform());
  }
  return values;
}

/** Share of true values and its standard error. */
function share(found: readonly boolean[]): readonly [number, number] {
  const mean = found.filter(Boolean).length / found.length;
  return [mean, Math.sqrt(mean * (1 - mean) / found.length)];
}

interface Options {
  readonly trials: number;
  readonly seed: number;
  readonly difference?: string;
}

const command = commandNamed("bench:power")
  .description("Power of the tests of two samples, beside SciPy and scikit-learn, as CSV.")
  .option("--trials <count>", "samples of each kind", count, 300)
  .option("--seed <number>", "seed of the samples", count, 1)
  .addOption(
    new Option("--difference <name>", "only this difference").choices(Object.keys(differences)),
  )
  .action(async ({ trials, seed, difference }: Options) => {
    const peer = converse("two_sample_tests.py");
    console.log(
      "difference,features,statistic,power,error,peer,peer error,ahead,ahead error",
    );
    for (const [name, [both, second]] of Object.entries(differences)) {
      if (difference !== undefined && difference !== name) continue;
      for (const features of [2, 5]) {
        const found = new Map<string, { ours: boolean; theirs?: boolean }[]>();
        for (let trial = 0; trial < trials; trial++) {
          const stream = Stream.fromSeed(seed).split(name, features, trial);
          const a = sample(stream.split("first"), features, [both]);
          const b = sample(stream.split("second"), features, [both, second]);
          const answer = await peer?.ask({
            first: [...a],
            second: [...b],
            features,
            permutations,
            seed: trial,
          });
          const theirs = answer === undefined ? {} : JSON.parse(answer) as Record<string, number>;
          const ours = twoSampleTests({ values: a, features }, { values: b, features }, {
            stream,
            permutations,
          });
          for (const { name, pValue } of ours) {
            const other = theirs[name];
            const rows = found.get(name) ?? [];
            rows.push({
              ours: pValue <= level,
              ...(other !== undefined && { theirs: other <= level }),
            });
            found.set(name, rows);
          }
        }
        for (const [statistic, rows] of found) {
          const of = (pick: (row: { ours: boolean; theirs?: boolean }) => boolean) =>
            share(rows.map(pick));
          const power = of(({ ours }) => ours);
          const cells: (string | number)[] = [name, features, statistic, ...power];
          if (rows.every(({ theirs }) => theirs !== undefined)) {
            const other = of(({ theirs }) => theirs!);
            // On the same samples only those count where one of the two finds the difference.
            const apart = rows.map(({ ours, theirs }) => Number(ours) - Number(theirs));
            const ahead = power[0] - other[0];
            const scatter = apart.reduce((sum, x) => sum + (x - ahead) * (x - ahead), 0);
            const error = Math.sqrt(scatter / (trials * Math.max(1, trials - 1)));
            cells.push(...other, ahead, error);
          } else cells.push("", "", "", "");
          const text = cells.map((cell) => typeof cell === "number" ? +cell.toFixed(3) : cell);
          console.log(text.join(","));
        }
      }
    }
    await peer?.end();
  });

await command.parseAsync(Deno.args, { from: "user" });
