/**
 * What documents the library and the audit, for the templates.
 *
 * @module
 */
import { auditCommand } from "../audit/command.ts";
import { publishedConfigSchema } from "../audit/config.ts";
import type { Filter } from "../render/filters.ts";
import { helpOf } from "../runner/command.ts";
import { documentation } from "./api/documentation.ts";
import { type ApiModel, apiView } from "./api/view.ts";
import { type ConfigSchema, configurationView } from "./configuration.ts";
import type { Kept } from "./kept.ts";
import { versionsIn } from "./versions.ts";
import { apiModules } from "./pages.ts";

const { version } = JSON.parse(
  Deno.readTextFileSync(new URL("../deno.json", import.meta.url)),
) as { version: string };

/** What the templates are given, as `report.reference`. */
export interface ReferenceModel {
  readonly api: ApiModel;
  /** The modules of the library: folder and name. */
  readonly modules: readonly (readonly [string, string])[];
  /** All keys of the configuration of an audit, as markup. */
  readonly configuration: string;
  /** What `--help` of the command and of its subcommands prints. */
  readonly help: readonly { readonly call: string; readonly text: string }[];
  /** Version of the project. */
  readonly version: string;
  /** Earlier versions whose reports the site keeps, the newest first. */
  readonly versions: readonly string[];
}

/** The help of the command and of its subcommands. */
function help(): ReferenceModel["help"] {
  const nothing = () => Promise.resolve();
  const command = auditCommand({ audit: nothing, init: nothing, compare: nothing });
  return [command, ...command.commands].map((each) => ({
    call: each === command ? "audit" : `audit ${each.name()}`,
    text: helpOf(each).trimEnd(),
  }));
}

/**
 * Computes it.
 *
 * @param url Makes addresses of the site from paths.
 * @param versions Folder of the reports of earlier releases.
 */
export async function referenceView(
  kept: Kept,
  url: Filter,
  versions?: string,
): Promise<ReferenceModel> {
  return {
    api: apiView(await documentation(kept), url),
    modules: Object.entries(apiModules),
    configuration: configurationView(publishedConfigSchema() as ConfigSchema).text,
    help: help(),
    version,
    versions: versions === undefined ? [] : versionsIn(versions),
  };
}
