/** Events drawn again and again from a few are worth those few, in many simulations. */
import { sampleWorth } from "../../../../core/compare/mod.ts";
import { Stream } from "../../../../core/random.ts";
import { assertPulls, normals, pull, resampled, there } from "../../../core/compare/_worth.ts";

/** Training events, and simulations of them. */
const sizes = [{ events: 1000, trials: 50 }, { events: 10_000, trials: 10 }, {
  events: 100_000,
  trials: 2,
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
