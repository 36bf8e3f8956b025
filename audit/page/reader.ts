/**
 * The thread that reads a chosen file apart. It gets the file, whose format has a script beside this one, and then
 * answers one request after another.
 *
 * @module
 */
/// <reference lib="webworker" />
import "../formats/bounded.ts";
import { Answers } from "../formats/answers.ts";
import type { FormatModule } from "../formats/format.ts";
import type { Message, Request } from "../formats/frames.ts";
import { ChosenFile } from "./chosen_file.ts";
import type { ToReader } from "./messages.ts";

const say = (message: Message) => self.postMessage(message);

let answers: Answers;

/** Goes on once the values that were sent last have been taken. */
let goOn = () => {};

async function begin(format: string, file: File): Promise<void> {
  const module: FormatModule = await import(new URL(`${format}.js`, import.meta.url).href);
  answers = new Answers(module, file.name, () => new ChosenFile(file));
  say({ say: "ready" });
}

async function answer(request: Request): Promise<void> {
  for await (const answer of answers.to(request)) {
    if ("say" in answer) {
      say(answer);
      continue;
    }
    // Values may be a part of what is to be kept.
    const values = answer.byteLength === answer.buffer.byteLength ? answer : answer.slice();
    const taken = new Promise<void>((resolve) => goOn = resolve);
    self.postMessage(values, [values.buffer]);
    await taken;
  }
}

self.onmessage = ({ data }: MessageEvent<ToReader>) => {
  if (data === "taken") return goOn();
  const work = "file" in data ? begin(data.format, data.file) : answer(data);
  // Whoever waits for an answer hears only of errors that nobody waits for.
  work.catch((error) =>
    setTimeout(() => {
      throw error;
    })
  );
};
