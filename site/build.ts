/**
 * `deno task site`: builds the site from the committed results, without computing anything.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { Command, Option } from "commander";
import { dirname } from "node:path";
import { place } from "../runner/arguments.ts";
import { duration } from "../render/format.ts";
import type { Builder, SiteBuild } from "./site.ts";

/** Where it is kept which builder was used; beside the site, since both builders give the same site. */
const record = ".cache/site.json";

/** Says how a site was built. */
export function printBuild(build: SiteBuild, seconds: number): void {
  const { builder, reason, searchReason, liveReason, out } = build;
  if (reason !== undefined) console.log(`Lume cannot be reached: ${reason}`);
  if (searchReason !== undefined) console.log(`The search is left out: ${searchReason}`);
  if (liveReason !== undefined) console.log(`The controls of charts are left out: ${liveReason}`);
  console.log(
    `Built ${build.pages} pages and ${build.files} files with ${
      builder === "lume" ? "Lume" : "Vento"
    } in ${duration(seconds)}`,
  );
  console.log(`  ${out}`);
}

/** Keeps how a site was built. */
async function keepRecord({ builder, reason, out, base }: SiteBuild): Promise<void> {
  await Deno.mkdir(dirname(record), { recursive: true });
  await Deno.writeTextFile(
    record,
    JSON.stringify({ builder, reason: reason ?? null, out, base }, null, 2) + "\n",
  );
}

if (import.meta.main) {
  const program = new Command("site")
    .description(
      "Builds the site from the results in the data folder; computes nothing.",
    )
    .addOption(
      new Option(
        "--builder <name>",
        "program that fills the templates (default: Lume if reachable)",
      )
        .choices(["lume", "vento"]),
    )
    .option("--data <folder>", "folder of the results", place, "_data")
    .option("--rest <folder>", "folder that what the first one lacks is taken from", place)
    .option("--out <folder>", "folder of the site", place, "_site")
    .option("--base <path>", "path under which the site is served", "/")
    .option("--origin <origin>", "scheme and host by which others reach it", "http://localhost")
    .option("--repository <url>", "address of the repository on GitHub, for links to code")
    .parse(Deno.args, { from: "user" });
  const options = program.opts<
    {
      builder?: Builder;
      data: string;
      rest?: string;
      out: string;
      base: string;
      origin: string;
      repository?: string;
    }
  >();
  const start = performance.now();
  try {
    const { buildSite } = await import("./site.ts");
    const build = await buildSite(options);
    await keepRecord(build);
    printBuild(build, (performance.now() - start) / 1000);
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(1);
  }
}
