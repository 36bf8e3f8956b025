import { assert, assertEquals } from "@std/assert";
import { Stream } from "../../core/random.ts";
import { killedReport, type Moment, reportOfTwo } from "../_killed_report.ts";
import { scratch } from "../runner/_runs.ts";

Deno.test("a smoke report of two commands at once has every cell and whole pages", async () => {
  using folder = scratch();
  assert((await reportOfTwo(folder.path)).length > 100);
});

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

// Its fits are in stretches, so that a kill meets cells of most kinds and fits that go on.
Deno.test("a smoke report of one study has the same bytes with 1 and 2 workers, and after kills at 5 moments", async () => {
  const hits = await killedReport("length", function* (hits) {
    yield* moments;
    // On a fast machine the site may be whole before the blow falls, and it is built again.
    for (let i = 0; hits.start + hits.cells + hits.site < 5 && i < 100; i++) {
      const milliseconds = 2500 * random.split("site").split(i).uniform();
      yield { after: "site", fraction: 1, milliseconds };
    }
  });
  assertEquals(hits.start + hits.cells + hits.site, 5, JSON.stringify(hits));
  assert(hits.start > 0 && hits.cells >= 2 && hits.site > 0, JSON.stringify(hits));
});
