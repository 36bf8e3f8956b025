/**
 * The progress of an audit, in words.
 *
 * @module
 */

/** Milliseconds between lines of progress. */
const pause = 2000;

/** Lines of progress: what is done of how much, and how long the rest may take. */
export class Lines {
  #start = 0;
  #last = 0;
  #of = "";
  #done = 0;

  /**
   * A line, if it is time for one. What has begun anew counts its time anew.
   *
   * @param done Parts that are done; more than a thousand are given in percent.
   * @param total 1 where nothing tells how much is done.
   * @param now Milliseconds of a clock.
   *
   * @example Half of it took 10 s
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import { Lines } from "./progress.ts";
   *
   * const lines = new Lines();
   * assertEquals(lines.line(0, 20, "draws", 0), undefined);
   * assertEquals(lines.line(10, 20, "draws", 10_000), "draws 10 of 20, about 10 s left");
   * assertEquals(lines.line(0, 1, "reading", 20_000), "reading");
   * assertEquals(lines.line(3000, 4000, "reading", 26_000), "reading 75 %, about 2 s left");
   * ```
   */
  line(done: number, total: number, what: string, now: number): string | undefined {
    if (what !== this.#of) {
      [this.#of, this.#start, this.#last] = [what, now, total === 1 ? now - 1e4 : now];
    } else if (done < this.#done) this.#start = now;
    this.#done = done;
    if (now - this.#last < pause) return undefined;
    this.#last = now;
    if (total === 1) return what;
    // Before a tenth is done it would mislead: small parts take longer than their share.
    const left = done < total / 10 ? undefined : (now - this.#start) / 1000 * (total - done) / done;
    const part = total > 1000 ? `${Math.floor(100 * done / total)} %` : `${done} of ${total}`;
    return `${what} ${part}${left === undefined ? "" : `, about ${Math.ceil(left)} s left`}`;
  }
}
