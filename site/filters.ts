/**
 * Filters of the templates, the same for both builders.
 *
 * @module
 */

/** A function that a template applies to a value. */
export type Filter = (value: string) => string;

/**
 * The filters.
 *
 * @param base Path under which the site is served, starting and ending in a slash.
 */
export function filters(base: string): Readonly<Record<string, Filter>> {
  return {
    /** An address of the site under its base path. */
    url: (path) => base + path.replace(/^\//, ""),
  };
}
