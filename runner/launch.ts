/**
 * Programs that this project starts.
 *
 * @module
 */

/** Variables that change which libraries a program loads, as a refusal names them. */
function refused(error: unknown): string[] {
  return error instanceof Deno.errors.NotCapable
    ? error.message.match(/\b(?:LD|DYLD)_\w+/g) ?? []
    : [];
}

/**
 * Starts a program.
 *
 * Where variables such as `LD_LIBRARY_PATH` are set, Deno starts no program under permissions for named ones, as they
 * change which libraries it loads. The program then gets them empty, which linkers take for not set.
 *
 * @param name Name of the program, or its path.
 * @param start How it is started; by default it is not waited for.
 * @returns What that returns.
 * @throws {Deno.errors.NotFound} If there is no such program.
 *
 * @example The first line of a program
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { launch } from "./launch.ts";
 *
 * const child = launch("deno", { args: ["--version"], stdout: "piped" });
 * const { stdout } = await child.output();
 * assertEquals(new TextDecoder().decode(stdout).startsWith(`deno ${Deno.version.deno}`), true);
 * ```
 */
export function launch<T = Deno.ChildProcess>(
  name: string,
  options: Deno.CommandOptions = {},
  start: (command: Deno.Command) => T = (command) => command.spawn() as T,
): T {
  const empty: Record<string, string> = {};
  for (;;) {
    try {
      return start(new Deno.Command(name, { ...options, env: { ...options.env, ...empty } }));
    } catch (error) {
      const names = refused(error).filter((name) => !(name in empty));
      if (names.length === 0) throw error;
      for (const name of names) empty[name] = "";
    }
  }
}
