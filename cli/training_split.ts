/**
 * Reads a training file, says what was seen and assumed, and writes its two parts to the folder of the report. It may
 * read that file and start processes that parse formats of others; it fits nothing.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { onDisk } from "../audit/input/files.ts";
import { endReaders } from "../audit/formats/mod.ts";
import { checkReplaceable } from "../audit/report/replace.ts";
import { ownReport, writeSample } from "../own_data/files.ts";
import { splitFile } from "../own_data/training_file.ts";
import { commandNamed } from "../runner/command.ts";
import { list } from "../runner/arguments.ts";
import { main } from "./_command.ts";
import { endWithInput } from "./_process.ts";

interface Options {
  readonly training: string;
  readonly column: readonly string[];
  readonly heldOut: number;
  readonly seed: number;
  readonly out: string;
  readonly attached: boolean;
}

const command = commandNamed("training_split")
  .requiredOption("--training <file>")
  .option("--column <name>", "may be given more than once", list, [])
  .requiredOption("--held-out <share>", "", Number)
  .requiredOption("--seed <number>", "", Number)
  .requiredOption("--out <folder>")
  .option("--attached", "end when the standard input ends", false)
  .action(async ({ training, column, heldOut, seed, out, attached }: Options) => {
    if (attached) endWithInput();
    checkReplaceable(out, ownReport);
    try {
      const { sample, parts, notes } = await splitFile(
        training,
        { ...(column.length > 0 && { columns: column }), heldOut, seed },
        onDisk(""),
      );
      for (const line of notes) console.log(line);
      writeSample(out, sample, parts);
    } finally {
      await endReaders();
    }
  });

await main(command);
// Reading the standard input would keep the process alive.
Deno.exit();
