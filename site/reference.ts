/**
 * What documents the library and the audit, for the templates.
 *
 * @module
 */
import type { Filter } from "../render/filters.ts";
import { documentation } from "./api/documentation.ts";
import { type ApiModel, apiView } from "./api/view.ts";
import type { Kept } from "./kept.ts";
import { apiModules } from "./pages.ts";

/** What the templates are given, as `report.reference`. */
export interface ReferenceModel {
  readonly api: ApiModel;
  /** The modules of the library: folder and name. */
  readonly modules: readonly (readonly [string, string])[];
}

/**
 * Computes it.
 *
 * @param url Makes addresses of the site from paths.
 */
export async function referenceView(kept: Kept, url: Filter): Promise<ReferenceModel> {
  return {
    api: apiView(await documentation(kept), url),
    modules: Object.entries(apiModules),
  };
}
