/** The tests of a folder in one process. */
import { filesBelow } from "../../runner/files.ts";

/**
 * Takes in all tests of a folder of `tests/`. Each file of tests is a process of its own in which modules are loaded and
 * compiled anew, which takes longer than most tests; together they share that.
 */
export async function together(folder: string): Promise<void> {
  for (const path of filesBelow(`tests/${folder}`)) {
    if (path.endsWith("_test.ts")) await import(import.meta.resolve(`../../${path}`));
  }
}
