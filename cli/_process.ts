/**
 * Processes of ours: how they are started, each with permissions of its own, and how they end.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { allow, configured, locked } from "../runner/allow.ts";
import { launch } from "../runner/launch.ts";
import { browsers } from "../site/browsers.ts";
import { noSharedNumbers, revectorize, v8Flags } from "../runner/v8_flags.ts";

/** How a process is started. */
export interface StartOptions {
  /** Program that runs Deno. */
  readonly deno?: string;
  /** Flags of V8, each given if it is known. */
  readonly flags?: readonly string[];
  /** Whether only its errors are shown. */
  readonly quiet?: boolean;
}

/**
 * Runs Deno; ends this process with its exit code if that is not 0.
 *
 * @param args Arguments of `deno run`: flags, script and its arguments.
 */
export async function start(
  args: readonly string[],
  { deno = "deno", flags = [noSharedNumbers], quiet = false }: StartOptions = {},
): Promise<void> {
  const v8 = await v8Flags(deno, flags);
  let child: Deno.ChildProcess;
  try {
    child = launch(deno, {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        configured,
        ...v8,
        ...(args.some((arg) => arg.startsWith("--lock=")) ? [] : [locked]),
        ...args,
      ],
      stdin: "piped",
      stdout: quiet ? "null" : "inherit",
      stderr: "inherit",
    });
  } catch (error) {
    throw new Error(
      `Cannot start a process as the program ${deno} must be on the path: current value is "${
        (error as Error).message
      }"`,
    );
  }
  const { code } = await statusOf(child);
  if (code !== 0) Deno.exit(code);
}

/** Flags of V8 for a process that computes with the kernels; which of them it takes is its own choice. */
export function computingFlags(arch: string = Deno.build.arch): readonly string[] {
  return arch === "x86_64" ? [noSharedNumbers, revectorize] : [noSharedNumbers];
}

/**
 * Runs a script that computes as {@linkcode start} does. A last argument, `--attached`, makes the script end with its
 * standard input.
 */
export async function startComputing(args: readonly string[], deno = "deno"): Promise<void> {
  await start([...args, "--attached"], { deno, flags: computingFlags() });
}

/**
 * Builds the site in a process that may write to the folders of the cache and of the site.
 *
 * @param args Arguments of the build.
 */
export async function buildSite(
  { cache, out, pdf }: { readonly cache: string; readonly out: string; readonly pdf?: boolean },
  args: readonly string[],
): Promise<void> {
  await start([
    "-P=site",
    allow("write", [cache, out]),
    ...(pdf ? [allow("run", ["deno", ...browsers])] : []),
    fileURLToPath(new URL("../site/build.ts", import.meta.url)),
    ...args,
  ]);
}

/**
 * Ends this process with its standard input: the command that started it holds the other end, so when
 * that one is killed, the work ends too.
 */
export async function endWithInput(): Promise<void> {
  for await (const _ of Deno.stdin.readable) { /* The input is never used. */ }
  Deno.exit(1);
}

/** Signals that ask a process to end, and its exit code then. */
const endings =
  (Deno.build.os === "windows" ? { SIGINT: 130 } : { SIGINT: 130, SIGTERM: 143 }) as Partial<
    Record<Deno.Signal, number>
  >;

/** Ends this process with a word when it receives a signal to end. */
export function endOnSignal(word: string): void {
  for (const [signal, code] of Object.entries(endings)) {
    Deno.addSignalListener(signal as Deno.Signal, () => {
      console.error(word);
      Deno.exit(code);
    });
  }
}

/** Passes signals to end on to a child process, and waits for it. */
export async function statusOf(child: Deno.ChildProcess): Promise<Deno.CommandStatus> {
  const handOn = Object.keys(endings).map((signal) => {
    const listener = () => {
      try {
        child.kill(signal as Deno.Signal);
      } catch { /* It has ended by itself. */ }
    };
    Deno.addSignalListener(signal as Deno.Signal, listener);
    return () => Deno.removeSignalListener(signal as Deno.Signal, listener);
  });
  const status = await child.status;
  for (const remove of handOn) remove();
  return status;
}
