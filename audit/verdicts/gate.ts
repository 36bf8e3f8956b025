/**
 * Conditions on which an audit fails, for pipelines: `coverage_deviation > 0.1`.
 *
 * @module
 */
import { plusMinus } from "../../render/sentence.ts";
import { quote } from "../formats/source.ts";
import { quantityNames } from "./quantities.ts";
import type { NamedQuantity } from "../schema.ts";

const comparisons = {
  ">": (a: number, b: number) => a > b,
  ">=": (a: number, b: number) => a >= b,
  "<": (a: number, b: number) => a < b,
  "<=": (a: number, b: number) => a <= b,
};
type Comparison = keyof typeof comparisons;

/** A condition on which an audit fails. */
export interface Gate {
  readonly text: string;
  readonly name: string;
  readonly comparison: Comparison;
  /** A number, or the end of the range of calibrated posteriors. */
  readonly bound: number | "calibrated";
}

/**
 * Reads a condition: a name, one of `>`, `>=`, `<`, `<=`, and a number, or `calibrated` for the end of the
 * range in which 95 % of calibrated generators lie.
 *
 * @throws {SyntaxError} If it is not a condition; the sentence names the faulty part.
 *
 * @example A bound on the deviation of the coverage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseGate } from "./gate.ts";
 *
 * const { name, comparison, bound } = parseGate("coverage_deviation > 0.1");
 * assertEquals([name, comparison, bound], ["coverage_deviation", ">", 0.1]);
 * ```
 */
export function parseGate(text: string): Gate {
  const refuse = (rule: string, current: string) =>
    new SyntaxError(
      `Cannot use the condition ${quote(text)} as ${rule}: current value is ${current}`,
    );
  const parts = /^\s*([a-z_]+)\s*(>=|<=|>|<)\s*(\S+)\s*$/.exec(text.slice(0, 1000));
  if (parts === null) {
    throw refuse(
      'it must be a name, a comparison and a number, as in "coverage_deviation > 0.1"',
      quote(text),
    );
  }
  const [, name, comparison, bound] = parts;
  if (!quantityNames.includes(name)) {
    throw refuse(`its name must be one of ${quantityNames.join(", ")}`, quote(name));
  }
  if (bound === "calibrated") return { text, name, comparison: comparison as Comparison, bound };
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(bound) ? Number(bound) : NaN;
  if (!Number.isFinite(number)) throw refuse("it must compare with a number", quote(bound));
  return { text, name, comparison: comparison as Comparison, bound: number };
}

/**
 * Whether an audit fails by a condition.
 *
 * @returns A sentence if it does.
 * @throws {RangeError} If the number cannot be had, for a gate that cannot be judged must not let pass.
 */
export function judgeGate(
  { text, name, comparison, bound }: Gate,
  quantities: readonly NamedQuantity[],
): string | undefined {
  const quantity = quantities.find((quantity) => quantity.name === name) ??
    { value: null, error: null, calibrated: null, reason: "it is of one generated sample" };
  const refuse = (rule: string, value: string) =>
    new RangeError(`Cannot judge ${quote(text)} as ${rule}: current value is ${value}`);
  if (quantity.value === null) {
    throw refuse(`${name} must be available`, `none: ${quantity.reason}`);
  }
  if (bound === "calibrated" && quantity.calibrated === null) {
    throw refuse(`${name} must have a range of calibrated generators`, "none");
  }
  const limit = bound !== "calibrated"
    ? bound
    : comparison.startsWith(">")
    ? quantity.calibrated!.upper
    : quantity.calibrated!.lower;
  if (!comparisons[comparison](quantity.value, limit)) return undefined;
  const { value, error } = quantity;
  const edge = bound === "calibrated"
    ? `${plusMinus({ value: limit, error: null })} (calibrated)`
    : bound;
  return `${name} ${comparison} ${edge}: it is ${plusMinus({ value, error })}`;
}
