/**
 * Makes the data of this example: energies of the 20 layers of a calorimeter, and a generator that is given the incident
 * energy. From the top folder of the project:
 *
 *     deno run --lock=deno.lock --allow-read=. --allow-write=audit/example/calorimeter audit/example/calorimeter/make.ts
 *
 * The truth is a stochastic model of electromagnetic showers. The incident energy E is log-uniform from 1 to 100 GeV.
 * A shower starts after an exponential depth of mean 9/7 radiation lengths; from there on its energy follows a Gamma
 * profile of shape 1 + b T, where the depth T of its maximum is ln (E / 10 MeV) - 1/2 and scatters by 10 %, as does
 * b = 1/2 (Particle Data Group, Review of Particle Physics, "Passage of particles through matter"). A layer is 1.25
 * radiation lengths deep; its energy is a Gamma number whose variance is 0.01 GeV times its mean, the sampling term.
 *
 * The generator is a regression of y = ln (energy of a layer + 1 MeV) on 1, ln E and (ln E)^2 with normal residuals of
 * one covariance matrix for all energies. Its draws are regressions on bootstraps of the training events. Means and
 * correlations are about right; the showers' tails, and how their scatter falls with E, are not.
 *
 * Features are the whole energy over the incident one, the mean depth and the energies of the layers.
 *
 * @module
 */
import chisquareCdf from "@stdlib/stats-base-dists-chisquare-cdf";
import { CholeskyDecomposition, Matrix, solve } from "ml-matrix";
import { exp, log, pow } from "../../../core/elementary.ts";
import { Stream } from "../../../core/random.ts";
import { writeColumns } from "../columns.ts";

const layers = 20;
/** Depth of a layer, radiation lengths. */
const depth = 1.25;
/** Variance of the energy of a layer over its mean, GeV. */
const sampling = 0.01;
/** What the logarithm of an energy adds to it, GeV. */
const floor = 0.001;

/** Showers: the incident energies, GeV, `[events]`, and the energies of the layers, GeV, `[events, layers]`. */
interface Showers {
  readonly energies: Float64Array;
  readonly layers: Float64Array;
}

/** Sizes of the samples. */
export interface Sizes {
  readonly truth: number;
  readonly holdout: number;
  readonly training: number;
  readonly runs: number;
  readonly draws: number;
  /** Events of a draw. */
  readonly generated: number;
}

const sizes: Sizes = {
  truth: 40_000,
  holdout: 10_000,
  training: 2000,
  runs: 3,
  draws: 12,
  generated: 5000,
};

/** Incident energies, log-uniform from 1 to 100 GeV. */
function incident(stream: Stream, events: number): Float64Array {
  return Float64Array.from({ length: events }, () => pow(100, stream.uniform()));
}

/** A Gamma number of any shape above 0, of unit scale. */
function gamma(shape: number, stream: Stream): number {
  return shape >= 1
    ? stream.gamma(shape)
    : stream.gamma(shape + 1) * pow(stream.uniform(), 1 / shape);
}

/** Showers of the truth. */
function showers(stream: Stream, events: number): Showers {
  const energies = incident(stream.split("energies"), events);
  const out = new Float64Array(events * layers), random = stream.split("showers");
  for (const [event, energy] of energies.entries()) {
    const start = -9 / 7 * log(random.uniform());
    const maximum = (log(energy / 0.01) - 0.5) * (1 + 0.1 * random.normal());
    const slope = 0.5 * (1 + 0.1 * random.normal());
    // The chi-squared distribution is the Gamma distribution of half its shape and of scale 2.
    const before = (x: number) =>
      x <= start ? 0 : chisquareCdf(2 * slope * (x - start), 2 * (1 + slope * maximum));
    for (let layer = 0; layer < layers; layer++) {
      const part = before((layer + 1) * depth) - before(layer * depth);
      const mean = energy * part;
      if (mean > 0) out[event * layers + layer] = sampling * gamma(mean / sampling, random);
    }
  }
  return { energies, layers: out };
}

/** What the regression is given of the incident energy. */
function predictors(energy: number): number[] {
  const x = log(energy);
  return [1, x, x * x];
}

/** A regression on training events, from which it generates. */
function regression({ energies, layers: values }: Showers, picked: ArrayLike<number>) {
  const rows = Array.from(picked);
  const inputs = new Matrix(rows.map((event) => predictors(energies[event])));
  const outputs = new Matrix(rows.map((event) =>
    Array.from(
      values.subarray(event * layers, (event + 1) * layers),
      (energy) => log(energy + floor),
    )
  ));
  const coefficients = solve(inputs.transpose().mmul(inputs), inputs.transpose().mmul(outputs));
  const residuals = outputs.sub(inputs.mmul(coefficients));
  const covariance = residuals.transpose().mmul(residuals).div(rows.length);
  const { lowerTriangularMatrix: scatter } = new CholeskyDecomposition(covariance);
  return (stream: Stream, events: number): Showers => {
    const energies = incident(stream.split("energies"), events);
    const out = new Float64Array(events * layers), random = stream.split("residuals");
    for (const [event, energy] of energies.entries()) {
      const mean = new Matrix([predictors(energy)]).mmul(coefficients).getRow(0);
      const normals = random.normals(new Float64Array(layers));
      for (let layer = 0; layer < layers; layer++) {
        let y = mean[layer];
        for (let k = 0; k <= layer; k++) y += scatter.get(layer, k) * normals[k];
        out[event * layers + layer] = Math.max(0, exp(y) - floor);
      }
    }
    return { energies, layers: out };
  };
}

/** Columns by name, each `[events]`. */
function columns({ energies, layers: values }: Showers): Record<string, Float32Array> {
  const perEvent = (value: (event: number) => number) =>
    Float32Array.from(energies, (_, i) => value(i));
  const sum = (event: number, weight: (layer: number) => number) => {
    let sum = 0;
    for (let layer = 0; layer < layers; layer++) {
      sum += weight(layer) * values[event * layers + layer];
    }
    return sum;
  };
  const total = perEvent((event) => sum(event, () => 1));
  return {
    energy: Float32Array.from(energies),
    response: perEvent((event) => total[event] / energies[event]),
    depth: perEvent((event) => sum(event, (layer) => (layer + 0.5) * depth) / (total[event] || 1)),
    ...Object.fromEntries(Array.from(
      { length: layers },
      (
        _,
        layer,
      ) => [
        `layer ${String(layer + 1).padStart(2, "0")}`,
        perEvent((event) => values[event * layers + layer]),
      ],
    )),
  };
}

/** Writes `truth`, `holdout` and `draws` as safetensors to a folder. */
export function makeCalorimeter(folder: string, size: Sizes = sizes): void {
  const stream = Stream.fromSeed(20261201);
  for (const name of ["truth", "holdout"] as const) {
    writeColumns(
      `${folder}/${name}.safetensors`,
      [size[name]],
      columns(showers(stream.split(name), size[name])),
    );
  }
  const parts: Record<string, Float32Array>[] = [];
  for (let run = 0; run < size.runs; run++) {
    const ofRun = stream.split("run", run);
    const training = showers(ofRun.split("training"), size.training);
    for (let draw = 0; draw < size.draws; draw++) {
      const bootstrap = ofRun.split("bootstrap", draw);
      const picked = Uint32Array.from(
        { length: size.training },
        () => bootstrap.integer(size.training),
      );
      const generate = regression(training, picked);
      parts.push(columns(generate(ofRun.split("generated", draw), size.generated)));
    }
  }
  const joined = Object.fromEntries(
    Object.keys(parts[0]).map((name) => {
      const values = new Float32Array(parts.length * size.generated);
      parts.forEach((part, i) => values.set(part[name], i * size.generated));
      return [name, values];
    }),
  );
  writeColumns(`${folder}/draws.safetensors`, [size.runs, size.draws, size.generated], joined);
}

if (import.meta.main) makeCalorimeter(import.meta.dirname!);
