/**
 * How many events a sample has, in words.
 *
 * @module
 */
import { grouped } from "../render/sentence.ts";
import type { AuditResults } from "./schema.ts";

/**
 * The events of a sample: of one with weights, the effective ones.
 *
 * @param kind What events they are, such as "generated"; default nothing.
 *
 * @example With weights
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { eventsInWords } from "./events_in_words.ts";
 *
 * assertEquals(eventsInWords({ weighted: ["truth"] }, "truth", 1234.5), "1,235 effective events");
 * assertEquals(eventsInWords({ weighted: [] }, "draws", 1, "generated"), "1 generated event");
 * ```
 */
export function eventsInWords(
  { weighted }: Pick<AuditResults["setup"], "weighted">,
  sample: AuditResults["setup"]["weighted"][0],
  events: number,
  kind?: string,
): string {
  const count = Math.round(events);
  const words = [
    grouped(count),
    ...(weighted.includes(sample) ? ["effective"] : []),
    ...(kind === undefined ? [] : [kind]),
    count === 1 ? "event" : "events",
  ];
  return words.join(" ");
}
