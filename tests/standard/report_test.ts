import { assert } from "@std/assert";
import { reportOfTwo } from "../_killed_report.ts";
import { scratch } from "../runner/_runs.ts";

Deno.test("a smoke report of one study, of two commands at once, has every cell and whole pages", async () => {
  using folder = scratch();
  assert((await reportOfTwo(folder.path, "ring")).length > 20);
});
