/**
 * Files whose libraries may go astray on damaged bytes are each read apart, by a reader that is ended when it sends
 * nothing for a while: a process of the command, or a thread of a page.
 *
 * @module
 */
import type { Opened } from "./format.ts";
import type { Apart, ApartFormat } from "./formats.ts";
import type { Message, Request } from "./frames.ts";
import {
  damaged,
  type FoundArray,
  quote,
  type Selection,
  sentence,
  type Values,
} from "./source.ts";

/** How a reader is run. */
export interface ReaderOptions {
  /** Milliseconds without an answer after which it is ended. */
  readonly silence: number;
  /** Milliseconds that its library may take to load; it may have to be fetched the first time. */
  readonly loading: number;
  /** Megabytes of its heap. */
  readonly heap: number;
}

/** How readers are run by default. */
export const readerDefaults: ReaderOptions = {
  silence: 8_000,
  loading: 300_000,
  heap: 320,
};

/** What reads one file, and answers one request after another. */
export abstract class Reader {
  /** Whether its library is loaded. */
  #ready = false;

  constructor(
    readonly format: ApartFormat,
    readonly path: string,
    readonly options: ReaderOptions,
    /** Name of the file in its sentences. */
    readonly real: string = path,
  ) {}

  /** Its next message or values. */
  abstract hear(): Promise<Message | Values>;

  /** Ends it. */
  abstract end(): Promise<void>;

  /** Sends it a request. */
  protected abstract send(request: Request): Promise<void>;

  /** How it has ended, such as "code 1". */
  protected abstract ending(): Promise<string>;

  /** Sends a request, once the library is loaded. */
  async ask(request: Request): Promise<void> {
    if (!this.#ready) {
      await this.hear();
      this.#ready = true;
    }
    await this.send(request);
  }

  /**
   * Waits for an answer, for as long as the options allow.
   *
   * @param coming The answer; undefined if the reader has ended.
   */
  protected async inTime<T>(coming: Promise<T | undefined>): Promise<T> {
    const { format: { title }, path, options } = this;
    const wait = this.#ready ? options.silence : options.loading;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<"silence">((resolve) =>
      timer = setTimeout(() => resolve("silence"), wait)
    );
    try {
      const answer = await Promise.race([coming, silence]);
      if (answer === "silence") {
        throw damaged(
          path,
          `the reader of ${title} must answer within ${wait / 1000} s`,
          "no answer",
        );
      }
      if (answer !== undefined) return answer;
    } finally {
      clearTimeout(timer);
    }
    const end = `a reader that ended with ${await this.ending()}`;
    if (this.#ready) {
      throw damaged(path, `${title} must be readable in ${options.heap} MB by its library`, end);
    }
    throw new Error(
      sentence(
        path,
        `the library for ${title} must load, which may need the network the first time`,
        end,
      ),
    );
  }
}

const errors = { SyntaxError, RangeError, TypeError } as Record<string, ErrorConstructor>;

/** Readers of files, each started when its file is opened. */
export class Readers implements Apart {
  /** The reader that waits for a request: most files are read several times. */
  #waiting: Reader | undefined;

  /** @param start Starts the reader of a file. */
  constructor(readonly start: (format: ApartFormat, path: string) => Reader) {}

  #take(format: ApartFormat, path: string): Reader {
    const reader = this.#waiting;
    if (reader?.format !== format || reader.path !== path) return this.start(format, path);
    this.#waiting = undefined;
    return reader;
  }

  async #keep(reader: Reader): Promise<void> {
    const before = this.#waiting;
    this.#waiting = reader;
    await before?.end();
  }

  /** Ends the reader that waits for further requests, if there is one. */
  async end(): Promise<void> {
    const reader = this.#waiting;
    this.#waiting = undefined;
    await reader?.end();
  }

  /** What a reader answers, part by part. */
  async *#answer(
    format: ApartFormat,
    path: string,
    request: Request,
  ): AsyncGenerator<Message | Values> {
    const reader = this.#take(format, path);
    let whole = false;
    try {
      await reader.ask(request);
      for (;;) {
        const part = await reader.hear();
        if (!("say" in part)) yield part;
        else if (part.say === "error") {
          whole = !part.last;
          throw new (errors[part.name] ?? Error)(
            part.message.replaceAll(quote(reader.real, 300), quote(path, 300)),
          );
        } else if (part.say === "end") {
          whole = true;
          return;
        } else yield part;
      }
    } finally {
      if (whole) await this.#keep(reader);
      else await reader.end();
    }
  }

  /**
   * The arrays of a file.
   *
   * @throws What {@linkcode Readers.open} throws.
   */
  async inspect(format: ApartFormat, path: string): Promise<readonly FoundArray[]> {
    let arrays: readonly FoundArray[] = [];
    for await (const part of this.#answer(format, path, { ask: "arrays" })) {
      if ("say" in part && part.say === "arrays") arrays = part.arrays;
    }
    return arrays;
  }

  /**
   * An array of a file.
   *
   * @throws {SyntaxError} If the file is damaged, or its reader says nothing for 8 s or ends.
   * @throws {RangeError} If it has not what is selected.
   * @throws {Error} If no reader can be started.
   */
  async open(format: ApartFormat, path: string, selection: Selection): Promise<Opened> {
    let start: (Message & { say: "array" }) | undefined;
    for await (const part of this.#answer(format, path, { ...selection, ask: "array" })) {
      if ("say" in part && part.say === "array") start = part;
    }
    const { shape, columns, edges, squares } = start!;
    const answer = () => this.#answer(format, path, { ...selection, ask: "values" });
    async function* values(): AsyncGenerator<Values> {
      for await (const part of answer()) {
        if (!("say" in part)) yield part;
        else if (part.say !== "array" || part.shape.join() !== shape.join()) {
          throw damaged(path, "it must not change while it is read", "another shape");
        }
      }
    }
    return {
      shape,
      ...(columns && { columns }),
      ...(edges && { edges: edges.map((list) => Float64Array.from(list)) }),
      ...(squares && { squares: Float64Array.from(squares) }),
      values,
    };
  }
}
