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
import { differences, pairOf, share } from "./two_samples.ts";

const level = 0.05, permutations = 39, events = 200;

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
    for (const name of Object.keys(differences)) {
      if (difference !== undefined && difference !== name) continue;
      for (const features of [2, 5]) {
        const byStatistic = new Map<string, { ours: boolean; theirs?: boolean }[]>();
        for (let trial = 0; trial < trials; trial++) {
          const stream = Stream.fromSeed(seed).split(name, features, trial);
          const [a, b] = pairOf(name, stream, { events, features });
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
            const rows = byStatistic.get(name) ?? [];
            rows.push({
              ours: pValue <= level,
              ...(other !== undefined && { theirs: other <= level }),
            });
            byStatistic.set(name, rows);
          }
        }
        for (const [statistic, rows] of byStatistic) {
          const shareOf = (pick: (row: { ours: boolean; theirs?: boolean }) => boolean) =>
            share(rows.map(pick));
          const power = shareOf(({ ours }) => ours);
          const cells: (string | number)[] = [name, features, statistic, ...power];
          if (rows.every(({ theirs }) => theirs !== undefined)) {
            const other = shareOf(({ theirs }) => theirs!);
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
