import { assert, assertEquals } from "@std/assert";
import { amplificationKind } from "../../../studies/amplification/measure.ts";
import { coverageKind } from "../../../studies/calibration/measure.ts";
import { measuresKind } from "../../../studies/shared/measures.ts";
import { ranksKind } from "../../../studies/ranks/measure.ts";
import { worthKind } from "../../../studies/worth/measure.ts";
import { radiusKind } from "../../../studies/reproduction/radius.ts";
import type { Json } from "../../../runner/cell.ts";
import { nTrain, recordOf, synthetic } from "./_synthetic.ts";

// From 9 runs on, resamples of runs are drawn, and need a stream.
const kinds = [
  coverageKind,
  measuresKind,
  amplificationKind,
  worthKind,
  ranksKind,
  radiusKind,
];
for (const kind of kinds) {
  Deno.test(`${kind.name}: nine runs have errors as two have`, () => {
    const nBins = kind === radiusKind ? 10 : [4, 5, 10];
    const inputs = synthetic([4, 5, 10], 2, 1);
    const config = {
      target: "gamma-ring",
      nBins,
      method: "synthetic",
      protocol: "exact",
      nTrain,
      curvesAt: [5],
      radiusAt: 10,
      mapAt: 5,
      profileAt: 10,
      fitted: 3,
      pointsPerBin: 1000,
      volumesAt: 5,
      groups: 10,
      replicates: 19,
    };
    const errorsOf = (runs: number) => {
      const own = Object.fromEntries(
        Array.from({ length: runs }, (_, run) => [`run${run}`, inputs[`run${run % 5}`]]),
      );
      let errors = 0;
      JSON.stringify(recordOf<Json>(kind, config, own), (name, value) => {
        if (name === "error" && typeof value === "number") errors++;
        if (name === "error" && Array.isArray(value)) {
          errors += value.filter(Number.isFinite).length;
        }
        return value;
      });
      return errors;
    };
    const [two, nine] = [errorsOf(2), errorsOf(9)];
    assert(two > 0);
    assertEquals(nine, two);
  });
}
