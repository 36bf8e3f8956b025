/**
 * Commands whose help fits the terminal.
 *
 * @module
 */
import { Command } from "commander";
import { print } from "./refusal.ts";

/**
 * A text whose lines are not longer than a width, if their words allow it. What goes on in a further line
 * stands four columns to the right of its beginning. Commands to be copied stay whole.
 *
 * @example A line of help
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fit } from "./command.ts";
 *
 * assertEquals(fit("  --out <folder>  folder of the site", 30), "  --out <folder>  folder of\n      the site");
 * ```
 */
export function fit(text: string, width: number): string {
  return text.split("\n").flatMap((whole) => {
    const indent = " ".repeat(whole.search(/\S|$/) + 4);
    const lines: string[] = [];
    let line = whole;
    while (line.length > width && !/^ *(?:deno|npx) /.test(whole)) {
      const end = line.lastIndexOf(" ", width);
      if (end <= indent.length) break;
      lines.push(line.slice(0, end).trimEnd());
      line = indent + line.slice(end).trimStart();
    }
    return [...lines, line];
  }).join("\n");
}

/** A command with its name. */
export function commandNamed(name: string): Command {
  return new Command(name).configureOutput({
    writeOut: (text) =>
      print(fit(text, Deno.stdout.isTerminal() ? Deno.consoleSize().columns : 80)),
  });
}

/** What `--help` of a command prints, for a terminal of 80 columns. */
export function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => text += part, getOutHelpWidth: () => 80 })
    .outputHelp();
  return fit(text, 80);
}
