/** Events drawn again and again from a few are worth those few by the kernel, too, in many simulations. */
import { assertGreater, assertLessOrEqual } from "@std/assert";
import { kernelWorth } from "../../../../core/compare/mod.ts";
import { isPresent } from "../../../../core/measure/mod.ts";
import { Stream } from "../../../../core/random.ts";
import {
  assertPulls,
  normals,
  pull,
  resampled,
  weightedNormals,
} from "../../../core/compare/_worth.ts";

const kinds = { equal: normals, unequal: weightedNormals };
for (const features of [1, 2, 5]) {
  for (const [kind, truthOf] of Object.entries(kinds)) {
    // Weights of standard normal events are those of few effective ones in 5 features.
    if (features === 5 && kind === "unequal") continue;
    Deno.test(`300 true events of ${features} features, 10,000 times drawn from, are worth as many by kernel against ${kind} weights; false alarm 1e-6`, () => {
      const events = 300, trials = 40, pulls: number[] = [], scatters: number[] = [];
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
      // 5 % are expected; 11 of 40 are exceeded once in a million, binomial.
      assertLessOrEqual(tooHigh, 11);
    });
  }
}
