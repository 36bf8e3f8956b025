/**
 * What this machine's WebAssembly can do at best: multiplications and additions of vectors of four
 * single-precision numbers in registers alone; and of pairs of them, which V8 packs where it is told to.
 *
 * @module
 */
import asc from "npm:assemblyscript@0.28.20/asc";

const chains = "abcdefghijkl".split("");

const each = (names: readonly string[], write: (name: string, i: number) => string) =>
  names.map(write).join("\n  ");

/** Steps of a round; packing needs them unrolled, as it does not follow numbers round a loop. */
const steps = 64;

/**
 * Chains of a <- a s + t: a round takes its numbers from a constant place and leaves them there, which is where
 * packing begins and ends. s and t are arguments, as V8 makes constants anew at every use.
 */
function source(names: readonly string[]): string {
  return `
@inline
const place = memory.data(${16 * names.length}, 64);
export function run(rounds: i32, scale: f32, shift: f32): f32 {
  const s = f32x4.splat(scale), t = f32x4.splat(shift);
  ${each(names, (_, i) => `v128.store(place, f32x4.splat(<f32> ${i}), ${16 * i});`)}
  for (let n = 0; n < rounds; n++) {
    ${each(names, (name, i) => `let ${name} = v128.load(place, ${16 * i});`)}
    ${
    Array.from(
      { length: steps },
      () => each(names, (name) => `${name} = f32x4.add(f32x4.mul(${name}, s), t);`),
    ).join("\n    ")
  }
    ${each(names, (name, i) => `v128.store(place, ${name}, ${16 * i});`)}
  }
  return load<f32>(place);
}`;
}

/**
 * Builds the measurement.
 *
 * @param halves Vectors of a chain: with 2, two neighbours that V8 may pack.
 * @returns A function that gives GFLOP/s of one core, from about 5 ms of work.
 * @throws {Error} If the source does not compile.
 */
export async function makeCeiling(halves: 1 | 2): Promise<() => number> {
  const names = chains.flatMap((name) => Array.from({ length: halves }, (_, i) => `${name}${i}`));
  const operations = names.length * steps * 2 * 4;
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  // As the kernel: an optimiser would nest the steps of a chain, and do one chain after the other.
  const unoptimised = ["--optimizeLevel", "0", "--shrinkLevel", "0", "--noAssert"];
  const options = ["--enable", "simd", "--runtime", "stub", "--use", "abort=", ...unoptimised];
  const { error, stderr } = await asc.main(
    ["ceiling.ts", "--outFile", "ceiling.wasm", ...options],
    {
      readFile: (name) => name === "ceiling.ts" ? source(names) : null,
      writeFile: (name, contents) => {
        if (name === "ceiling.wasm") bytes = new Uint8Array(contents as Uint8Array);
      },
      listFiles: () => [],
    },
  );
  if (error || !bytes) throw new Error(`Cannot build the ceiling's kernel: ${stderr.toString()}`);
  const { instance } = await WebAssembly.instantiate(bytes);
  const run = instance.exports.run as (rounds: number, scale: number, shift: number) => number;
  const rounds = (1 << 21) / steps / halves;
  for (let i = 0; i < 8; i++) run(rounds, 0.5, 1e-3);
  return () => {
    const start = performance.now();
    run(rounds, 0.5, 1e-3);
    return rounds * operations / (performance.now() - start) / 1e6;
  };
}
