/**
 * The report of an audit as files: the pages, and all that they load.
 *
 * @module
 */
import type { AuditResults } from "../schema.ts";
import { assets } from "../../render/assets.ts";
import { finishPage } from "../../render/finish.ts";
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
