/**
 * The report on a training file: splits it, fits posteriors, audits each of them, and joins the verdicts. Every step is
 * a process of its own, with permissions of its own.
 *
 * @module
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { allow } from "../runner/allow.ts";
import { names, place } from "../runner/arguments.ts";
import { computeArguments, type ComputeOptions, defaultRegistry, reading } from "./_command.ts";
import { start, startComputing } from "./_process.ts";

/** Options of a report on a training file. */
export interface TrainingOptions extends ComputeOptions {
  readonly training: string;
  readonly columns?: readonly string[];
  readonly heldOut: number;
  readonly seed: number;
  readonly out: string;
}

/** A share of events. */
function share(value: string): number {
  const number = Number(value);
  if (number > 0 && number < 1) return number;
  throw new InvalidArgumentError("It must be a number between 0 and 1.");
}

/** A whole number of at least 0. */
function seed(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError("It must be a whole number of at least 0.");
}

/** Options of `report` that say nothing of a training file. */
const others = [
  ...["study", "force", "plan", "data", "registry", "executor", "wait", "limit", "time", "memory"],
  ...["sbatch", "builder", "base"],
];

/** Adds the options of a report on a training file. */
export function withTrainingOptions(command: Command): Command {
  return command.optionsGroup("A report on your own events:")
    .addOption(
      new Option(
        "--training <file>",
        "instead of the studies: fits posteriors to the events of a file, [events, features] with 2 to 5 " +
          "features in any format of the audit, and audits them with events that were held out",
      ).argParser(place).conflicts(others),
    )
    .option(
      "--columns <list>",
      "features: columns or arrays, by name or number, such as mass,pt (default: all)",
      names,
    )
    .option("--held-out <share>", "part of the events that the fits do not see", share, 0.2)
    .option("--seed <number>", "of the split and of the fits", seed, 1)
    .addHelpText(
      "after",
      "\nFor example:\n" +
        "  deno task report --profile smoke\n" +
        "  deno task report --training events.npy\n" +
        "  deno task report --training events.root --columns mass,pt --held-out 0.3 --out my-report\n",
    );
}

/** The path of a script of ours. */
const script = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Reports on a training file.
 *
 * @param source Arguments that say which code computes.
 */
export async function reportOnTraining(
  options: TrainingOptions,
  source: readonly string[],
): Promise<void> {
  // The report on the studies does not load it.
  const [{ readsApart }, { methodsOf }, { profileNamed }] = await Promise.all([
    import("../audit/formats/mod.ts"),
    import("../own_data/methods.ts"),
    import("../runner/run.ts"),
  ]);
  const { training, columns = [], heldOut, seed, cache } = options;
  const profile = profileNamed(options.profile ?? "standard");
  const out = resolve(options.out);
  await start([
    "--no-remote",
    reading(defaultRegistry, [training, out]),
    allow("write", [out]),
    ...(readsApart(training) ? ["--allow-run=deno"] : []),
    script("./training_split.ts"),
    `--training=${training}`,
    ...columns.map((name) => `--column=${name}`),
    `--held-out=${heldOut}`,
    `--seed=${seed}`,
    `--out=${out}`,
    "--attached",
  ]);
  await startComputing([
    "--no-remote",
    reading(defaultRegistry, [out, cache]),
    allow("write", [out, cache]),
    "--allow-sys=cpus,osRelease",
    script("./training_fit.ts"),
    ...computeArguments({ ...options, profile, data: out }),
    ...source,
  ]);
  for (const { method: { id, label } } of methodsOf(profile)) {
    console.log(`audits ${label}`);
    const audit = ["--no-remote", "-P=audit", script("./audit.ts"), `${out}/${id}.yaml`];
    await start(audit, { quiet: true });
  }
  await start([
    "--no-remote",
    reading(defaultRegistry, [out]),
    allow("write", [out]),
    script("./training_join.ts"),
    `--out=${out}`,
  ]);
}
