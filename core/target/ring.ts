/**
 * Rings: a direction that is uniform on the sphere, and a law of the radius.
 *
 * @module
 */
import gammaLn from "@stdlib/math-base-special-gammaln";
import incompleteBeta from "@stdlib/math-base-special-betainc";
import inverseIncompleteBeta from "@stdlib/math-base-special-betaincinv";
import { checkInteger } from "../check.ts";
import { asin, atan2, cos, log, sin } from "../elementary.ts";
import type { Stream } from "../random.ts";
import type { Axis, Target } from "./target.ts";

/** A law of the distance from the origin. */
export interface RadialLaw {
  /** Ends of the region where a model may put mass, and places where the law jumps or bends. */
  readonly axis: Axis;
  /** Log density with respect to the radius, nats; minus infinity outside the support. */
  logDensity(radius: number): number;
  /** One radius; a negative one points the other way. */
  sample(stream: Stream): number;
}

/** Log of the surface of the unit sphere in d dimensions, 2 pi^(d/2) / Gamma(d/2). */
function logSphereSurface(dimension: number): number {
  return log(2) + dimension / 2 * log(Math.PI) - gammaLn(dimension / 2);
}

/** The azimuth, uniform on [0, 2 pi). */
const azimuth: Axis = {
  name: "angle",
  symbol: "phi",
  unit: "rad",
  range: [0, 2 * Math.PI],
  periodic: true,
  kinks: [],
  cdf: (value) => Math.min(1, Math.max(0, value / (2 * Math.PI))),
  quantile: (p) => 2 * Math.PI * p,
};

/**
 * A polar angle in [0, pi] of a uniform direction: density proportional to sin^power, so that
 * sin^2(theta / 2) follows Beta((power + 1)/2, (power + 1)/2).
 */
function polarAngle(index: number, power: number): Axis {
  const a = (power + 1) / 2;
  return {
    name: `polar angle ${index}`,
    symbol: `theta_${index}`,
    unit: "rad",
    range: [0, Math.PI],
    periodic: false,
    kinks: [],
    cdf: (value) => {
      const half = sin(Math.min(Math.PI, Math.max(0, value)) / 2);
      return incompleteBeta(half * half, a, a);
    },
    quantile: (p) => 2 * asin(Math.sqrt(p <= 0 ? 0 : p >= 1 ? 1 : inverseIncompleteBeta(p, a, a))),
  };
}

/**
 * A spherically symmetric target in d >= 2 dimensions. Natural coordinates are the radius, d - 2 polar
 * angles and the azimuth, independent of each other under the truth.
 */
export function ring(
  name: string,
  title: string,
  dimension: number,
  condition: Float32Array,
  law: RadialLaw,
): Target {
  checkInteger("build a ring", "dimension", dimension, 2);
  const logSurface = logSphereSurface(dimension);
  const polar = Array.from(
    { length: dimension - 2 },
    (_, k) => polarAngle(k + 1, dimension - 2 - k),
  );
  const d = dimension;
  function checkRows(act: string, values: ArrayLike<number>): void {
    if (values.length % d !== 0) {
      throw new TypeError(
        `Cannot ${act} as the array must hold ${d} numbers for each point: current value is ${values.length} numbers`,
      );
    }
  }
  return {
    name,
    title,
    dimension,
    condition,
    axes: [law.axis, ...polar, azimuth],
    logDensity(points) {
      checkRows("evaluate a density", points);
      return Float64Array.from({ length: points.length / d }, (_, i) => {
        let square = 0;
        for (let j = 0; j < d; j++) square += points[i * d + j] * points[i * d + j];
        // The origin is replaced by a point next to it, because limits such as r / r are NaN there.
        square = Math.max(square, 1e-300);
        return law.logDensity(Math.sqrt(square)) - logSurface - (d - 1) / 2 * log(square);
      });
    },
    sample(n, stream) {
      checkInteger("draw a sample", "number of points", n, 1);
      const directions = stream.split("direction");
      const radii = stream.split("radius");
      const out = new Float32Array(n * d);
      const u = new Float64Array(d);
      for (let i = 0; i < n; i++) {
        directions.normals(u);
        let square = 0;
        for (const x of u) square += x * x;
        const scale = law.sample(radii) / Math.sqrt(square);
        for (let j = 0; j < d; j++) out[i * d + j] = scale * u[j];
      }
      return out;
    },
    coordinates(points) {
      checkRows("find natural coordinates", points);
      const out = new Float64Array(points.length);
      for (let i = 0; i < points.length; i += d) {
        let tail = 0;
        for (let j = d - 1; j >= 0; j--) {
          const x = points[i + j];
          if (j === d - 2) {
            const angle = atan2(points[i + d - 1], x);
            // A tiny negative angle rounds to the full turn, which is the same place as 0.
            const turned = angle < 0 ? angle + 2 * Math.PI : angle;
            out[i + d - 1] = turned >= 2 * Math.PI ? 0 : turned;
          } else if (j < d - 2) {
            out[i + j + 1] = atan2(Math.sqrt(tail), x);
          }
          tail += x * x;
        }
        out[i] = Math.sqrt(tail);
      }
      return out;
    },
    points(coordinates) {
      checkRows("place points", coordinates);
      const out = new Float64Array(coordinates.length);
      for (let i = 0; i < coordinates.length; i += d) {
        let radius = coordinates[i];
        for (let j = 0; j < d - 1; j++) {
          const angle = coordinates[i + j + 1];
          out[i + j] = radius * cos(angle);
          radius *= sin(angle);
        }
        out[i + d - 1] = radius;
      }
      return out;
    },
    volumeElement(coordinates) {
      checkRows("find volume elements", coordinates);
      return Float64Array.from({ length: coordinates.length / d }, (_, i) => {
        let product = 1;
        for (let k = 0; k < d - 1; k++) product *= coordinates[i * d];
        for (let k = 0; k < d - 2; k++) {
          const sine = sin(coordinates[i * d + k + 1]);
          for (let power = 0; power < d - 2 - k; power++) product *= sine;
        }
        return product;
      });
    },
  };
}
