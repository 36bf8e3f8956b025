/**
 * All statistics of two samples.
 *
 * @module
 */
import { energyDistance } from "./energy_distance.ts";

/** All statistics of two samples, in the order of the results of `twoSampleTests`. */
export const statistics = { energyDistance };
