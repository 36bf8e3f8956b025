import { assert, assertEquals } from "@std/assert";
import { Stream } from "../../core/random.ts";
import { killedReport, type Moment, reportOfTwo } from "./_killed_report.ts";
import { scratch } from "../runner/_runs.ts";

const random = Stream.fromSeed(50).split("kills");

/** Over the life of one report. */
const moments = Array.from({ length: 4 }, (_, i): Moment => {
  const stream = random.split(i);
  return {
    after: i === 0 ? "start" : "cells",
    fraction: i === 0 ? 0 : stream.split("place").uniform(),
    milliseconds: 1000 * stream.split("time").uniform(),
  };
}).sort((a, b) => a.fraction - b.fraction);

Deno.test("a smoke report of two commands at once is whole, and one that is killed at 5 moments has its bytes", async () => {
  using whole = scratch();
  assert((await reportOfTwo(whole.path)).length > 100);
  using folder = scratch();
  // The fits of this study are in stretches, so that a kill meets cells of most kinds and fits that go on.
  const hits = await killedReport(folder.path, "length", function* (hits) {
    yield* moments;
    // On a fast machine the site may be whole before the blow falls, and it is built again.
    for (let i = 0; hits.start + hits.cells + hits.site < 5 && i < 100; i++) {
      const milliseconds = 2500 * random.split("site").split(i).uniform();
      yield { after: "site", fraction: 1, milliseconds };
    }
  }, whole.path);
  assertEquals(hits.start + hits.cells + hits.site, 5, JSON.stringify(hits));
  assert(hits.start > 0 && hits.cells >= 2 && hits.site > 0, JSON.stringify(hits));
});
