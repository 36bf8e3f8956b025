/**
 * The kernels: what they export, and how one is loaded.
 *
 * @module
 */

/**
 * Names of the kernels. The narrow one takes four samples at a time and is fast everywhere. The wide one
 * takes eight: V8 packs its operations in pairs to 256 bits where a flag enables that; elsewhere it is slow.
 * Both give the same bits.
 */
export const kernelNames = ["narrow", "wide"] as const;

/** Name of a kernel. */
export type KernelName = typeof kernelNames[number];

/** What a kernel exports. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  configure(plan: number): void;
  pack(): void;
  reset(): void;
  unpack(): void;
  embedTimes(
    count: number,
    times: number,
    condition: number,
    embedding: number,
    bias: number,
  ): void;
  solve(
    n: number,
    points: number,
    condition: number,
    evaluations: number,
    steps: number,
    program: number,
    starts: number,
    traceWeights: number,
    embedding: number,
    bias: number,
    mode: number,
    gradient: boolean,
    varying: boolean,
    work: number,
    ended: number,
    volumes: number,
    determinants: number,
  ): void;
  flowMatching(
    n: number,
    points: number,
    noise: number,
    times: number,
    condition: number,
    varying: boolean,
    floor: number,
    gradient: boolean,
  ): number;
}

/** Bytes of a vector of a kernel, and passes over a tile. */
export const shapes = {
  narrow: { vectorBytes: 16, passes: 2 },
  wide: { vectorBytes: 32, passes: 1 },
} as const satisfies Record<KernelName, { vectorBytes: number; passes: number }>;

/**
 * Loads a kernel, with a memory of its own.
 *
 * @throws {RangeError} If there is no kernel of that name.
 */
export async function loadKernel(name: KernelName): Promise<Kernel> {
  const { base64 } = name === "wide" ? await import("./wide.ts") : await import("./narrow.ts");
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes);
  return instance.exports as unknown as Kernel;
}
