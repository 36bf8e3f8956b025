/**
 * The options of `deno task site`.
 *
 * @module
 */
import { type Command, Option } from "commander";
import { place } from "../runner/arguments.ts";
import { commandNamed } from "../runner/command.ts";
import type { SiteOptions } from "./site.ts";

/** The command as its options say. */
export function siteCommand(): Command {
  return commandNamed("site")
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
    .option("--versions <folder>", "folder of the reports of releases, which the site keeps", place)
    .option("--cache <folder>", "folder of the cache", place, ".cache")
    .option("--out <folder>", "folder of the site", place, "_site")
    .option(
      "--before <folder>",
      "earlier build, whose charts a page shows beside those that differ",
      place,
    )
    .option("--pdf", "prints the six pages of the report into a PDF, by a Chromium on the path")
    .option("--base <path>", "path under which the site is served", "/")
    .option("--origin <origin>", "scheme and host by which others reach it", "http://localhost")
    .option("--repository <url>", "address of the repository on GitHub, for links to code");
}

/** What the options say. */
export type SiteCommandOptions =
  & Required<Pick<SiteOptions, "data" | "cache" | "out" | "base" | "origin">>
  & Pick<SiteOptions, "builder" | "rest" | "versions" | "before" | "pdf" | "repository">;
