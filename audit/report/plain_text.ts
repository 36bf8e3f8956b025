/**
 * Names with formulas in TeX as plain text, for charts, pages and terminals. Files keep them as they are: HEPData and
 * matplotlib know TeX between dollars.
 *
 * @module
 */
/** A node of MathML: an element with its parts, or a text. */
type MathNode = string | { readonly name: string; readonly parts: MathNode[] };

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#x27": "'",
};

/** The nodes of MathML as KaTeX writes it: every element has an end, and a text has these entities alone. */
function nodesOf(mathml: string): MathNode[] {
  const open = [{ name: "", parts: [] as MathNode[] }];
  for (const [, end, name, empty, text] of mathml.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>|([^<]+)/g)) {
    const { parts } = open[open.length - 1];
    if (text !== undefined) {
      parts.push(text.replaceAll(/&(#?\w+);/g, (whole, name) => entities[name] ?? whole));
    } else if (end === "/") open.pop();
    else {
      const element = { name, parts: [] };
      parts.push(element);
      if (empty === "") open.push(element);
    }
  }
  return open[0].parts;
}

const raised: Readonly<Record<string, string>> = Object.fromEntries(
  [..."0123456789+-−"].map((sign, i) => [sign, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻"[i]]),
);
const lowered: Readonly<Record<string, string>> = Object.fromEntries(
  [..."0123456789+-−"].map((sign, i) => [sign, "₀₁₂₃₄₅₆₇₈₉₊₋₋"[i]]),
);

/** Marks above a letter, by what MathML has over it. */
const accents: Readonly<Record<string, string>> = {
  "^": "\u0302",
  "~": "\u0303",
  "ˉ": "\u0304",
  "˙": "\u0307",
  "¨": "\u0308",
  "⃗": "\u20d7",
};

/** An index: in small digits, else behind a sign. */
function index(text: string, small: Readonly<Record<string, string>>, sign: string): string {
  if (text === "′") return text;
  const letters = [...text];
  return letters.every((letter) => letter in small)
    ? letters.map((letter) => small[letter]).join("")
    : sign + text;
}

/** A part of a fraction, in brackets if it has several signs. */
function part(text: string): string {
  return [...text].length > 1 ? `(${text})` : text;
}

/** MathML as text. */
function textOf(node: MathNode): string {
  if (typeof node === "string") return node.replaceAll("∣", "|");
  const inner = node.parts.map(textOf);
  switch (node.name) {
    case "annotation":
      return "";
    case "msub":
      return inner[0] + index(inner[1], lowered, "_");
    case "msup":
      return inner[0] + index(inner[1], raised, "^");
    case "msubsup":
      return inner[0] + index(inner[1], lowered, "_") + index(inner[2], raised, "^");
    case "msqrt":
      return `√${part(inner.join(""))}`;
    case "mfrac":
      return `${part(inner[0])}/${part(inner[1])}`;
    case "mover":
      return inner[0] + (accents[inner[1]] ?? "");
    case "mspace":
      return " ";
    default:
      return inner.join("");
  }
}

/** A formula between dollars. */
const formula = /\$([^$]+)\$/g;

/**
 * Results in which formulas are plain text, wherever they stand but in names of files. What reads formulas is loaded, and the first time
 * fetched, where there is one.
 *
 * @example A transverse momentum
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { plainText } from "./plain_text.ts";
 *
 * assertEquals(await plainText(["$p_T^2$ of $\\mu$", "5 $"]), ["p_T² of μ", "5 $"]);
 * ```
 */
export async function plainText<T>(value: T): Promise<T> {
  const strings: string[] = [];
  const visit = (value: unknown, change: (text: string) => string): unknown =>
    typeof value === "string"
      ? change(value)
      : Array.isArray(value)
      ? value.map((item) => visit(item, change))
      : typeof value === "object" && value !== null
      ? Object.fromEntries(
        Object.entries(value).map((
          [name, item],
        ) => [name, name === "file" ? item : visit(item, change)]),
      )
      : value;
  visit(value, (text) => {
    if (text.match(formula)) strings.push(text);
    return text;
  });
  if (strings.length === 0) return value;
  const { default: katex } = await import("katex");
  const read = (whole: string, tex: string): string => {
    let mathml: string;
    try {
      mathml = katex.renderToString(tex, { output: "mathml", maxExpand: 100, strict: "ignore" });
    } catch {
      // It is not a formula.
      return whole;
    }
    return nodesOf(mathml).map(textOf).join("").trim();
  };
  return visit(value, (text) => text.replaceAll(formula, read)) as T;
}
