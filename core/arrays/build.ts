/**
 * Compiles the AssemblyScript of `assembly/` and embeds the module's bytes in `wasm.ts`, the same on every
 * machine for the pinned compiler.
 *
 * @module
 */
import asc from "assemblyscript/asc";

const options = [
  "--outFile",
  "arrays.wasm",
  "--optimizeLevel",
  "3",
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
 * The text of `wasm.ts`.
 *
 * @throws {SyntaxError} If the sources do not compile; the message is the compiler's.
 */
export async function compileArrays(): Promise<string> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(["index.ts", ...options], {
    readFile: (name) => {
      try {
        return Deno.readTextFileSync(new URL(`assembly/${name}`, import.meta.url));
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return null;
        throw error;
      }
    },
    writeFile: (name, contents) => {
      if (name === "arrays.wasm") binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !binary) {
    throw new SyntaxError(
      `Cannot build the arrays' module as its sources must compile: current value is ${
        error?.message ?? "no output"
      }\n${stderr.toString()}`,
    );
  }
  return `/** Bytes of the arrays' module in base64, made by \`deno task build:kernel\`. */
export const base64 =
  "${binary.toBase64()}";
`;
}

if (import.meta.main) {
  const text = await compileArrays();
  await Deno.writeTextFile(new URL("wasm.ts", import.meta.url), text);
  console.log(`${text.length} characters written to core/arrays/wasm.ts`);
}
