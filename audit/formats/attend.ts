/**
 * The process that reads a file apart: its arguments are the module of a format and the file's path. The
 * module works in a thread of its own, because this one must notice when the input ends: then the process
 * that started it is gone, and this one ends at once, too.
 *
 * @module
 */
import "../../runner/no_environment.ts";

const [module, path] = Deno.args;
const worker = new Worker(import.meta.resolve("./reader.ts"), {
  type: "module",
  name: JSON.stringify({ module, path }),
});
// The thread has sent the reason, if it could.
worker.onmessage = () => Deno.exit(1);
worker.onerror = (event) => {
  event.preventDefault();
  Deno.exit(1);
};
let rest = "";
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + text).split("\n");
  rest = lines.pop()!;
  for (const line of lines) worker.postMessage(line);
}
Deno.exit(0);
