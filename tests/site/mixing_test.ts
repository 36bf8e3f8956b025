/** What pages say of chains that have not mixed, from the committed results. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { loadReport } from "../../site/load.ts";
import { mixingOf } from "../../site/mixing.ts";

Deno.test("pages that show chains say which have not mixed, and no other page does", () => {
  const report = loadReport("_data");
  const noteOf = (name: string) => mixingOf(report, report.studies.get(name)!);
  for (const name of ["ring", "calibration", "ranks", "amplification", "worth"]) {
    assertStringIncludes(noteOf(name)!, "chains of all 4 chain methods have not mixed", name);
  }
  for (const name of ["length", "reproduction"]) {
    assertStringIncludes(noteOf(name)!, "not about a posterior", name);
  }
  for (const name of ["training-size", "edges", "verdicts"]) {
    assertEquals(noteOf(name), undefined, name);
  }
  // Chains of another profile are other chains.
  const { data } = report.studies.get("worth")!;
  assertStringIncludes(mixingOf(report, { profile: "smoke", data })!, "another length than");
});
