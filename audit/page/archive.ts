/**
 * The files of a report in one archive.
 *
 * @module
 */
import {
  BlobWriter,
  configure,
  TextReader,
  ZipWriter,
} from "@zip.js/zip.js/lib/zip-core-native.js";

configure({ useWebWorkers: false });

/** The first day that an archive knows: nothing in it depends on the clock. */
const day = new Date(1980, 0, 1);

/** A ZIP archive of texts by path. */
export async function archiveOf(files: ReadonlyMap<string, string>): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter("application/zip"), {
    lastModDate: day,
    extendedTimestamp: false,
  });
  for (const [path, text] of files) await writer.add(`audit-report/${path}`, new TextReader(text));
  return await writer.close();
}
