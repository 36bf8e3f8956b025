/**
 * Answers of a reader to requests about its file.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import type { FormatModule, Opened } from "./format.ts";
import type { Message, Request } from "./frames.ts";
import { damaged, isSentence, libraryWords, size, type Values } from "./source.ts";

/** An array that is open. */
interface OpenArray {
  /** The selection of its request, as JSON. */
  readonly key: string;
  readonly file: Bytes;
  readonly opened: Opened;
}

/** Answers requests about one file, one after another. */
export class Answers {
  /** The array that was requested last. It stays open, as its values are usually requested next. */
  #last: OpenArray | undefined;

  /**
   * @param format What reads the file.
   * @param path The file's path.
   * @param openFile Opens the file.
   */
  constructor(
    readonly format: FormatModule,
    readonly path: string,
    readonly openFile: () => Bytes,
  ) {}

  /** The answer to a request. Its last message says that it is complete, or why it is not. */
  async *to(request: Request): AsyncGenerator<Message | Values> {
    try {
      yield* request.ask === "arrays" ? this.#arrays() : this.#array(request);
      yield { say: "end" };
    } catch (error) {
      // What else is thrown may have left the library in disorder.
      const sound = isSentence(this.path, error);
      const { name, message } = sound
        ? error
        : damaged(this.path, "it must be whole", libraryWords(error));
      yield { say: "error", name, message, last: !sound };
    }
  }

  async *#arrays(): AsyncGenerator<Message> {
    const file = this.openFile();
    try {
      yield { say: "arrays", arrays: await this.format.inspect(file) };
    } finally {
      file.close();
    }
  }

  async *#array(request: Request): AsyncGenerator<Message | Values> {
    const opened = await this.#open(request);
    const { columns, edges, squares } = opened;
    const shape = opened.shape as number[];
    yield {
      say: "array",
      shape,
      ...(columns && { columns }),
      ...(edges && { edges: edges.map((list) => [...list]) }),
      ...(squares && { squares: [...squares] }),
    };
    if (request.ask === "array") return;
    let count = 0;
    for await (const part of opened.values()) {
      count += part.length;
      if (part.length > 0) yield part;
    }
    if (count !== size(shape)) {
      throw damaged(
        this.path,
        `it must have the values of its shape [${shape.join(", ")}]`,
        count,
      );
    }
  }

  /** The requested array, opened anew if it is not the last one. */
  async #open({ ask, ...selection }: Request): Promise<Opened> {
    const key = JSON.stringify(selection);
    if (ask === "values" && this.#last?.key === key) return this.#last.opened;
    this.#last?.opened.close?.();
    this.#last?.file.close();
    this.#last = undefined;
    const file = this.openFile();
    try {
      this.#last = { key, file, opened: await this.format.open(file, selection) };
      return this.#last.opened;
    } catch (error) {
      file.close();
      throw error;
    }
  }
}
