/** The tests of a folder in one process. */
import { filesBelow } from "../../runner/files.ts";

/**
 * Runs all tests of a folder of `tests/` in one process. Separate files would each load and compile their modules again,
 * which takes longer than most tests.
 */
export async function together(folder: string): Promise<void> {
  for (const path of filesBelow(`tests/${folder}`)) {
    if (path.endsWith("_test.ts")) await import(import.meta.resolve(`../../${path}`));
  }
}
