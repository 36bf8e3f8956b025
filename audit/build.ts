/**
 * The second half of an audit: writes the pages beside the results, and puts the whole in its place.
 * Started by `audit`, with permission to write that folder alone.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { Command } from "commander";
import { hold } from "./leftovers.ts";
import { checkReplaceable, parseAudit, removeFolder, swap, writeAll } from "./output.ts";
import type { AuditResults } from "./schema.ts";
import { assets } from "../render/assets.ts";
import { finishPage } from "../render/finish.ts";
import { layout } from "./layout.ts";
import { auditPages } from "./pages.ts";

/** The pages of an audit with all that they load, by path. */
export function auditSite(results: AuditResults): Map<string, string | Uint8Array> {
  const { pages, files } = auditPages(results);
  const out = new Map<string, string | Uint8Array>(files);
  for (const page of pages) {
    const finished = finishPage(layout(page, pages), "");
    out.set(page.file, finished.page);
    for (const [path, picture] of finished.files) out.set(path, picture);
  }
  for (const [path, content] of assets()) out.set(path, content);
  return out;
}

if (import.meta.main) {
  const { stage, out, old } = new Command("build")
    .requiredOption("--stage <folder>")
    .requiredOption("--out <folder>")
    .requiredOption("--old <folder>")
    .parse(Deno.args, { from: "user" })
    .opts<{ stage: string; out: string; old: string }>();
  using _held = hold(stage);
  try {
    const path = `${stage}/results.json`;
    writeAll(stage, auditSite(parseAudit(path, Deno.readTextFileSync(path))));
    checkReplaceable(out);
    swap(stage, out, old);
  } catch (error) {
    const { message, stack } = error as Error;
    console.error(message.startsWith("Cannot ") ? message : stack ?? message);
    removeFolder(stage);
    Deno.exit(1);
  }
}
