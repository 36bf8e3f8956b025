/**
 * Files whose libraries may go astray on damaged bytes are read by a process of its own: it may read that
 * file and our code, its memory is bounded, and it is ended when it sends nothing for a while.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { allow, configured, locked, realPath } from "../../runner/allow.ts";
import { exists } from "../../runner/files.ts";
import { launch } from "../../runner/launch.ts";
import type { Opened } from "./format.ts";
import type { ApartFormat } from "./formats.ts";
import {
  decodeContent,
  decodeHead,
  HEAD,
  MAX_CONTENT,
  type Message,
  type Request,
} from "./frames.ts";
import {
  damaged,
  type FoundArray,
  quote,
  type Selection,
  sentence,
  type Values,
} from "./source.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Flags for the packages of a module that reads: they may be locked beside it, or with all others. */
function packagesOf({ apart }: ApartFormat): string[] {
  const beside = fileURLToPath(new URL("deno.json", apart));
  return exists(beside) ? [`--config=${beside}`] : [configured, locked];
}

/** How a reader is run. */
interface Options {
  /** Milliseconds without output after which it is ended. */
  readonly silence: number;
  /** Milliseconds that its library may take to load; it may have to be fetched the first time. */
  readonly loading: number;
  /** Megabytes of its heap. */
  readonly heap: number;
}

const defaults: Options = {
  silence: 8_000,
  loading: 300_000,
  heap: 320,
};

/** A process that reads one file. */
class Reader {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();
  #ready = false;
  /** Where its path leads: libraries follow links by calls that its permissions do not cover. */
  readonly real: string;

  private constructor(
    readonly format: ApartFormat,
    readonly path: string,
    readonly options: Options,
  ) {
    this.real = realPath(path);
    this.#child = launch("deno", {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        "--no-remote",
        ...packagesOf(format),
        `--v8-flags=--max-old-space-size=${options.heap}`,
        allow("read", [
          this.real,
          at("../"),
          at("../../runner/"),
          fileURLToPath(format.apart),
        ]),
        at("./attend.ts"),
        format.apart,
        this.real,
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    });
    // It ends with its standard input, so with this process too.
    this.#child.unref();
    this.#writer = this.#child.stdin.getWriter();
    this.#reader = this.#child.stdout.getReader();
  }

  static start(format: ApartFormat, path: string, options: Options): Reader {
    try {
      return new Reader(format, path, options);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.NotFound)) {
        throw error;
      }
      throw new Error(
        sentence(
          path,
          `${format.title} is read by another process of deno, which must be allowed`,
          quote(error.message.split("\n")[0]),
        ),
        { cause: error },
      );
    }
  }

  async #next(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length;) {
      if (this.#rest.length === 0) this.#rest = await this.#word();
      const part = this.#rest.subarray(0, length - filled);
      bytes.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return bytes;
  }

  /** The next bytes of its output, of any number. */
  async #word(): Promise<Uint8Array> {
    const wait = this.#ready ? this.options.silence : this.options.loading;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<"silence">((resolve) =>
      timer = setTimeout(() => resolve("silence"), wait)
    );
    try {
      const word = await Promise.race([this.#reader.read(), silence]);
      if (word === "silence") {
        throw damaged(
          this.path,
          `${this.format.title} must be readable without ${wait / 1000} s of nothing`,
          "more",
        );
      }
      if (word.value !== undefined) return word.value;
    } finally {
      clearTimeout(timer);
    }
    this.#child.ref();
    const { code, signal } = await this.#child.status;
    const end = `a reader that ended with ${signal ?? `code ${code}`}`;
    if (!this.#ready) {
      throw new Error(
        sentence(
          this.path,
          `the library for ${this.format.title} must load, which may need the network the first time`,
          end,
        ),
      );
    }
    throw damaged(
      this.path,
      `${this.format.title} must be readable in ${this.options.heap} MB by its library`,
      end,
    );
  }

  /** Its next message or values. */
  async hear(): Promise<Message | Values> {
    const { kind, length } = decodeHead(await this.#next(HEAD));
    const content = length > MAX_CONTENT
      ? undefined
      : decodeContent(kind, await this.#next(length));
    if (content === undefined) {
      throw damaged(this.path, `${this.format.title} must be readable`, "no numbers");
    }
    return content;
  }

  /** Sends a request. */
  async ask(request: Request): Promise<void> {
    if (!this.#ready) {
      await this.hear();
      this.#ready = true;
    }
    // A reader that has ended is noticed when no answer comes.
    await this.#writer.write(new TextEncoder().encode(`${JSON.stringify(request)}\n`))
      .catch(() => {});
  }

  /** Ends it. */
  async end(): Promise<void> {
    this.#child.ref();
    try {
      this.#child.kill("SIGKILL");
    } catch { /* It has ended. */ }
    await Promise.allSettled([this.#writer.abort(), this.#reader.cancel(), this.#child.status]);
  }
}

/** A reader that waits for a further request: most files are read several times. */
let waiting: Reader | undefined;

function take(format: ApartFormat, path: string, options: Options): Reader {
  const reader = waiting;
  if (reader?.format !== format || reader.path !== path) {
    return Reader.start(format, path, options);
  }
  waiting = undefined;
  return reader;
}

async function keep(reader: Reader): Promise<void> {
  const before = waiting;
  waiting = reader;
  await before?.end();
}

/** Ends the process that waits for further requests, if there is one. */
export async function endReaders(): Promise<void> {
  const reader = waiting;
  waiting = undefined;
  await reader?.end();
}

const errors = { SyntaxError, RangeError, TypeError } as Record<string, ErrorConstructor>;

/** What a reader answers, value by value. */
async function* answers(
  format: ApartFormat,
  path: string,
  request: Request,
  options: Options,
): AsyncGenerator<Message | Values> {
  const reader = take(format, path, options);
  let whole = false;
  try {
    await reader.ask(request);
    for (;;) {
      const answer = await reader.hear();
      if (!("say" in answer)) yield answer;
      else if (answer.say === "error") {
        whole = !answer.last;
        throw new (errors[answer.name] ?? Error)(
          answer.message.replaceAll(quote(reader.real, 300), quote(path, 300)),
        );
      } else if (answer.say === "end") {
        whole = true;
        return;
      } else yield answer;
    }
  } finally {
    if (whole) await keep(reader);
    else await reader.end();
  }
}

/**
 * The arrays of a file that is read apart.
 *
 * @throws What {@linkcode openApart} throws.
 */
export async function inspectApart(
  format: ApartFormat,
  path: string,
): Promise<readonly FoundArray[]> {
  let arrays: readonly FoundArray[] = [];
  for await (const answer of answers(format, path, { ask: "arrays" }, defaults)) {
    if ("say" in answer && answer.say === "arrays") arrays = answer.arrays;
  }
  return arrays;
}

/**
 * An array of a file that is read apart.
 *
 * @throws {SyntaxError} If the file is damaged, or its reader says nothing for 8 s or ends.
 * @throws {RangeError} If it has not what is selected.
 * @throws {Error} If no process may be started.
 */
export async function openApart(
  format: ApartFormat,
  path: string,
  selection: Selection,
  options: Partial<Options> = {},
): Promise<Opened> {
  const all = { ...defaults, ...options };
  let start: (Message & { say: "array" }) | undefined;
  for await (const answer of answers(format, path, { ...selection, ask: "array" }, all)) {
    if ("say" in answer && answer.say === "array") start = answer;
  }
  const { shape, columns, edges, squares } = start!;
  async function* values(): AsyncGenerator<Values> {
    for await (const answer of answers(format, path, { ...selection, ask: "values" }, all)) {
      if (!("say" in answer)) yield answer;
      else if (answer.say !== "array" || answer.shape.join() !== shape.join()) {
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
