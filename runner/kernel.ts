/**
 * Choice of the build of the kernel for a process. Both builds give the same bits; which one is faster
 * depends on the processor and on the flags of V8, so both are timed.
 *
 * @module
 */
import { type Engine, type KernelName, kernelNames } from "../core/engine/mod.ts";
import {
  flowMatchingBatch,
  initialise,
  paperArchitecture,
  rk38,
  rk4,
  weightCount,
} from "../core/flow/mod.ts";
import { Stream } from "../core/random.ts";
import { cellEngine, numerics } from "./engine.ts";
import type { CellKind } from "./cell.ts";

/** The kernel of a process. */
export interface KernelChoice {
  readonly name: KernelName;
  /** Its name, for the narrow one with the reason; part of the record of each cell. */
  readonly record: string;
}

/** Engine and clock of the choice. */
export interface KernelOptions {
  /** The engine with a kernel, for the paper's architecture. */
  readonly engine?: (kernel: KernelName) => Promise<Engine>;
  /** Time in milliseconds. */
  readonly now?: () => number;
}

/** Largest ratio of the wide kernel's time to that of the narrow one for which the wide one is chosen. */
const worthwhile = 0.95;

/**
 * V8 first compiles a kernel quickly and then optimises it in another thread. Rounds count from the
 * last one that was faster than all before by the factor `progress`; `steadyRounds` of them are timed,
 * within at most `limit` milliseconds. The pause after each round gives a single core to the other
 * thread.
 */
const progress = 0.95, steadyRounds = 16, limit = 2000, pause = 5;

const points = 16;

/** A function that computes a small problem of each kind and returns the bytes of its results as text. */
function makeTrial(): (engine: Engine) => string {
  const stream = Stream.fromSeed(20240838).split("kernel");
  const weights = initialise(paperArchitecture, stream.split("weights"));
  const data = {
    values: stream.split("points").normals(new Float32Array(2 * points)),
    condition: Float32Array.of(4),
  };
  const batch = flowMatchingBatch(data, 2, stream.split("batch"));
  const [likelihood, matching] = [0, 1].map(() => new Float32Array(weightCount(paperArchitecture)));
  return (engine) => {
    const sums = Float64Array.of(
      engine.logLikelihood(
        weights,
        data,
        { scheme: rk4, steps: 4, volumeChange: "discrete" },
        likelihood,
      ),
      engine.flowMatching(weights, batch, matching),
    );
    const density = engine.logDensity(
      weights,
      data,
      { scheme: rk38, steps: 4, volumeChange: "trace" },
    );
    return [sums, likelihood, matching, density]
      .map(({ buffer }) => new Uint8Array(buffer as ArrayBuffer).toHex()).join();
  };
}

/** The lower quartile of times, which is insensitive to other work and to changes of the clock rate. */
function typical(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 2];
}

/**
 * Times both kernels in turn, and compares the bytes of their results in each round.
 *
 * @returns The wide kernel if all its results equal those of the narrow one and it takes at most 95 %
 * of the time.
 */
export async function chooseKernel(
  {
    engine: engineOf = (kernel) => cellEngine(paperArchitecture, kernel),
    now = () => performance.now(),
  }: KernelOptions = {},
): Promise<KernelChoice> {
  const narrow = (why: string): KernelChoice => ({ name: "narrow", record: `narrow, as ${why}` });
  const trial = makeTrial();
  const engines = { narrow: await engineOf("narrow"), wide: await engineOf("wide") };
  const best = { narrow: Infinity, wide: Infinity };
  const times = { narrow: [] as number[], wide: [] as number[] };
  const expected = trial(engines.narrow);
  const start = now();
  while (times.narrow.length < steadyRounds && now() - start < limit) {
    let faster = false;
    for (const name of kernelNames) {
      const before = now();
      const result = trial(engines[name]);
      const took = now() - before;
      if (result !== expected) return narrow("wide gives other bytes");
      faster ||= took < progress * best[name];
      best[name] = Math.min(best[name], took);
      times[name].push(took);
    }
    if (faster) times.narrow.length = times.wide.length = 0;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return typical(times.wide) <= worthwhile * typical(times.narrow)
    ? { name: "wide", record: "wide" }
    : narrow("wide is not faster");
}

/** Whether cells of a kind use the engine. */
export function usesEngine(kind: CellKind): boolean {
  return kind.numerics === numerics;
}

let chosen: Promise<KernelChoice> | undefined;

/** The choice of this process, made at the first call; null if no kind uses the engine. */
export async function kernelFor(kinds: readonly CellKind[]): Promise<KernelChoice | null> {
  return kinds.some(usesEngine) ? await (chosen ??= chooseKernel()) : null;
}
