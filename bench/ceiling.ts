/**
 * The peak performance of this machine's WebAssembly: multiplications and additions of vectors of four
 * single-precision numbers in registers, and of pairs of vectors, which V8 packs under a flag.
 *
 * @module
 */
import asc from "npm:assemblyscript@0.28.20/asc";

const chains = "abcdefghijkl".split("");

const forEachName = (names: readonly string[], write: (name: string, i: number) => string) =>
  names.map(write).join("\n  ");

/** Steps of a round; they are unrolled because V8 does not pack numbers across iterations of a loop. */
const steps = 64;

/**
 * Source of chains a <- a s + t. A round loads its numbers from a constant place and stores them there,
 * where packing begins and ends. s and t are arguments because V8 creates constants again at every use.
 */
function source(names: readonly string[]): string {
  return `
@inline
const place = memory.data(${16 * names.length}, 64);
export function run(rounds: i32, scale: f32, shift: f32): f32 {
  const s = f32x4.splat(scale), t = f32x4.splat(shift);
  ${forEachName(names, (_, i) => `v128.store(place, f32x4.splat(<f32> ${i}), ${16 * i});`)}
  for (let n = 0; n < rounds; n++) {
    ${forEachName(names, (name, i) => `let ${name} = v128.load(place, ${16 * i});`)}
    ${
    Array.from(
      { length: steps },
      () => forEachName(names, (name) => `${name} = f32x4.add(f32x4.mul(${name}, s), t);`),
    ).join("\n    ")
  }
    ${forEachName(names, (name, i) => `v128.store(place, ${name}, ${16 * i});`)}
  }
  return load<f32>(place);
}`;
}

/**
 * Builds the measurement.
 *
 * @param halves Vectors of a chain; two neighbouring ones may be packed by V8.
 * @returns A function that returns GFLOP/s of one core, measured over about 5 ms.
 * @throws {Error} If the source does not compile.
 */
export async function makeCeiling(halves: 1 | 2): Promise<() => number> {
  const names = chains.flatMap((name) => Array.from({ length: halves }, (_, i) => `${name}${i}`));
  const operations = names.length * steps * 2 * 4;
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  // Unoptimised as the kernel: an optimiser would nest the steps of a chain and run the chains in sequence.
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
