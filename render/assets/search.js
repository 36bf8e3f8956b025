// @ts-check
// The search of the site: a dialog over the index that was made with it.

const root = new URL("../", import.meta.url);

/**
 * @typedef {{url: string, title: string, excerpt: string}} Place
 * @typedef {{url: string, content: string, meta: {title: string}, sub_results: Place[]}} Found
 * @typedef {{results: {data(): Promise<Found>}[]}} Answer
 * @typedef {{
 *   options(options: {baseUrl: string, noWorker: boolean}): Promise<void>,
 *   debouncedSearch(words: string): Promise<Answer | null>,
 * }} Engine
 */

/** @type {Promise<Engine> | undefined} */
let engine;

async function load() {
  /** @type {Engine} */
  const loaded = await import(new URL("search/pagefind.js", root).href);
  await loaded.options({ baseUrl: root.pathname, noWorker: true });
  return loaded;
}

const dialog = document.createElement("dialog");
dialog.className = "search";
dialog.setAttribute("aria-label", "Search");
const field = document.createElement("input");
field.type = "search";
field.setAttribute("aria-label", "Search for");
field.placeholder = "Search for";
const shut = document.createElement("button");
shut.type = "button";
shut.textContent = "Close";
const says = document.createElement("p");
says.setAttribute("role", "status");
const list = document.createElement("ol");
dialog.append(field, shut, says, list);
document.body.append(dialog);

/**
 * Whether a page has the words or others of their stem: the index answers a word that it does not have by the longest
 * beginning that it has.
 * @param {Found} found
 * @param {string} words
 */
function holds({ content }, words) {
  const text = content.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) =>
    text.includes(word.slice(0, Math.max(4, word.length - 3)))
  );
}

/**
 * The places of a page, those that are called by the words first.
 * @param {Found} found
 * @param {string} words
 */
function places({ meta, sub_results: places }, words) {
  const named = (/** @type {Place} */ { title }) =>
    title !== meta.title && title.toLowerCase().startsWith(words.toLowerCase());
  return [...places.filter(named), ...places.filter((place) => !named(place))].slice(0, 3)
    .map((place) => ({ ...place, page: meta.title, named: named(place) }));
}

/** @param {Place & {page: string}} place */
function entry({ url, title, excerpt, page }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = title === page ? title : `${page}: ${title}`;
  link.addEventListener("click", () => dialog.close());
  const text = document.createElement("p");
  // The index holds the site's own text, escaped, with the words found in mark elements.
  text.innerHTML = excerpt;
  item.append(link, text);
  return item;
}

async function search() {
  const words = field.value.trim();
  if (words === "") {
    says.textContent = "";
    list.replaceChildren();
    return;
  }
  try {
    engine ??= load();
    const answer = await (await engine).debouncedSearch(words);
    if (answer === null || words !== field.value.trim()) return;
    const first = await Promise.all(answer.results.slice(0, 8).map((result) => result.data()));
    if (words !== field.value.trim()) return;
    const pages = first.filter((page) => holds(page, words));
    const count = pages.length === 0 ? 0 : answer.results.length;
    says.textContent = count === 0
      ? "Nothing found"
      : `Found on ${count} page${count === 1 ? "" : "s"}`;
    const all = pages.flatMap((page) => places(page, words));
    const glossary = new URL("glossary/", root).pathname;
    /** @param {{url: string, named: boolean}} place */
    const defines = ({ url, named }) => named && url.startsWith(glossary);
    const sorted = [...all.filter(defines), ...all.filter((place) => !defines(place))];
    list.replaceChildren(...sorted.slice(0, 20).map(entry));
  } catch {
    engine = undefined;
    says.textContent = "The search cannot be loaded";
  }
}

function open() {
  dialog.showModal();
  field.select();
}

field.addEventListener("input", search);
// Else the first Escape only empties the field.
field.addEventListener("keydown", ({ key }) => key === "Escape" && dialog.close());
shut.addEventListener("click", () => dialog.close());
const button = document.querySelector(".search-open");
if (button instanceof HTMLButtonElement) {
  button.hidden = false;
  button.addEventListener("click", open);
}
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    open();
  }
});
