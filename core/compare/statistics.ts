/**
 * All statistics of two samples.
 *
 * @module
 */
import { classifier } from "./classifier.ts";
import { energyDistance } from "./energy_distance.ts";
import { frechetDistance } from "./frechet_distance.ts";
import { kernelDistance } from "./kernel_distance.ts";
import { slicedWasserstein } from "./sliced_wasserstein.ts";

/** All statistics of two samples, in the order of the results of `twoSampleTests`. */
export const statistics = {
  energyDistance,
  kernelDistance,
  slicedWasserstein,
  frechetDistance,
  classifier,
};
