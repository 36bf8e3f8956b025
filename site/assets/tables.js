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
  const found = /^(?:≤ )?\(?([−-]?[\d\u202f]*\.?\d+)(?:[^×]*× 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?/.exec(text);
  if (!found) return undefined;
  const digits = (/** @type {string} */ s) =>
    s.replaceAll("−", "-").replaceAll("\u202f", "").replaceAll("⁻", "-")
      .replaceAll(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (d) => String("⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(d)));
  return Number(`${digits(found[1])}e${digits(found[2] ?? "0")}`);
}

/**
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  const [x, y] = [value(a), value(b)];
  return x !== undefined && y !== undefined ? x - y : a.localeCompare(b, "en");
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
      const rows = [...body.rows].sort((a, b) => compare(words(a)[column], words(b)[column]));
      body.append(...(down ? rows.reverse() : rows));
    });
  });
}

/** @param {HTMLTableElement} table */
function markdown(table) {
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const [head, ...rows] = [...table.rows].map(words);
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n") + "\n";
}

/** @param {string} text */
function tex(text) {
  return text.replaceAll(/[&%#_{}]/g, "\\$&")
    .replaceAll(
      /× 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g,
      (_, power) =>
        `$\\times 10^{${
          power.replaceAll("⁻", "-").replaceAll(
            /[⁰¹²³⁴⁵⁶⁷⁸⁹]/g,
            (/** @type {string} */ d) => String("⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(d)),
          )
        }}$`,
    )
    .replaceAll("±", "$\\pm$").replaceAll("×", "$\\times$").replaceAll("−", "$-$")
    .replaceAll("\u202f", "\\,").replaceAll("σ", "$\\sigma$");
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

/** @param {HTMLElement} box */
function copyable(box) {
  const table = box.querySelector("table");
  if (!table) return;
  sortable(table);
  const line = document.createElement("p");
  line.className = "downloads";
  line.append("Copy as ");
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  [["Markdown", markdown], ["LaTeX", latex]].forEach(([name, write], i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = /** @type {string} */ (name);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(
        /** @type {(table: HTMLTableElement) => string} */ (write)(table),
      );
      said.textContent = `. Copied as ${name}`;
    });
    line.append(i === 0 ? "" : ", ", button);
  });
  line.append(said);
  box.append(line);
}

document.querySelectorAll(".table").forEach((box) => copyable(/** @type {HTMLElement} */ (box)));
