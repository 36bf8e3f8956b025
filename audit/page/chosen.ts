/**
 * Files that a reader chose in a page as the folder of an audit.
 *
 * @module
 */
import type { Apart } from "../formats/formats.ts";
import { byName } from "../input/by_name.ts";
import type { Folder } from "../input/folder.ts";
import { ChosenFile } from "./chosen_file.ts";

/**
 * The folder of chosen files.
 *
 * @param apart Reads files whose libraries may go astray.
 * @throws {RangeError} If two of them have one name.
 */
export function chosen(files: readonly File[], apart: Apart): Folder {
  return byName(
    files.map((file) => [file.name, () => new ChosenFile(file)]),
    "a chosen file",
    apart,
  );
}
