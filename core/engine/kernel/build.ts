/**
 * Builds the kernel: compiles the AssemblyScript of `assembly/` to `kernel.wasm`, the same bytes on
 * every machine for the pinned compiler.
 *
 * @module
 */
import asc from "assemblyscript/asc";
import { writeElu } from "./elu.ts";
import { writeProducts } from "./products.ts";

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
 * Compiles the kernel.
 *
 * @returns The bytes of the WebAssembly module.
 * @throws {SyntaxError} If the sources do not compile; the message is the compiler's.
 */
export async function compileKernel(): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(["index.ts", ...options], {
    readFile: (name) => {
      if (name === "products.ts") return writeProducts();
      if (name === "elu.ts") return writeElu();
      try {
        return Deno.readTextFileSync(new URL(`assembly/${name}`, import.meta.url));
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return null;
        throw error;
      }
    },
    writeFile: (name, contents) => {
      if (name === "kernel.wasm") binary = contents as Uint8Array;
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
  return binary;
}

if (import.meta.main) {
  const bytes = await compileKernel();
  const place = new URL("kernel.wasm", import.meta.url);
  await Deno.writeFile(place, bytes);
  console.log(`${bytes.length} bytes written to core/engine/kernel/kernel.wasm`);
}
