/**
 * What this machine's WebAssembly can do at best: multiplications and additions of vectors of four
 * single-precision numbers in registers alone.
 *
 * @module
 */
import asc from "assemblyscript/asc";

const chains = "abcdefghijkl".split("");

/** Twelve chains of a <- a s + t; s and t are arguments, as V8 makes constants anew at every use. */
const source = `
export function run(rounds: i32, scale: f32, shift: f32): f32 {
  const s = f32x4.splat(scale), t = f32x4.splat(shift);
  let ${chains.map((name, i) => `${name} = f32x4.mul(t, f32x4.splat(<f32> ${i}))`).join(", ")};
  for (let n = 0; n < rounds; n++) {
    ${chains.map((name) => `${name} = f32x4.add(f32x4.mul(${name}, s), t);`).join("\n    ")}
  }
  ${chains.slice(1).map((name) => `a = f32x4.add(a, ${name});`).join("\n  ")}
  return f32x4.extract_lane(a, 0);
}`;

/** Floating-point operations of a round. */
const operations = chains.length * 2 * 4;

/**
 * Builds the measurement.
 *
 * @returns A function that gives GFLOP/s of one core, from about 5 ms of work.
 * @throws {Error} If the source does not compile.
 */
export async function makeCeiling(): Promise<() => number> {
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  const options = ["--enable", "simd", "--runtime", "stub", "--use", "abort=", "-O3"];
  const { error, stderr } = await asc.main(
    ["ceiling.ts", "--outFile", "ceiling.wasm", ...options],
    {
      readFile: (name) => name === "ceiling.ts" ? source : null,
      writeFile: (name, contents) => {
        if (name === "ceiling.wasm") bytes = new Uint8Array(contents as Uint8Array);
      },
      listFiles: () => [],
    },
  );
  if (error || !bytes) throw new Error(`Cannot build the ceiling's kernel: ${stderr.toString()}`);
  const { instance } = await WebAssembly.instantiate(bytes);
  const run = instance.exports.run as (rounds: number, scale: number, shift: number) => number;
  const rounds = 1 << 21;
  for (let i = 0; i < 8; i++) run(rounds, 0.5, 1e-3);
  return () => {
    const start = performance.now();
    run(rounds, 0.5, 1e-3);
    return rounds * operations / (performance.now() - start) / 1e6;
  };
}
