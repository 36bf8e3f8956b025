/**
 * A data set to try: bootstraps of a kernel density estimate, and a true sample.
 *
 * @module
 */
import { log } from "../../core/elementary.ts";
import { Stream } from "../../core/random.ts";

/** Events of the training sample, those of each draw, and those of the truth. */
const TRAINING = 500, EVENTS = 4000, TRUTH = 20_000;

const DRAWS = 40;

/** Widths of the kernel along both features. */
const WIDTHS = [0.25, 0.3];

/** An event of the truth: a falling mass, and an angle that scatters about zero. */
function event(stream: Stream): [number, number] {
  return [-log(1 - stream.uniform()), stream.normal()];
}

/** A `.npy` file of numbers of 4 bytes. */
function npy(name: string, shape: readonly number[], values: Float32Array<ArrayBuffer>): File {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
  // Header and first bytes together have a multiple of 64.
  const header = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + "\n";
  const start = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0);
  return new File([start, header, values], name);
}

/** The files, `[draws, events, features]` and the truth `[events, features]`, and the number of training events. */
export function sample(): { readonly files: readonly File[]; readonly training: number } {
  const stream = (purpose: string) => Stream.fromSeed(1).split("sample", purpose);
  const training = Array.from({ length: TRAINING }, () => [0, 0]);
  const trained = stream("training");
  for (const point of training) [point[0], point[1]] = event(trained);
  const draws = new Float32Array(DRAWS * EVENTS * 2);
  for (let draw = 0, i = 0; draw < DRAWS; draw++) {
    const random = Stream.fromSeed(1).split("sample", "draw", draw);
    const bootstrap = training.map(() => training[random.integer(TRAINING)]);
    for (let event = 0; event < EVENTS; event++) {
      const centre = bootstrap[random.integer(TRAINING)];
      for (const axis of [0, 1]) draws[i++] = centre[axis] + WIDTHS[axis] * random.normal();
    }
  }
  const truth = new Float32Array(TRUTH * 2);
  const random = stream("truth");
  for (let i = 0; i < TRUTH; i++) truth.set(event(random), 2 * i);
  return {
    files: [
      npy("draws.npy", [DRAWS, EVENTS, 2], draws),
      npy("truth.npy", [TRUTH, 2], truth),
    ],
    training: TRAINING,
  };
}
