/**
 * Text line by line.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { damaged } from "./source.ts";

/** A line that is not blank. */
export interface Line {
  /** Without the end of the line. */
  readonly text: string;
  /** From 1, blank lines counted. */
  readonly number: number;
}

/**
 * The lines of a file in UTF-8 that are not blank, whichever way they end.
 *
 * @param longest The most letters of a line that is read.
 * @throws {SyntaxError} If one is longer.
 */
export async function* lines(file: Bytes, longest = 1 << 20): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let rest = "", number = 0;
  const checked = (text: string) => {
    if (text.length <= longest) return text;
    throw damaged(file.path, `a line must have at most ${longest} letters`, "more");
  };
  for await (const bytes of file.stream()) {
    // A last carriage return may belong to a line feed that comes next.
    const parts = (rest + decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = checked(parts.pop()!);
    for (const text of parts) {
      number++;
      if (text.trim() !== "") yield { text: checked(text), number };
    }
  }
  for (const text of (rest + decoder.decode()).split("\r")) {
    number++;
    if (text.trim() !== "") yield { text: checked(text), number };
  }
}
