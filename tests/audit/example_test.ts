import { assert, assertEquals } from "@std/assert";
import { isPresent } from "../../core/measure/mod.ts";
import { auditExample } from "../../audit/record.ts";
import { readResults } from "../../runner/results.ts";

Deno.test("the committed results of the worked example are those of its files", async () => {
  const { key, data } = await auditExample();
  const committed = readResults("_data", "audit")!;
  assertEquals(committed.key, key);
  assertEquals(committed.data, JSON.parse(JSON.stringify(data)));

  // What the example is there to show: a bias that all bootstraps share makes them too sure, which truth
  // and held-out events see and the draws alone do not.
  const standing = new Map(data.verdicts.map(({ id, standing }) => [id, standing]));
  for (const id of ["coverage", "joint", "holdout", "claim"]) {
    assertEquals(standing.get(id), "fails", id);
  }
  for (const id of ["consistency", "runs"]) assertEquals(standing.get(id), "holds", id);
  const { calibration, worth } = data.binnings[data.binnings.length - 1];
  assert(isPresent(calibration) && isPresent(worth.achieved));
  // Kernels blur the edge of the spectrum and the bump at x = 2, about the 80th percentile.
  const { mean, lower } = calibration.along[0].deviation;
  for (const bin of [0, 7]) assert(mean[bin] < lower[bin], `${bin}: ${mean[bin]}`);
  assert(mean[5] > lower[5], String(mean[5]));
});

Deno.test("the data of the example are small", () => {
  let size = 0;
  for (const { name } of Deno.readDirSync("audit/example")) {
    size += Deno.statSync(`audit/example/${name}`).size;
  }
  assert(size < 300_000, String(size));
});
