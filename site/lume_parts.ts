/**
 * The parts of the site for the arguments that Lume was started with: its own `--location`, and after `--` ours,
 * `--data=<folder>`, `--rest=<folder>`, `--versions=<folder>`, `--cache=<folder>`, `--repository=<url>` and `--pdf`.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { makeParts } from "./parts.ts";

const text = { type: "string" } as const;
const { values } = parseArgs({
  args: Deno.args.filter((argument) => argument !== "--"),
  options: {
    location: { ...text, default: "http://localhost/" },
    serve: { type: "boolean", short: "s" },
    data: { ...text, default: resolve(import.meta.dirname!, "../_data") },
    rest: text,
    versions: text,
    cache: { ...text, default: resolve(import.meta.dirname!, "../.cache") },
    repository: text,
    pdf: { type: "boolean" },
  },
  // All others are Lume's.
  strict: false,
}) as {
  values: {
    location: string;
    serve?: boolean;
    data: string;
    rest?: string;
    versions?: string;
    cache: string;
    repository?: string;
    pdf?: boolean;
  };
};

const { origin, pathname: base } = new URL(values.location);

/** Whether Lume serves the site, and reloads its pages. */
export const served = values.serve === true;

/** The parts. */
export const parts = await makeParts({ ...values, origin, base });
