/** Copies are found where they are, and nowhere else, in many simulations. */
import { assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { copies } from "../../../../core/compare/mod.ts";
import { Stream } from "../../../../core/random.ts";
import { copying, type Generator, honest } from "../../../core/compare/_copies.ts";
import { normals } from "../../../core/compare/_worth.ts";

/** Simulations in which copies are claimed with 1 %. */
function claims(generator: Generator, events: number, features: number, trials: number): number {
  let claimed = 0;
  for (let trial = 0; trial < trials; trial++) {
    const stream = Stream.fromSeed(trial);
    const training = normals(events, features, stream.split("training"));
    const holdout = normals(events, features, stream.split("holdout"));
    const generated = generator(training, stream);
    const { pValue } = copies(generated, training, holdout, { stream, permutations: 199 });
    if (pValue <= 0.01) claimed++;
  }
  return claimed;
}

for (const [features, noise] of [[1, 0], [2, 0], [10, 0], [10, 0.1]]) {
  Deno.test(`copies of a tenth of 300 training events of ${features} features, moved by ${noise}, are found in 95 % of simulations`, () => {
    assertGreaterOrEqual(claims(copying(0.1, noise), 300, features, 100), 95);
  });
}

for (const [name, generator] of Object.entries(honest)) {
  for (const features of [1, 5]) {
    Deno.test(`no copies are claimed in 99 % of simulations of a generator without any, ${name}, ${features} features; false alarm 1e-6`, () => {
      // Of 400 with 1 %, 16 are exceeded once in a million, binomial.
      assertLessOrEqual(claims(generator, 150, features, 400), 16);
    });
  }
}
