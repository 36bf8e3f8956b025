/**
 * Threads of pages.
 *
 * @module
 */

/**
 * Starts a module as a thread of a page, by a script of the page's own: a worker that is started from an address would
 * not inherit the Content-Security-Policy of the page.
 *
 * @param module Address of the module.
 */
export function startThread(module: URL): Worker {
  const script = new Blob([`import ${JSON.stringify(module.href)};`], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(script), { type: "module" });
}
