import { assertAlmostEquals, assertEquals } from "@std/assert";
import { masses } from "../../../core/binning/mod.ts";
import { simulateRuns, simulationSettings } from "../../../core/calibration/simulate.ts";
import { Stream } from "../../../core/random.ts";
import { ONE_IN_A_MILLION } from "./_posteriors.ts";

const draws = 4, bins = 8000;

for (const correlation of ["posterior", "sum", "independent"] as const) {
  Deno.test(`a simulated truth lies as often between any two draws, ${correlation}; false alarm 1e-6`, () => {
    const stream = Stream.fromSeed(1);
    const values = stream.split("masses").normals(new Float64Array(draws * bins));
    const shares = simulateRuns(
      masses(1, draws, [bins], values.map((x) => 1 + 0.1 * x)),
      simulationSettings({ correlation, replicates: 40, stream: stream.split("simulated") }),
      (places) => {
        const out = new Float64Array(2 * (draws + 1));
        // In halves of the places between draws, as the place within them is uniform, too.
        for (const place of places) out[Math.floor(2 * place)] += 1 / bins;
        return out;
      },
      ([share]) => share,
    );
    const expected = 1 / (2 * (draws + 1));
    const bound = 1.2 * ONE_IN_A_MILLION * Math.sqrt(expected * (1 - expected) / bins);
    for (const share of shares) {
      assertEquals(share.length, 2 * (draws + 1));
      for (const found of share) assertAlmostEquals(found, expected, bound);
    }
  });
}
