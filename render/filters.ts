/**
 * Filters of the templates, the same for both builders.
 *
 * @module
 */

/** A function that a template applies to a value. */
export type Filter = (value: string) => string;

/** Where a site is served. */
export interface Place {
  /** Scheme and host, such as `https://example.org`. */
  readonly origin: string;
  /** Path under which it is served, starting and ending in a slash. */
  readonly base: string;
}

/** The filters. */
export function filters({ origin, base }: Place): Readonly<Record<"url" | "absolute", Filter>> {
  return {
    /** An address of the site under its base path. */
    url: (path) => base + path.replace(/^\//, ""),
    /** The same with scheme and host, for readers outside the site. */
    absolute: (path) => origin + base + path.replace(/^\//, ""),
  };
}
