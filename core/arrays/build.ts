/**
 * Builds the arrays' module: compiles `assembly/` to `wasm.ts`.
 *
 * @module
 */
import { assemble } from "../assemble.ts";

/**
 * The text of `wasm.ts`.
 *
 * @throws {SyntaxError} If the sources do not compile; the message is the compiler's.
 */
export function compileArrays(): Promise<string> {
  return assemble({
    name: "the arrays' module",
    folder: new URL("assembly/", import.meta.url),
    optimizeLevel: 3,
  });
}

if (import.meta.main) {
  const text = await compileArrays();
  await Deno.writeTextFile(new URL("wasm.ts", import.meta.url), text);
  console.log(`${text.length} characters written to core/arrays/wasm.ts`);
}
