/**
 * The thread of a process that reads a file apart: {@linkcode processes}. Its name holds the address of a format's
 * module and the file's path. Each message is a request, each answer is frames on the standard output.
 *
 * @module
 */
import "../../runner/no_environment.ts";
import "./bounded.ts";
import { Answers } from "./answers.ts";
import { RandomAccessFile } from "./file.ts";
import type { FormatModule } from "./format.ts";
import { encodeFrame, type Message, type Request } from "./frames.ts";
import type { Values } from "./source.ts";

const { stdout } = Deno;
function say(message: Message | Values): void {
  for (const bytes of encodeFrame(message)) {
    for (let done = 0; done < bytes.length;) done += stdout.writeSync(bytes.subarray(done));
  }
}

const thread = self as unknown as {
  readonly name: string;
  onmessage: (event: MessageEvent<string>) => void;
  postMessage(message: "last"): void;
};
const { module, path } = JSON.parse(thread.name) as { module: string; path: string };
const format: FormatModule = await import(module);
const answers = new Answers(format, path, () => RandomAccessFile.open(path));

thread.onmessage = async ({ data }) => {
  for await (const answer of answers.to(JSON.parse(data) as Request)) {
    say(answer);
    if ("say" in answer && answer.say === "error" && answer.last) thread.postMessage("last");
  }
};
say({ say: "ready" });
