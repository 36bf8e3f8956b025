/**
 * What a value breaks in a schema, as the rule and the value found in the sentence of an error.
 *
 * @module
 */
import type { z } from "zod";

/** A broken rule, such as "draws.file must be text", and the current value. */
export interface Fault {
  readonly rule: string;
  readonly current: string;
}

/** Longest part of a sentence, characters. */
const LONGEST = 100;

const quoted = (text: string) =>
  JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** A value as it may stand in a sentence: one line, not long. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  return typeof value === "object" && value !== null ? "named values" : String(value);
}

/** A place in a value, such as "binning.edges.0". */
function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "it";
  const place = path.map(String).join(".");
  return /^[\w.-]+$/.test(place) && place.length <= LONGEST ? place : quoted(place);
}

const types: Readonly<Record<string, string>> = {
  string: "text",
  number: "a finite number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "named values",
  record: "named values",
};

/** A limit of a number, of the length of a text, or of a list, as what must be. */
function limit(origin: string, sign: "most" | "least", bound: number | bigint, inclusive = true) {
  const unit = origin === "string" ? "characters" : origin === "array" ? "entries" : undefined;
  if (unit !== undefined) {
    return sign === "least" && Number(bound) === 1
      ? "not be empty"
      : `have at ${sign} ${bound} ${unit}`;
  }
  return inclusive
    ? `be at ${sign} ${bound}`
    : `be ${sign === "most" ? "below" : "above"} ${bound}`;
}

const either = (values: readonly unknown[]) =>
  values.length === 1 ? shown(values[0]) : `one of ${values.map(shown).join(", ")}`;

/** The rule that the schema itself states. */
const statedRule = ({ message }: z.core.$ZodIssue) =>
  message.startsWith("must ") ? message.slice("must ".length) : undefined;

/** What must be where an issue was found, after "must". */
function rulesOf(issue: z.core.$ZodIssue): string[] {
  switch (issue.code) {
    case "invalid_type":
      return [`be ${types[issue.expected] ?? issue.expected}`];
    case "too_big":
      return [limit(issue.origin, "most", issue.maximum, issue.inclusive)];
    case "too_small":
      return [limit(issue.origin, "least", issue.minimum, issue.inclusive)];
    case "invalid_value":
      return [`be ${either(issue.values)}`];
    case "unrecognized_keys":
      return [`have no entry ${shown(issue.keys[0])}`];
    case "invalid_union":
      return "options" in issue
        ? [`be ${either(issue.options as unknown[])}`]
        : issue.errors.flatMap((issues) => issues.slice(0, 1).flatMap(rulesOf));
    case "invalid_format":
      return [
        statedRule(issue) ??
          (issue.format === "regex"
            ? `match ${issue.pattern}`
            : `be of the format ${issue.format}`),
      ];
    default:
      return [statedRule(issue) ?? "be valid"];
  }
}

/** An issue and where it is in the value. */
interface PlacedIssue {
  readonly path: readonly PropertyKey[];
  readonly issue: z.core.$ZodIssue;
}

/** How near a value came to a schema: the depth of its fault, and there a right type before a wrong one. */
function nearness({ path, issue }: PlacedIssue): number {
  return 2 * path.length + (["invalid_type", "invalid_value"].includes(issue.code) ? 0 : 1);
}

/** The fault in the alternative that came nearest, if one came nearer than the others. */
function innermost(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): PlacedIssue {
  const here = { path: [...above, ...issue.path], issue };
  if (issue.code !== "invalid_union") return here;
  const [nearest] = issue.errors.flatMap((issues) => issues.slice(0, 1))
    .map((inner) => innermost(inner, here.path))
    .sort((a, b) => nearness(b) - nearness(a));
  return nearest !== undefined && nearness(nearest) > 2 * here.path.length ? nearest : here;
}

/**
 * The first fault of a value.
 *
 * @param value What the schema was given.
 *
 * @example A number that is too large
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as z from "zod";
 * import { faultOf } from "./fault.ts";
 *
 * const schema = z.strictObject({ rate: z.number().lt(0.5) }), value = { rate: 2 };
 * const { error } = schema.safeParse(value);
 * assertEquals(faultOf(error!, value), { rule: "rate must be below 0.5", current: "2" });
 * ```
 */
export function faultOf({ issues: [first] }: z.ZodError, value: unknown): Fault {
  const { path, issue } = innermost(first);
  let current: unknown = value;
  const inside = issue.code === "unrecognized_keys" ? [...path, issue.keys[0]] : path;
  for (const part of inside) current = Object(current)[part];
  const rules = [...new Set(rulesOf(issue))].map((rule, at) =>
    at > 0 ? rule.replace(/^be /, "") : rule
  );
  return { rule: `${placeOf(path)} must ${rules.join(" or ")}`, current: shown(current) };
}
