/**
 * Literals of Python, as NumPy writes them into headers: texts, whole numbers, truth values, lists, tuples and
 * dictionaries.
 *
 * @module
 */

/** A literal; tuples and lists are arrays, dictionaries are maps. */
export type Literal = string | number | boolean | readonly Literal[] | Map<Literal, Literal>;

/** The most lists and dictionaries within each other. */
const MAX_DEPTH = 16;

/** Marks, whole numbers (of Python 2 too), truth values, and texts without escapes. */
const TOKEN = /\s*(?:([[\](){},:])|(\d+)L?|(True|False)|'([^'\\]*)'|"([^"\\]*)")/y;

/**
 * The value of a literal.
 *
 * @returns undefined for any other text.
 */
export function parseLiteral(text: string): Literal | undefined {
  const tokens: (string | { readonly value: Literal })[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const [, mark, count, truth, ...quoted] = match;
    tokens.push(
      mark ?? {
        value: count !== undefined
          ? Number(count)
          : truth !== undefined
          ? truth === "True"
          : quoted.find((inner) => inner !== undefined)!,
      },
    );
  }
  let at = 0;
  /** Items up to a closing mark, each behind a comma but the first. */
  const items = <T>(close: string, item: () => T | undefined): T[] | undefined => {
    const list: T[] = [];
    while (tokens[at] !== close) {
      if (list.length > 0 && tokens[at++] !== ",") return undefined;
      if (tokens[at] === close) break;
      const next = item();
      if (next === undefined) return undefined;
      list.push(next);
    }
    at++;
    return list;
  };
  const value = (depth: number): Literal | undefined => {
    const token = tokens[at++];
    if (token === undefined || depth > MAX_DEPTH) return undefined;
    if (typeof token !== "string") return token.value;
    if (token === "(" || token === "[") {
      return items(token === "(" ? ")" : "]", () => value(depth + 1));
    }
    if (token !== "{") return undefined;
    const entries = items("}", () => {
      const key = value(depth + 1);
      if (key === undefined || tokens[at++] !== ":") return undefined;
      const inner = value(depth + 1);
      return inner === undefined ? undefined : [key, inner] as const;
    });
    return entries && new Map(entries);
  };
  const whole = value(0);
  return at === tokens.length ? whole : undefined;
}
