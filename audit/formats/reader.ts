/**
 * The thread that reads a file apart: {@linkcode openApart}. Each message requests an array, each answer is
 * frames on the standard output. The module of a format imports this one before its library, and ends with
 * {@linkcode serve}.
 *
 * @module
 */
import "../../runner/no_environment.ts";
import { encodeFrame, type Message, type Request } from "./frames.ts";
import type { Bytes } from "./bytes.ts";
import { RandomAccessFile } from "./file.ts";
import type { FormatModule, Opened } from "./format.ts";
import { damaged, isSentence, quote, size, type Values } from "./source.ts";

/** Pages of 64 kB that a WebAssembly memory may have. */
const MAX_PAGES = 6144;

const { stdout } = Deno;
function say(message: Message | Values): void {
  for (const bytes of encodeFrame(message)) {
    for (let done = 0; done < bytes.length;) done += stdout.writeSync(bytes.subarray(done));
  }
}

/** The array that was requested last. It stays open, as its values are usually requested next. */
let last: { readonly key: string; readonly file: Bytes; readonly opened: Opened } | undefined;

/** The requested array, opened anew if it is not the last one. */
async function arrayOf(format: FormatModule, path: string, request: Request): Promise<Opened> {
  const { ask, ...selection } = request;
  const key = JSON.stringify(selection);
  if (ask === "values" && last?.key === key) return last.opened;
  last?.opened.close?.();
  last?.file.close();
  last = undefined;
  const file = RandomAccessFile.open(path);
  try {
    last = { key, file, opened: await format.open(file, selection) };
    return last.opened;
  } catch (error) {
    file.close();
    throw error;
  }
}

async function answer(format: FormatModule, path: string, request: Request): Promise<void> {
  if (request.ask === "arrays") {
    using file = RandomAccessFile.open(path);
    say({ say: "arrays", arrays: await format.inspect(file) });
    return say({ say: "end" });
  }
  const opened = await arrayOf(format, path, request);
  const { columns, edges, squares } = opened;
  const shape = opened.shape as number[];
  say({
    say: "array",
    shape,
    ...(columns && { columns }),
    ...(edges && { edges: edges.map((list) => [...list]) }),
    ...(squares && { squares: [...squares] }),
  });
  if (request.ask === "values") {
    let count = 0;
    for await (const part of opened.values()) {
      count += part.length;
      if (part.length > 0) say(part);
    }
    if (count !== size(shape)) {
      throw damaged(path, `it must have the values of its shape [${shape.join(", ")}]`, count);
    }
  }
  say({ say: "end" });
}

// What libraries print is not a frame, and some keep these functions as they load.
for (const name of ["log", "info", "debug", "warn", "error"] as const) console[name] = () => {};

const { grow } = WebAssembly.Memory.prototype;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength / 65536 + pages > MAX_PAGES) throw new RangeError("too much memory");
  return grow.call(this, pages);
};

/** Answers requests about the file whose path is the name of this thread. */
export function serve(format: FormatModule): void {
  const { name: path } = self as { name?: string };
  if (!path) return;
  const thread = self as unknown as {
    onmessage: (event: MessageEvent<string>) => void;
    postMessage(message: "last"): void;
  };
  thread.onmessage = async ({ data }) => {
    try {
      await answer(format, path, JSON.parse(data) as Request);
    } catch (error) {
      // Other errors may have left the library in an undefined state.
      const sound = isSentence(path, error);
      const { name, message } = sound
        ? error
        : damaged(path, "it must be whole", quote(String(error).split("\n")[0]));
      say({ say: "error", name, message, last: !sound });
      if (!sound) thread.postMessage("last");
    }
  };
  say({ say: "ready" });
}
