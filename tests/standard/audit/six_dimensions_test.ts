import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { makeSixDimensions } from "../../../audit/example/six_dimensions/make.ts";
import { decodeTensors } from "../../../runner/safetensors.ts";
import { normalBound } from "../../core/_statistics.ts";
import { scratch } from "../../runner/_runs.ts";

/** Columns of a sample, its weights 1 where it has none. */
function columnsOf(path: string): Map<string, Float64Array> {
  const { arrays } = decodeTensors(path, Deno.readFileSync(path));
  const columns = Object.entries(arrays).map(([name, { values }]) =>
    [name, Float64Array.from(values)] as const
  );
  return new Map([["weight", columns[0][1].map(() => 1)] as const, ...columns]);
}

/** A weighted mean and its standard error. */
function meanOf(values: Float64Array, weights: Float64Array): { value: number; error: number } {
  const sum = weights.reduce((sum, weight) => sum + weight);
  const value = values.reduce((sum, x, i) => sum + weights[i] * x, 0) / sum;
  const square = values.reduce((sum, x, i) => sum + (weights[i] * (x - value)) ** 2, 0);
  return { value, error: Math.sqrt(square) / sum };
}

Deno.test("samples follow the laws that the script states; false alarm 1e-6 each", () => {
  using place = scratch();
  makeSixDimensions(place.path, {
    truth: 40_000,
    misplaced_recoil: 40_000,
    coarse_jets: 40_000,
  });
  const [truth, misplaced, coarse] = ["truth", "misplaced_recoil", "coarse_jets"]
    .map((name) => columnsOf(`${place.path}/${name}.safetensors`));
  const weights = truth.get("weight")!, plain = weights.map(() => 1);

  const first = meanOf(weights, plain).value;
  const second = meanOf(weights.map((weight) => weight * weight), plain).value;
  const { error } = meanOf(
    weights.map((weight) => (2 * weight - first * weight * weight / second) * first / second),
    plain,
  );
  const effective = 0.9 ** 2 * 0.75 * (1 - 20 ** -4) ** 2 / ((1 - 20 ** -2) * (1 - 20 ** -6));
  assertAlmostEquals(effective, 0.609, 5e-4);
  assertAlmostEquals(first * first / second, effective, normalBound * error);
  assert(coarse.get("weight")!.every((weight) => weight === 1));
  assert(misplaced.get("weight")!.every((weight) => weight > 0));

  /** Difference from the truth in the mean of a function of events, in standard errors. */
  const away = (sample: typeof truth, of: (columns: typeof truth) => Float64Array) => {
    const [one, other] = [sample, truth].map((columns) =>
      meanOf(of(columns), columns.get("weight")!)
    );
    return (one.value - other.value) / Math.hypot(one.error, other.error);
  };
  const features = [...coarse.keys()].filter((name) => name !== "weight");
  assertEquals(features.length, 6);
  // Logarithms, because the spectrum has a long tail.
  const feature = (name: string, power = 1) => (columns: typeof truth) =>
    columns.get(name)!.map((x) => (name === "eta difference" ? x : Math.log(x)) ** power);
  for (const name of features) {
    for (const power of [1, 2]) {
      assert(Math.abs(away(misplaced, feature(name, power))) < normalBound, name);
    }
  }
  for (const name of ["lepton pt", "W pt", "eta difference"]) {
    assert(Math.abs(away(coarse, feature(name))) < normalBound, name);
  }
  // The larger of two jets is larger, and the smaller one smaller, where both scatter more.
  assert(away(coarse, feature("jet 1 pt")) > normalBound);
  assert(away(coarse, feature("jet 2 pt")) < -normalBound);
  const product = (columns: typeof truth) => {
    const [boson, jet] = ["W pt", "jet 1 pt"].map((name) => feature(name)(columns));
    // About the middle of both, which are near 25 GeV.
    return boson.map((x, i) => (x - Math.log(25)) * (jet[i] - Math.log(25)));
  };
  assert(away(misplaced, product) < -normalBound);
});
