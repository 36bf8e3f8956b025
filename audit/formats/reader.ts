/**
 * The thread that reads a file apart: {@linkcode openApart}. Each message asks for an array, each answer is
 * frames on the standard output. The module of a format imports this one before its library, and ends with
 * {@linkcode serve}.
 *
 * @module
 */
import "../../runner/no_environment.ts";
import { encodeFrame, type Message, type Request } from "./frames.ts";
import { damaged, isSentence, quote, type Selection, size, type Values } from "./source.ts";

/** An array, as long as its file is open. */
export interface Opened {
  readonly shape: readonly number[];
  readonly columns?: readonly string[];
  readonly edges?: readonly Float64Array[];
  /** Its values, row-major. */
  values(): Iterable<Values> | AsyncIterable<Values>;
  close(): void;
}

/** Opens an array of a file. */
export type Open = (path: string, selection: Selection) => Opened | Promise<Opened>;

/** Pages of 64 kB that a WebAssembly memory may have. */
const MAX_PAGES = 6144;

const { stdout } = Deno;
function say(said: Message | Values): void {
  for (const bytes of encodeFrame(said)) {
    for (let done = 0; done < bytes.length;) done += stdout.writeSync(bytes.subarray(done));
  }
}

/** The array that was asked for last. It stays open, for its values are mostly asked for next. */
let last: { readonly asked: string; readonly opened: Opened } | undefined;

async function answer(open: Open, path: string, { values, ...selection }: Request): Promise<void> {
  const asked = JSON.stringify(selection);
  if (!values || last?.asked !== asked) {
    last?.opened.close();
    last = undefined;
    last = { asked, opened: await open(path, selection) };
  }
  const { opened } = last;
  const { shape, columns, edges } = opened;
  say({
    say: "array",
    shape,
    ...(columns && { columns }),
    ...(edges && { edges: edges.map((list) => [...list]) }),
  });
  if (values) {
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

// What libraries print is no frame, and some hold on to these as they load.
for (const name of ["log", "info", "debug", "warn", "error"] as const) console[name] = () => {};

const { grow } = WebAssembly.Memory.prototype;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength / 65536 + pages > MAX_PAGES) throw new RangeError("too much memory");
  return grow.call(this, pages);
};

/** Answers what is asked of the file whose path is the name of this thread. */
export function serve(open: Open): void {
  const { name: path } = self as { name?: string };
  if (!path) return;
  const thread = self as unknown as {
    onmessage: (event: MessageEvent<string>) => void;
    postMessage(message: "last"): void;
  };
  thread.onmessage = async ({ data }) => {
    try {
      await answer(open, path, JSON.parse(data) as Request);
    } catch (error) {
      // What else is thrown may have left the library in disorder.
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
