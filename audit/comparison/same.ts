/**
 * Whether generators can be compared: all have the same truth, in the same bins.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Prepared } from "../input/read.ts";
import { quote } from "../formats/source.ts";

/** A generator as it was read. */
export interface Contender {
  /** Its name in sentences and tables. */
  readonly name: string;
  /** Its configuration, or its file. */
  readonly source: string;
  readonly prepared: Prepared;
}

function digestOf(parts: readonly (Float64Array | string | undefined)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    if (part === undefined) hash.update("none;");
    else if (typeof part === "string") hash.update(`${part};`);
    else hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return hash.digest("hex");
}

/** SHA-256 of the truth as it was read: masses of the bins, how they were counted, and events where they are held. */
export function truthDigest({ truth, samples }: Prepared): string {
  const { masses, counting } = truth!;
  return digestOf([
    typeof masses === "number" ? String(masses) : masses,
    String(counting?.events),
    counting?.eventMasses,
    samples?.truth.values,
    samples?.truth.weights,
  ]);
}

/** SHA-256 of what was generated. */
function drawsDigest({ masses, samples }: Prepared): string {
  return digestOf([
    String([masses.runs, masses.draws, ...masses.shape]),
    samples?.generated.values ?? masses.values,
    samples?.generated.weights,
  ]);
}

/** The bins in words. */
function binsInWords({ axes, masses: { shape } }: Prepared): string {
  return axes.map(({ edges }, axis) =>
    edges === null
      ? `${shape[axis]}`
      : `${shape[axis]} from ${edges[0]} to ${edges[edges.length - 1]}`
  ).join(" x ");
}

function sameBins(a: Prepared, b: Prepared): boolean {
  return a.masses.shape.join() === b.masses.shape.join() &&
    a.axes.every(({ edges }, axis) => {
      const others = b.axes[axis].edges;
      if (edges === null || others === null) return edges === others;
      return edges.length === others.length && edges.every((edge, i) => edge === others[i]);
    });
}

/** The truth in words: its file, and the first digits of its digest. */
function truthInWords(prepared: Prepared): string {
  const file = truthFileOf(prepared);
  const digest = truthDigest(prepared).slice(0, 8);
  return file === null ? `one of digest ${digest}` : `${quote(file, 300)} (digest ${digest})`;
}

/** The file of the truth, as its configuration names it; null where it has none. */
export function truthFileOf({ inputs }: Prepared): string | null {
  return inputs.find(({ role }) => role === "truth")?.file ?? null;
}

/**
 * Throws unless generators can be compared.
 *
 * @throws {RangeError} If there are fewer than two, one of them comes twice or has no truth, or what they give, their
 * bins or their truths differ; the sentence says which and how.
 */
export function checkComparable(contenders: readonly Contender[]): void {
  const act = "Cannot compare generators";
  if (contenders.length < 2) {
    throw new RangeError(
      `${act} as there must be 2 of them or more: current value is ${contenders.length}`,
    );
  }
  const [first, ...others] = contenders;
  for (const { source, prepared: { truth, masses, samples } } of contenders) {
    if (truth === undefined) {
      throw new RangeError(
        `${act} as each must have a truth: current value is none in ${quote(source, 300)}`,
      );
    }
    if (masses.runs * masses.draws === 1 && samples === undefined) {
      throw new RangeError(
        `${act} as one generated sample must come as events, beside a truth of events: current value is bins in ${
          quote(source, 300)
        }`,
      );
    }
  }
  const inWords = ({ samples }: Prepared) => samples === undefined ? "draws" : "one sample";
  for (const { source, prepared } of others) {
    const refuse = (what: string, current: string, expected: string) =>
      new RangeError(
        `Cannot compare ${quote(source, 300)} with ${
          quote(first.source, 300)
        } as both must have the same ${what}: current value is ${current}, not ${expected}`,
      );
    const [reference, other] = [first.prepared, prepared];
    if (inWords(reference) !== inWords(other)) {
      throw refuse("kind of generated events", inWords(other), inWords(reference));
    }
    const equal = sameBins(reference, other);
    const differentFile = truthFileOf(reference) !== truthFileOf(other);
    // Where bins follow from the truth, other bins come with another truth.
    if (!equal && !(differentFile && reference.samples !== undefined)) {
      const [current, expected] = [binsInWords(other), binsInWords(reference)];
      throw refuse(
        "bins",
        current === expected ? `${current} with other edges between` : current,
        expected,
      );
    }
    if (truthDigest(reference) !== truthDigest(other)) {
      throw refuse("truth", truthInWords(other), truthInWords(reference));
    }
  }
  const seen = new Map<string, string>();
  for (const { source, prepared } of contenders) {
    const digest = drawsDigest(prepared);
    const before = seen.get(digest);
    if (before !== undefined) {
      throw new RangeError(
        `${act} as each must come once: current value is ${quote(source, 300)} with all that ${
          quote(before, 300)
        } generated`,
      );
    }
    seen.set(digest, source);
  }
}
