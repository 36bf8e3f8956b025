import { assertEquals } from "@std/assert";
import type { Masses } from "../../../core/binning/masses.ts";
import {
  calibratedBand,
  coverage,
  deviationAlong,
  deviations,
  madFloor,
  momentsAlong,
  placesAlong,
} from "../../../core/calibration/mod.ts";
import { Stream } from "../../../core/random.ts";
import { gaussianPosterior } from "./_posteriors.ts";

Deno.test("neighbours of a long axis share its places like bins along a further axis", () => {
  const along = (masses: Masses, truth: number, axis: number) => {
    const covered = coverage(masses, truth);
    const band = calibratedBand(masses, { stream: Stream.fromSeed(2), replicates: 5 });
    return {
      deviation: deviationAlong(covered, axis),
      moments: momentsAlong(masses, axis),
      mad: deviations(covered).madByAxis[axis],
      floor: madFloor(masses).madByAxis[axis],
      range: band.madByAxis[axis],
      band: band.signedAlong(axis),
    };
  };
  for (
    const [shape, axis, apart] of [[[3000], 0, [1000, 3]], [[2, 1202], 1, [2, 601, 2]]] as const
  ) {
    const { masses, truth } = gaussianPosterior({ runs: 2, draws: 4, shape }, 1);
    const found = along(masses, truth, axis);
    assertEquals(found, along({ ...masses, shape: apart }, truth, axis));
    assertEquals(found.moments.mean.mean.length, apart[axis]);
  }
});

Deno.test("places are all bins up to 1,000, else the largest divisor up to 1,000", () => {
  for (let bins = 1; bins <= 3000; bins++) {
    const divisors = Array.from({ length: 1000 }, (_, i) => i + 1).filter((n) => bins % n === 0);
    assertEquals(placesAlong(bins), divisors.at(-1));
  }
});
