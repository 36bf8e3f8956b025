/**
 * Other libraries, if Python has them: each is a process that waits while others are timed.
 *
 * @module
 */
import { launch } from "../runner/launch.ts";
import type { Problem } from "./problem.ts";
import { type Contender, scale, type Timing } from "./contender.ts";

/** Lines of a stream, one at a time. */
class Lines {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #buffer = "";

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  }

  async next(): Promise<string | undefined> {
    while (!this.#buffer.includes("\n")) {
      const { value, done } = await this.#reader.read();
      if (done) return undefined;
      this.#buffer += value;
    }
    const end = this.#buffer.indexOf("\n");
    const line = this.#buffer.slice(0, end);
    this.#buffer = this.#buffer.slice(end + 1);
    return line;
  }
}

/** A script of `peers/` that answers each line with a line. */
export interface Conversation {
  /** The answer, undefined if the script has ended. */
  ask(question: unknown): Promise<string | undefined>;
  end(): Promise<void>;
}

/**
 * Starts a script of `peers/` with the `python3` on the path.
 *
 * @returns Undefined without Python.
 */
export function converse(script: string): Conversation | undefined {
  let process: Deno.ChildProcess;
  try {
    process = launch("python3", {
      args: ["-B", `${import.meta.dirname}/peers/${script}`],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const writer = process.stdin.getWriter();
  const lines = new Lines(process.stdout);
  return {
    async ask(question) {
      try {
        await writer.write(new TextEncoder().encode(JSON.stringify(question) + "\n"));
      } catch {
        // The process has ended, and no answer follows.
      }
      return await lines.next();
    },
    async end() {
      try {
        await writer.close();
      } catch { /* The process has ended. */ }
      await process.status;
    },
  };
}

/** Contenders of a peer, and a function that ends it. */
export interface Peer {
  readonly contenders: Contender[];
  end(): Promise<void>;
}

/**
 * Starts a script of `peers/` that times the problem.
 *
 * @returns Undefined without Python or the script's modules.
 */
export async function startPeer(script: string, problem: Problem): Promise<Peer | undefined> {
  const conversation = converse(script);
  if (conversation === undefined) return undefined;
  const { ask, end } = conversation;
  const { weights, points, batch, noise } = problem;
  const hello = await ask({
    weights: [...weights],
    points: [...points.values],
    times: [...batch.times],
    noise: [...batch.noise],
    decoded: [...noise.values],
  });
  if (hello === undefined) {
    await end();
    return undefined;
  }
  return {
    contenders: Object.entries(JSON.parse(hello) as Record<string, string[]>).map((
      [name, known],
    ) => ({
      name,
      units: known,
      scale,
      async time(unit, repeats): Promise<Timing> {
        const answer = await ask({ contender: name, unit, repeats });
        if (answer === undefined) throw new Error(`Cannot time ${name} as its process ended`);
        return JSON.parse(answer);
      },
    })),
    end,
  };
}
