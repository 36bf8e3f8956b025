/**
 * The browsers that print.
 *
 * @module
 */

/** Programs of the Chromium family; the first that is on the path is taken. */
export const browsers: readonly string[] = ["chromium", "chromium-browser", "google-chrome"];
