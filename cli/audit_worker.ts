/**
 * Reads and measures in a thread of its own, so that `audit_run` notices at once when it has to end.
 *
 * @module
 */
/// <reference lib="deno.worker" />
import "../runner/no_environment.ts";
import { auditConfiguration } from "../audit/audit.ts";
import { parseConfig } from "../audit/config.ts";
import { readConfig } from "../audit/input/locate.ts";
import type { AuditResults } from "../audit/schema.ts";

/** What the thread says. */
export type Said =
  | {
    readonly type: "progress";
    readonly done: number;
    readonly total: number;
    readonly what: string;
  }
  | { readonly type: "results"; readonly results: AuditResults }
  | { readonly type: "failed"; readonly message: string; readonly stack: string | undefined };

const say = (said: Said) => self.postMessage(said);

self.onmessage = async ({ data: path }: MessageEvent<string>) => {
  try {
    const { text, folder } = readConfig(path);
    const results = await auditConfiguration(
      parseConfig(path, text),
      folder,
      (done, total, what) => say({ type: "progress", done, total, what }),
    );
    say({ type: "results", results });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    say({ type: "failed", message, stack });
  }
};
