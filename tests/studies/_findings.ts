import { findingSentences } from "../../studies/shared/view.ts";
import type { Finding } from "../../studies/shared/schema.ts";

/** The sentence of a finding; empty where there is none. */
export function sentenceOf(found: readonly Finding[], id: string): string {
  return found.find((one) => one.id === id)?.sentence ?? "";
}

/** Lines of the built text that the one has and the other has not, gone and come. */
export function changedLines(
  before: readonly Finding[],
  after: readonly Finding[],
): [string[], string[]] {
  const lines = (of: readonly Finding[]) => String(findingSentences(of)).split("\n");
  const [a, b] = [lines(before), lines(after)];
  return [a.filter((line) => !b.includes(line)), b.filter((line) => !a.includes(line))];
}
