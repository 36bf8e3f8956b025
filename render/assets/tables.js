// @ts-check
// Tables that sort by a column and can be taken along as Markdown or LaTeX.

/** @param {HTMLTableRowElement} row */
const words = (row) =>
  [...row.cells].map((cell) => (cell.textContent ?? "").replaceAll("\u00a0", " ").trim());

/**
 * The number that a cell starts with, or `undefined`.
 * @param {string} text
 */
function value(text) {
  const match = /^(?:≤ )?\(?([−-]?[\d\u202f]*\.?\d+)(?:[^×]*× 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?/.exec(text);
  if (!match) return undefined;
  const digits = (/** @type {string} */ s) =>
    s.replaceAll("−", "-").replaceAll("\u202f", "").replaceAll("⁻", "-")
      .replaceAll(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (d) => String("⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(d)));
  return Number(`${digits(match[1])}e${digits(match[2] ?? "0")}`);
}

/**
 * Texts by their words and, where they have the same ones, by the numbers between them.
 * @param {string} a
 * @param {string} b
 */
function compareTexts(a, b) {
  const [x, y] = [a, b].map((text) => text.split(/((?:(?<!\d)[−-])?[\d\u202f]*\.?\d+)/));
  const i = x.findIndex((part, i) => part !== y[i]);
  if (i < 0) return x.length - y.length;
  const difference = i % 2 === 1 ? (value(x[i]) ?? 0) - (value(y[i] ?? "") ?? 0) : 0;
  return difference || a.localeCompare(b, "en");
}

/** @param {string} text */
const rank = (text) => /^[–-]?$/.test(text) ? 2 : value(text) === undefined ? 1 : 0;

/**
 * Numbers by value, then texts, and cells without either last, whichever way the rest is sorted.
 * @param {string} a
 * @param {string} b
 * @param {boolean} down
 */
function compare(a, b, down) {
  const ranks = [rank(a), rank(b)];
  if (ranks[0] !== ranks[1] && ranks.includes(2)) return ranks[0] - ranks[1];
  const sign = down ? -1 : 1;
  if (ranks[0] !== ranks[1]) return sign * (ranks[0] - ranks[1]);
  return sign * (((value(a) ?? 0) - (value(b) ?? 0)) || compareTexts(a, b));
}

/** @param {HTMLTableElement} table */
function sortable(table) {
  const heads = [...(table.tHead?.rows[0].cells ?? [])];
  const body = table.tBodies[0];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      body.append(
        ...[...body.rows].sort((a, b) => compare(words(a)[column], words(b)[column], down)),
      );
    });
  });
}

/** @param {HTMLTableElement} table */
function markdown(table) {
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell) => cell.replaceAll(/[\\|<*`]/g, "\\$&")).join(" | ")} |`;
  const [head, ...rows] = [...table.rows].map(words);
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n") + "\n";
}

const greek =
  "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho varsigma sigma tau upsilon varphi chi psi omega"
    .split(" ");
const capitals = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split(" ");
/** What is in no font of LaTeX's, or means something else in it. */
const signs = new Map(
  /** @type {[string, string][]} */ ([
    ...[..."αβγδεζηθικλμνξπρςστυφχψω"].map((letter, i) => [letter, `$\\${greek[i]}$`]),
    ...[..."ΓΔΘΛΞΠΣΥΦΨΩ"].map((letter, i) => [letter, `$\\${capitals[i]}$`]),
    ...Object.entries({
      "\\": "\\textbackslash{}",
      "^": "\\textasciicircum{}",
      "~": "\\textasciitilde{}",
      "<": "$<$",
      ">": "$>$",
      "|": "$|$",
      "±": "$\\pm$",
      "×": "$\\times$",
      "−": "$-$",
      "≤": "$\\le$",
      "≥": "$\\ge$",
      "≈": "$\\approx$",
      "∞": "$\\infty$",
      "·": "$\\cdot$",
      "µ": "$\\mu$",
      "–": "--",
      "…": "\\dots{}",
      "“": "``",
      "”": "''",
      "’": "'",
      "\u202f": "\\,",
    }),
  ]),
);
const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵇ";

/** @param {string} text */
function tex(text) {
  return text
    .replaceAll(/[&%#_{}$]/g, "\0$&")
    .replaceAll(/[^\0-\x7f]|[\\^~<>|]/g, (sign) => signs.get(sign) ?? sign)
    .replaceAll("\0", "\\")
    .replaceAll(
      /[⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵇ]+/g,
      (power) => `$^{${[...power].map((d) => "0123456789-b"[raised.indexOf(d)]).join("")}}$`,
    )
    // Neighbouring formulas are one; a bracket after the end of a row would be read with it.
    .replaceAll(/(?<!\\)\$\$/g, "").replace(/^[[*]/, "{$&}");
}

/** @param {HTMLTableElement} table */
function latex(table) {
  const [head, ...rows] = [...table.rows].map((row) => words(row).map(tex).join(" & "));
  const columns = [...table.rows[0].cells]
    .map((cell) => cell.classList.contains("number") ? "r" : "l").join("");
  return `\\begin{tabular}{${columns}}\n\\hline\n${head} \\\\\n\\hline\n${
    rows.map((row) => `${row} \\\\\n`).join("")
  }\\hline\n\\end{tabular}\n`;
}

/**
 * A line of buttons that copy.
 * @param {[name: string, write: () => string][]} ways
 */
function copies(ways) {
  const line = document.createElement("p");
  line.className = "downloads";
  line.append("Copy as ");
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  ways.forEach(([name, write], i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(write());
      status.textContent = `. Copied as ${name}`;
    });
    line.append(i === 0 ? "" : ", ", button);
  });
  line.append(status);
  return line;
}

for (const box of document.querySelectorAll(".table")) {
  const table = box.querySelector("table");
  if (!table) continue;
  sortable(table);
  box.append(copies([["Markdown", () => markdown(table)], ["LaTeX", () => latex(table)]]));
}
for (const text of document.querySelectorAll("pre.copyable")) {
  text.after(copies([["BibTeX", () => text.textContent ?? ""]]));
}
