/**
 * The processes of the command that each read one file apart: each may read that file and our code, and its memory is
 * bounded.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { allow, configured, locked, realPath } from "../../runner/allow.ts";
import { exists } from "../../runner/files.ts";
import { launch } from "../../runner/launch.ts";
import type { ApartFormat } from "./formats.ts";
import {
  decodeContent,
  decodeHead,
  HEAD,
  MAX_CONTENT,
  type Message,
  type Request,
} from "./frames.ts";
import { Reader, readerDefaults, type ReaderOptions, Readers } from "./readers.ts";
import { damaged, quote, sentence, type Values } from "./source.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Flags for the packages of a module that reads: they may be locked beside it, or with all others. */
function packagesOf({ apart }: ApartFormat): string[] {
  const beside = fileURLToPath(new URL("deno.json", apart));
  return exists(beside) ? [`--config=${beside}`] : [configured, locked];
}

/** A process that reads one file. */
class ReadingProcess extends Reader {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  private constructor(format: ApartFormat, path: string, options: ReaderOptions) {
    // Libraries follow links by calls that its permissions do not cover.
    super(format, path, options, realPath(path));
    this.#child = launch("deno", {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        "--no-remote",
        ...packagesOf(format),
        // With little space for young objects, arrays that nothing holds are collected soon.
        `--v8-flags=--max-old-space-size=${options.heap},--max-semi-space-size=2`,
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

  static start(format: ApartFormat, path: string, options: ReaderOptions): ReadingProcess {
    try {
      return new ReadingProcess(format, path, options);
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
  #word(): Promise<Uint8Array> {
    return this.inTime(this.#reader.read().then(({ value }) => value));
  }

  protected override async ending(): Promise<string> {
    this.#child.ref();
    const { code, signal } = await this.#child.status;
    return signal ?? `code ${code}`;
  }

  override async hear(): Promise<Message | Values> {
    const { kind, length } = decodeHead(await this.#next(HEAD));
    const content = length > MAX_CONTENT
      ? undefined
      : decodeContent(kind, await this.#next(length));
    if (content === undefined) {
      throw damaged(this.path, `${this.format.title} must be readable`, "no numbers");
    }
    return content;
  }

  protected override async send(request: Request): Promise<void> {
    // A reader that has ended is noticed when no answer comes.
    await this.#writer.write(new TextEncoder().encode(`${JSON.stringify(request)}\n`))
      .catch(() => {});
  }

  override async end(): Promise<void> {
    this.#child.ref();
    try {
      this.#child.kill("SIGKILL");
    } catch { /* It has ended. */ }
    await Promise.allSettled([this.#writer.abort(), this.#reader.cancel(), this.#child.status]);
  }
}

/**
 * Processes that read files apart.
 *
 * @param options How they are run, where that is not the default.
 */
export function processes(options: Partial<ReaderOptions> = {}): Readers {
  const all = { ...readerDefaults, ...options };
  return new Readers((format, path) => ReadingProcess.start(format, path, all));
}
