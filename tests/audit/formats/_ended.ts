import { endReaders } from "../../../audit/formats/mod.ts";

/** Ends the reader that waits after a test, so that it leaves no process. */
export function ended(test: () => Promise<void>): () => Promise<void> {
  return async () => {
    try {
      await test();
    } finally {
      await endReaders();
    }
  };
}
