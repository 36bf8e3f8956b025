import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { classifySamples, separation } from "../../../core/calibration/mod.ts";
import { Stream } from "../../../core/random.ts";

/** Points on a cylinder: height standard normal about a mean, angle uniform or leaning to one side. */
function cylinder(n: number, stream: Stream, mean: number, lean = 0): Float64Array {
  const out = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    out[2 * i] = mean + stream.normal();
    let angle: number;
    do angle = 2 * Math.PI * stream.uniform(); while (
      (1 + lean) * stream.uniform() > 1 + lean * Math.cos(angle)
    );
    out[2 * i + 1] = angle;
  }
  return out;
}

const axes = [{ knots: 9 }, { knots: 8, period: [0, 2 * Math.PI] as const }];

Deno.test("a classifier finds the ratio of two densities within its standard errors", () => {
  const stream = Stream.fromSeed(31);
  const first = cylinder(20_000, stream.split("first"), 0.2, 0.3);
  const second = cylinder(20_000, stream.split("second"), 0);
  const { logRatio, error } = classifySamples(first, second, { axes });
  const points = [-1, 0, 1].flatMap((z) => [0.5, 2, 4, 6].flatMap((angle) => [z, angle]));
  const found = logRatio(points), errors = error(points);
  found.forEach((value, i) => {
    const z = points[2 * i], angle = points[2 * i + 1];
    const exact = 0.2 * z - 0.02 + Math.log(1 + 0.3 * Math.cos(angle));
    // 5.3 standard errors: false alarm below 1e-6 at all 12 points; 0.03 for straight pieces of a curve.
    assert(
      Math.abs(value - exact) < 5.3 * errors[i] + 0.03,
      `${value} for ${exact} at ${z}, ${angle}`,
    );
    assert(errors[i] > 0.01 && errors[i] < 0.2, `error ${errors[i]}`);
  });
});

Deno.test("samples of different size of one distribution have the ratio 1", () => {
  const stream = Stream.fromSeed(32);
  const first = cylinder(3000, stream.split("first"), 0);
  const second = cylinder(30_000, stream.split("second"), 0);
  const { logRatio, error } = classifySamples(first, second, { axes });
  const [value] = logRatio([0, 3]), [one] = error([0, 3]);
  assert(Math.abs(value) < 5 * one, `${value} ± ${one}`);
});

Deno.test("the p-value of a separation is that of the Mann-Whitney statistic", () => {
  const first = Array.from({ length: 30 }, (_, i) => i + 0.5);
  const second = Array.from({ length: 20 }, (_, i) => i);
  const { area, pValue } = separation(first, second);
  assertEquals(area, (210 + 10 * 20) / 600);
  // z = (410/600 - 1/2) / sqrt(51/7200), p = erfc(z / sqrt 2)
  assertAlmostEquals(pValue, 0.029381879370073572, 1e-12);
});

Deno.test("equal samples cannot be separated", () => {
  assertEquals(separation([1, 2, 3], [1, 2, 3]), { area: 0.5, pValue: 1 });
});

Deno.test("a classifier refuses what it cannot use", () => {
  assertThrows(() => classifySamples([1], [2], { axes: [] }), TypeError, "there must be an axis");
  assertThrows(() => classifySamples([], [2], { axes: [{ knots: 3 }] }), RangeError);
  assertThrows(() => classifySamples([NaN], [2], { axes: [{ knots: 3 }] }), RangeError);
  assertThrows(() => classifySamples([1], [2], { axes: [{ knots: 1 }] }), RangeError);
});
