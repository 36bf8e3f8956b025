import { assertEquals } from "@std/assert";
import { killedReport, type Moment } from "../_killed_report.ts";

Deno.test("a smoke report has whole pages, and the same bytes with 1 and 2 workers, two at once, and after kills", async () => {
  // As it loads, in early, middle and late cells, and as the site is built.
  const moments: Moment[] = [
    { after: "start", fraction: 0, milliseconds: 200 },
    { after: "cells", fraction: 0.1, milliseconds: 100 },
    { after: "cells", fraction: 0.5, milliseconds: 0 },
    { after: "cells", fraction: 0.9, milliseconds: 50 },
    { after: "site", fraction: 1, milliseconds: 300 },
  ];
  assertEquals(await killedReport(() => moments), { start: 1, cells: 3, site: 1 });
});
