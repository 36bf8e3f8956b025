/**
 * How often the kernel distance of large samples finds a difference, by random features of all events and by pairs of
 * events that are thinned to 3,000, on the same samples, and the time of a test. Prints the table of `bench/kernel.csv`;
 * 6 trials take about 2 minutes of a core.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { kernelDistance, twoSampleTests } from "../core/compare/mod.ts";
import { Stream } from "../core/random.ts";
import { count } from "../runner/arguments.ts";
import { commandNamed } from "../runner/command.ts";
import { pairOf, share } from "./two_samples.ts";

const level = 0.05, events = 110_000, permutations = 99;

/** How the samples differ: the change of a share of the second sample's events. */
const designs = [
  { difference: "shift", features: 2, differing: 0.05 },
  { difference: "correlation", features: 5, differing: 0.2 },
  { difference: "half a mode", features: 5, differing: 0.1 },
];

interface Options {
  readonly trials: number;
  readonly first: number;
}

const command = commandNamed("bench:kernel")
  .description("Power of the kernel distance of large samples, by features and by pairs, as CSV.")
  .option("--trials <count>", "samples of each kind", count, 6)
  .option("--first <number>", "number of the first trial", count, 1)
  .action(({ trials, first }: Options) => {
    console.log(
      "difference,features,share,trials,by features,error,by pairs,error,ahead,ahead error,seconds by features,seconds by pairs",
    );
    for (const { difference, features, differing } of designs) {
      const seconds = [0, 0];
      const rejections = Array.from({ length: trials }, (_, trial) => {
        const stream = Stream.fromSeed(1).split(difference, features, first + trial);
        const [a, b] = pairOf(difference, stream, { events, features, differing })
          .map((values) => ({ values, features }));
        return [undefined, kernelDistance.most].map((most, i) => {
          const start = performance.now();
          const [{ pValue }] = twoSampleTests(a, b, {
            stream,
            permutations,
            statistics: [kernelDistance],
            most,
          });
          seconds[i] += (performance.now() - start) / 1000 / trials;
          return pValue <= level;
        });
      });
      const [byFeatures, byPairs] = [0, 1].map((i) => share(rejections.map((each) => each[i])));
      const ahead = byFeatures[0] - byPairs[0];
      const scatter = rejections.reduce((sum, [featuresReject, pairsReject]) => {
        const away = Number(featuresReject) - Number(pairsReject) - ahead;
        return sum + away * away;
      }, 0);
      const error = Math.sqrt(scatter / (trials * Math.max(1, trials - 1)));
      const numbers = [...byFeatures, ...byPairs, ahead, error, ...seconds]
        .map((number) => +number.toFixed(3));
      console.log([difference, features, differing, trials, ...numbers].join(","));
    }
  });

await command.parseAsync(Deno.args, { from: "user" });
