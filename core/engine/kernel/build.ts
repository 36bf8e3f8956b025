/**
 * Builds the kernels: compiles the AssemblyScript of `assembly/` to modules that carry the WebAssembly's
 * bytes, the same on every machine for the pinned compiler.
 *
 * @module
 */
import asc from "assemblyscript/asc";
import type { KernelName } from "./kernel.ts";
import { writeProducts } from "./products.ts";

/** Parts of 128 bits of a vector. */
const halves = { narrow: 1, wide: 2 } as const;

/** Options of the compiler. */
const options = [
  "--outFile",
  "kernel.wasm",
  // Reordering for fewer locals would spill the registers that the products fill.
  "--optimizeLevel",
  "0",
  "--shrinkLevel",
  "0",
  "--noAssert",
  "--enable",
  "simd",
  "--disable",
  "relaxed-simd",
  "--runtime",
  "stub",
  "--use",
  "abort=",
];

/**
 * Compiles a kernel.
 *
 * @returns The text of the module that carries it.
 * @throws {SyntaxError} If the sources do not compile; the message is the compiler's.
 */
export async function compileKernel(name: KernelName): Promise<string> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(["index.ts", ...options], {
    readFile: (file) => {
      if (file === "products.ts") return writeProducts(halves[name]);
      try {
        return Deno.readTextFileSync(new URL(`assembly/${file}`, import.meta.url));
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return null;
        throw error;
      }
    },
    writeFile: (file, contents) => {
      if (file === "kernel.wasm") binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !binary) {
    throw new SyntaxError(
      `Cannot build the kernel as its sources must compile: current value is ${
        error?.message ?? "no output"
      }\n${stderr.toString()}`,
    );
  }
  return `/** Bytes of the ${name} kernel in base64, made by \`deno task build:kernel\`. */
export const base64 =
  "${binary.toBase64()}";
`;
}

if (import.meta.main) {
  for (const name of Object.keys(halves) as KernelName[]) {
    const text = await compileKernel(name);
    await Deno.writeTextFile(new URL(`${name}.ts`, import.meta.url), text);
    console.log(`core/engine/kernel/${name}.ts written, ${text.length} bytes`);
  }
}
