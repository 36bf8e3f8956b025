/**
 * Loads the reference vectors that the checks of this folder read: those of `tests/reference/`, or those
 * of the folder that the environment variable `REFERENCE_DIR` names.
 *
 * @module
 */

const asked = Deno.env.get("REFERENCE_DIR");

/** The folder of the vectors, without a trailing slash. */
export const referenceFolder = asked
  ? asked.replace(/\/+$/, "")
  : `${import.meta.dirname}/../reference`;

/**
 * The vectors of one file.
 *
 * @param name File name without ".json", such as "velocity".
 * @throws {Deno.errors.NotFound} If the folder has no such file.
 * @throws {SyntaxError} If the file is not JSON.
 */
export function reference<T>(name: string): T {
  return JSON.parse(Deno.readTextFileSync(`${referenceFolder}/${name}.json`)) as T;
}
