/**
 * The browsers that print.
 *
 * @module
 */

/**
 * Programs of the Chromium family; the first that is on the path is taken. The shells have no windows and take half the
 * time.
 */
export const browsers: readonly string[] = [
  "chromium-headless-shell",
  "chrome-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome",
];
