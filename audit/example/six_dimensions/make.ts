/**
 * Makes the data of this example: a W boson with two jets in six features, and two generators of it whose faults are
 * known. From the top folder of the project:
 *
 *     deno run --lock=deno.lock --allow-read=. --allow-write=audit/example/six_dimensions audit/example/six_dimensions/make.ts
 *
 * The truth is a toy. The transverse momentum Q of the harder of two partons falls as Q^-5 from 20 to 400 GeV; the
 * other one has a uniform share of it, 0.4 to 1. The azimuth between them is uniform from 0 to pi, their difference in
 * pseudorapidity normal with a standard deviation of 1.4. A W boson of 80.4 GeV balances their transverse momenta and
 * decays evenly in all directions into a lepton and a neutrino. A detector measures the transverse momenta of the two
 * jets and of the W boson with log-normal resolutions of 10 %; the larger one of the jets is that of jet 1.
 *
 * Features are the transverse momenta of the lepton, of the W boson and of both jets, the difference of the jets in
 * pseudorapidity, and their mass.
 *
 * True events are weighted, as those of a generator that is to fill the tail of Q: they come with a density of Q^-3 and
 * carry the weight (20 GeV / Q)^2. The sign of 5 % of the weights, at random, is negative, as in calculations at
 * next-to-leading order. The effective number (sum w)^2 / sum w^2 of n such events is 0.609 n, the product of
 * (1 - 2 * 0.05)^2 and
 *
 *     (E Q^-2)^2 / E Q^-4 = 3/4 (1 - 20^-4)^2 / ((1 - 20^-2) (1 - 20^-6)).
 *
 * The generators are right in all but one thing:
 *
 * - Misplaced recoil: its W boson balances the partons of another event. Each feature alone is right; the correlation of
 *   the lepton and the W boson with the jets is missing. Its events have the weights of the truth, all positive.
 * - Coarse jets: it measures the jets with a resolution of 20 %. Its events have no weights.
 *
 * @module
 */
import { cos, exp, hypot, sin } from "../../../core/elementary.ts";
import { Stream } from "../../../core/random.ts";
import { writeColumns } from "../columns.ts";

/** Least and largest transverse momentum Q, GeV. */
const least = 20, largest = 400;
/** Mass of the W boson, GeV. */
const mass = 80.4;
/** Share of true events whose weight is negative. */
const negative = 0.05;

/** How a sample is made. */
export interface Law {
  /** Whether events come with a density of Q^-3 and the weight (20 GeV / Q)^2; otherwise with Q^-5 and without weights. */
  readonly weighted: boolean;
  /** Share of the weights that are negative, default 0. */
  readonly negative?: number;
  /** Resolution of the jets' transverse momenta, default 0.1. */
  readonly resolution?: number;
  /** Whether the W boson balances the partons of another event. */
  readonly misplaced?: boolean;
}

/** The samples. */
const laws = {
  truth: { weighted: true, negative },
  misplaced_recoil: { weighted: true, misplaced: true },
  coarse_jets: { weighted: false, resolution: 0.2 },
} satisfies Record<string, Law>;

/** Events of each sample. */
export type Sizes = Readonly<Record<keyof typeof laws, number>>;

const sizes: Sizes = { truth: 8000, misplaced_recoil: 2000, coarse_jets: 2000 };

/** Two partons. */
interface Partons {
  /** Transverse momenta, GeV, the larger one first. */
  readonly momenta: readonly [number, number];
  /** Cosine of the azimuth between them. */
  readonly cosine: number;
}

/** Partons whose larger momentum Q has the density Q^-3 or, without weights, Q^-5. */
function partonsOf(random: Stream, weighted: boolean): Partons {
  const ratio = (least / largest) * (least / largest), u = random.uniform();
  const square = weighted ? 1 - u * (1 - ratio) : Math.sqrt(1 - u * (1 - ratio * ratio));
  const first = least / Math.sqrt(square);
  return {
    momenta: [first, first * (0.4 + 0.6 * random.uniform())],
    cosine: cos(Math.PI * random.uniform()),
  };
}

/** The transverse momentum that balances partons, GeV. */
function balancing({ momenta: [a, b], cosine }: Partons): number {
  return Math.sqrt(a * a + b * b + 2 * a * b * cosine);
}

/** Transverse momentum of the lepton from a W boson of a transverse momentum, both GeV. */
function leptonOf(random: Stream, transverse: number): number {
  const energy = mass / 2, boost = transverse / mass;
  const along = 2 * random.uniform() - 1, angle = 2 * Math.PI * random.uniform();
  const across = energy * Math.sqrt(1 - along * along);
  const x = Math.sqrt(1 + boost * boost) * across * cos(angle) + boost * energy;
  return hypot(x, across * sin(angle));
}

/** A momentum as a detector of a relative resolution measures it. */
function measured(momentum: number, resolution: number, random: Stream): number {
  return momentum * exp(resolution * random.normal());
}

/** Events of a law: columns by name, each `[events]`. */
export function sampleOf(
  stream: Stream,
  events: number,
  { weighted, negative = 0, resolution = 0.1, misplaced = false }: Law,
): Record<string, Float32Array> {
  const purposes = ["partons", "other partons", "rapidities", "jets", "boson", "signs"];
  const [ofPartons, ofOther, ofRapidities, ofJets, ofBoson, ofSigns] = purposes.map((purpose) =>
    stream.split(purpose)
  );
  const column = () => new Float32Array(events);
  const features = {
    "lepton pt": column(),
    "W pt": column(),
    "jet 1 pt": column(),
    "jet 2 pt": column(),
    "eta difference": column(),
    "dijet mass": column(),
  };
  const weights = column();
  for (let event = 0; event < events; event++) {
    const partons = partonsOf(ofPartons, weighted);
    const { momenta, cosine } = partons;
    const difference = 1.4 * ofRapidities.normal();
    const [first, second] = momenta.map((momentum) => measured(momentum, resolution, ofJets));
    const cosh = (exp(difference) + exp(-difference)) / 2;
    const recoil = balancing(misplaced ? partonsOf(ofOther, false) : partons);
    const values = [
      leptonOf(ofBoson, recoil),
      measured(recoil, 0.1, ofBoson),
      Math.max(first, second),
      Math.min(first, second),
      first > second ? difference : -difference,
      Math.sqrt(2 * first * second * (cosh - cosine)),
    ];
    Object.values(features).forEach((feature, i) => feature[event] = values[i]);
    const share = least / momenta[0];
    weights[event] = (ofSigns.uniform() < negative ? -1 : 1) * share * share;
  }
  return weighted ? { ...features, weight: weights } : features;
}

/** Writes all samples as safetensors to a folder. */
export function makeSixDimensions(folder: string, size: Sizes = sizes): void {
  const stream = Stream.fromSeed(20261202);
  for (const name of Object.keys(laws) as (keyof typeof laws)[]) {
    const columns = sampleOf(stream.split(name), size[name], laws[name]);
    writeColumns(`${folder}/${name}.safetensors`, [size[name]], columns);
  }
}

if (import.meta.main) makeSixDimensions(import.meta.dirname!);
