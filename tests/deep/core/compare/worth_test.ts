/** Events drawn again and again from a few are worth those few, in many simulations. */
import { assertGreater, assertLessOrEqual } from "@std/assert";
import { kernelWorth, sampleWorth } from "../../../../core/compare/mod.ts";
import { isPresent } from "../../../../core/measure/mod.ts";
import { Stream } from "../../../../core/random.ts";
import {
  assertPulls,
  normals,
  pull,
  resampled,
  there,
  weightedNormals,
} from "../../../core/compare/_worth.ts";

/** Training events, and simulations of them. */
const sizes = [{ events: 1000, trials: 300 }, { events: 10_000, trials: 60 }, {
  events: 100_000,
  trials: 12,
}];
/** Median splits. */
const depths = [4, 6, 8];
for (const features of [1, 2, 5]) {
  for (const { events, trials } of sizes) {
    Deno.test(`${events} true events of ${features} features, generated 10 times, are worth as many in cells; false alarm 1e-6`, () => {
      const pulls = depths.map(() => [] as number[]);
      for (let trial = 0; trial < trials; trial++) {
        const stream = Stream.fromSeed(1000 + trial);
        const training = normals(events, features, stream.split("training"));
        const generated = resampled(training, 10 * events, stream);
        const truth = normals(20 * events, features, stream.split("truth"));
        const worths = sampleWorth(generated, truth, { stream, depths });
        worths.forEach(({ generator }, i) => pulls[i].push(pull(there(generator), events)));
      }
      for (const [i, depth] of depths.entries()) {
        // As many true events as are left beside those that define the cells.
        const compared = 20 * events - Math.min(10 * events, 32 * 2 ** depth);
        assertPulls(pulls[i], Math.sqrt(2 / (2 ** depth - 1)), 0.1 + events / compared);
      }
    });
  }
}

const kinds = { equal: normals, unequal: weightedNormals };
for (const features of [1, 2, 5]) {
  for (const [kind, truthOf] of Object.entries(kinds)) {
    // Weights of standard normal events are those of few effective ones in 5 features.
    if (features === 5 && kind === "unequal") continue;
    Deno.test(`300 true events of ${features} features, 10,000 times drawn from, are worth as many by kernel against ${kind} weights; false alarm 1e-6`, () => {
      const events = 300, trials = 150, pulls: number[] = [], scatters: number[] = [];
      let tooHigh = 0;
      for (let trial = 0; trial < trials; trial++) {
        const stream = Stream.fromSeed(2000 + trial);
        const training = normals(events, features, stream.split("training"));
        const generated = resampled(training, 10_000, stream);
        const truth = truthOf(20_000, features, stream.split("truth"));
        const { generator, lower } = kernelWorth(generated, truth, { stream });
        if (lower! > events) tooHigh++;
        if (!isPresent(generator)) continue;
        pulls.push(pull(generator, events));
        // Counting both samples adds about what 6000 events would.
        scatters.push(generator.error! / generator.value / (1 + generator.value / 6000));
      }
      assertGreater(pulls.length, 0.9 * trials);
      assertPulls(pulls, scatters.sort()[Math.floor(pulls.length / 2)], 0.05);
      // 5 % are expected; 23 of 150 are exceeded once in a million, binomial.
      assertLessOrEqual(tooHigh, 23);
    });
  }
}
