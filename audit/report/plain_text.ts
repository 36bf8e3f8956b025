/**
 * Names with formulas in TeX as plain text, for charts, pages and terminals. Files keep them as they are: HEPData and
 * matplotlib know TeX between dollars.
 *
 * @module
 */
/** A node of MathML, as far as it is looked at. */
interface MathNode {
  readonly localName: string;
  readonly textContent: string | null;
  readonly children: Iterable<MathNode>;
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
  const children = [...node.children];
  const inner = children.map(textOf);
  switch (node.localName) {
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
      return children.length > 0 ? inner.join("") : (node.textContent ?? "").replaceAll("∣", "|");
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
  const [{ default: katex }, { parseHTML }] = await Promise.all([
    import("katex"),
    import("linkedom"),
  ]);
  const read = (whole: string, tex: string): string => {
    let mathml: string;
    try {
      mathml = katex.renderToString(tex, { output: "mathml", maxExpand: 100, strict: "ignore" });
    } catch {
      // It is no formula.
      return whole;
    }
    const { document } = parseHTML(`<html><body>${mathml}</body></html>`);
    const math = document.querySelector("math");
    return math === null ? whole : textOf(math as unknown as MathNode).trim();
  };
  return visit(value, (text) => text.replaceAll(formula, read)) as T;
}
