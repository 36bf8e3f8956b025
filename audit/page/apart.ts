/**
 * The threads of a page that each read one chosen file apart: what their libraries do to damaged bytes ends there.
 *
 * @module
 */
import type { ApartFormat } from "../formats/formats.ts";
import type { Message, Request } from "../formats/frames.ts";
import { Reader, readerDefaults, Readers } from "../formats/readers.ts";
import type { Values } from "../formats/source.ts";
import { startThread } from "../../render/thread.ts";
import type { ToReader } from "./messages.ts";

/** A thread that reads one file. */
class ReadingThread extends Reader {
  readonly #thread: Worker;
  /** Answers that were not heard yet; undefined once it has ended. */
  readonly #answers: (Message | Values | undefined)[] = [];
  #listener: (() => void) | undefined;

  constructor(format: ApartFormat, file: File) {
    super(format, file.name, readerDefaults);
    const say = (answer?: Message | Values) => {
      this.#answers.push(answer);
      this.#listener?.();
    };
    this.#thread = startThread<Message | Values>(new URL("reader.js", import.meta.url), {
      act: "read",
      hear: say,
      fail: () => say(),
    });
    this.#tell({ format: format.name, file });
  }

  #tell(message: ToReader): void {
    this.#thread.postMessage(message);
  }

  async #next(): Promise<Message | Values | undefined> {
    while (this.#answers.length === 0) {
      await new Promise<void>((resolve) => this.#listener = resolve);
    }
    return this.#answers.shift();
  }

  override async hear(): Promise<Message | Values> {
    const answer = await this.inTime(this.#next());
    // It reads the next values while these are worked on, and no others.
    if (!("say" in answer)) this.#tell("taken");
    return answer;
  }

  protected override send(request: Request): Promise<void> {
    this.#tell(request);
    return Promise.resolve();
  }

  /** The code of the command's process whose thread has ended. */
  protected override ending(): Promise<string> {
    return Promise.resolve("code 1");
  }

  override end(): Promise<void> {
    this.#thread.terminate();
    return Promise.resolve();
  }
}

/** Threads that read chosen files apart. */
export function threads(files: readonly File[]): Readers {
  return new Readers((format, path) =>
    new ReadingThread(format, files.find(({ name }) => name === path)!)
  );
}
