/**
 * Builds the kernels: compiles `assembly/`, with the plan and the products that are written for each, to
 * `narrow.ts` and `wide.ts`.
 *
 * @module
 */
import { assemble } from "../../assemble.ts";
import { type KernelName, kernelNames } from "./kernel.ts";
import { writePlan } from "./plan.ts";
import { writeProducts } from "./products.ts";

/** Parts of 128 bits of a vector. */
const halves = { narrow: 1, wide: 2 } as const;

/**
 * The text of a kernel's module.
 *
 * @throws {SyntaxError} If the sources do not compile; the message is the compiler's.
 */
export function compileKernel(name: KernelName): Promise<string> {
  return assemble({
    name: `the ${name} kernel`,
    folder: new URL("assembly/", import.meta.url),
    written: { "plan.ts": writePlan(), "products.ts": writeProducts(halves[name]) },
    // Reordering for fewer locals would spill the registers that the products fill.
    optimizeLevel: 0,
  });
}

if (import.meta.main) {
  for (const name of kernelNames) {
    const text = await compileKernel(name);
    await Deno.writeTextFile(new URL(`${name}.ts`, import.meta.url), text);
    console.log(`${text.length} characters written to core/engine/kernel/${name}.ts`);
  }
}
