/**
 * The reports of earlier releases, which a site keeps below their versions.
 *
 * @module
 */
import { cpSync } from "node:fs";
import { exists, namesIn } from "../runner/files.ts";

/** File by which a folder is known to be a site of ours. */
export const mark = "assets/katex.css";

/** Order of versions such as v0.2. */
function byNumber(a: string, b: string): number {
  const [[major, minor], [other, least]] = [a, b].map((name) =>
    name.slice(1).split(".").map(Number)
  );
  return major - other || minor - least;
}

/**
 * The versions in a folder of reports, the newest first.
 *
 * @throws {RangeError} If something else than a report is there.
 */
export function versionsIn(folder: string): string[] {
  const names = namesIn(folder);
  for (const name of names) {
    if (/^v\d+\.\d+$/.test(name) && exists(`${folder}/${name}/${mark}`)) continue;
    throw new RangeError(
      `Cannot keep the reports in ${folder} as each must be a built site in a folder named after its version, such as v0.2: current value is ${name}`,
    );
  }
  return names.sort(byNumber).reverse();
}

/** Copies the reports into a built site. */
export function keepVersions(folder: string, site: string): void {
  for (const name of versionsIn(folder)) {
    cpSync(`${folder}/${name}`, `${site}/${name}`, { recursive: true });
  }
}
