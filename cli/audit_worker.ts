/**
 * Reads and measures in a thread of its own, so that `audit_run` notices at once when it has to end.
 *
 * @module
 */
/// <reference lib="deno.worker" />
import "../runner/no_environment.ts";
import { auditConfiguration } from "../audit/audit.ts";
import { parseConfig } from "../audit/config.ts";
import { onDisk } from "../audit/input/files.ts";
import { readConfig } from "../audit/input/locate.ts";
import { compareConfigurations, type Source } from "../audit/comparison/read.ts";
import type { Comparison } from "../audit/comparison/schema.ts";
import type { AuditResults } from "../audit/schema.ts";

/** What the command requests. */
export type Request =
  | { readonly config: string }
  | { readonly compare: readonly Source[]; readonly title?: string };

/** What the thread replies. */
export type Reply =
  | {
    readonly type: "progress";
    readonly done: number;
    readonly total: number;
    readonly what: string;
  }
  | { readonly type: "results"; readonly results: AuditResults | Comparison }
  | { readonly type: "failed"; readonly message: string; readonly stack: string | undefined };

const say = (reply: Reply) => self.postMessage(reply);

const report = (done: number, total: number, what: string) =>
  say({ type: "progress", done, total, what });

/** The audit of what a configuration names. */
async function audited(path: string): Promise<AuditResults> {
  const { text, folder } = readConfig(path);
  return await auditConfiguration(parseConfig(path, text), onDisk(folder), report);
}

self.onmessage = async ({ data: request }: MessageEvent<Request>) => {
  try {
    const results = "config" in request
      ? await audited(request.config)
      : await compareConfigurations(request.compare, { title: request.title, report });
    say({ type: "results", results });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    say({ type: "failed", message, stack });
  }
};
