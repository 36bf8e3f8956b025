import { assert, assertEquals } from "@std/assert";
import { Stream } from "../../core/random.ts";
import { killedReport, type Moment } from "../_killed_report.ts";

const random = Stream.fromSeed(50).split("kills");

/** Over the life of one report. */
const moments = Array.from({ length: 12 }, (_, i): Moment => {
  const stream = random.split(i);
  const early = stream.split("early").uniform() < 1 / 9;
  return {
    after: early ? "start" : "cells",
    fraction: stream.split("place").uniform(),
    milliseconds: 1000 * stream.split("time").uniform(),
  };
}).sort((a, b) => a.fraction - b.fraction);

Deno.test("a smoke report has the same bytes with 1 and 2 workers, and after kills at 15 moments", async () => {
  const hits = await killedReport(function* (hits) {
    yield* moments;
    // On a fast machine the site may be whole before the blow falls, and it is built again.
    for (let i = 0; hits.start + hits.cells + hits.site < 15 && i < 100; i++) {
      const milliseconds = 2500 * random.split("site").split(i).uniform();
      yield { after: "site", fraction: 1, milliseconds };
    }
  });
  assertEquals(hits.start + hits.cells + hits.site, 15, JSON.stringify(hits));
  assert(hits.start > 0 && hits.cells >= 7 && hits.site > 0, JSON.stringify(hits));
});
