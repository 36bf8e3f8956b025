import { assert, assertEquals, assertRejects } from "@std/assert";
import { auditConfiguration } from "../../audit/audit.ts";
import { parseConfig } from "../../audit/config.ts";
import { onDisk } from "../../audit/input/files.ts";
import { audit } from "../../audit/mod.ts";
import { auditFiles } from "../../audit/report/output.ts";
import { scratch } from "../runner/_runs.ts";
import { npy, someMasses } from "./_audits.ts";

const config = JSON.stringify({
  title: "$p_T$ of a generator",
  draws: { kind: "masses", files: "draw*.npy" },
  truth: { kind: "equal" },
  nTrain: 1000,
  replicates: 19,
});

/** A file for each of 12 draws of 4 bins, the tenth after the second. */
const files = new Map(
  Array.from({ length: 12 }, (_, i): [string, Uint8Array] => [
    `draw${i}.npy`,
    npy([4], someMasses(1, 1, [4], i + 1)),
  ]).reverse(),
);

Deno.test("an audit of files in memory gives the bytes of one of a folder", async () => {
  using folder = scratch();
  for (const [name, bytes] of files) Deno.writeFileSync(`${folder.path}/${name}`, bytes);
  const results = await auditConfiguration(parseConfig("it", config), onDisk(folder.path));
  const onFiles = auditFiles(results);
  const steps: string[] = [];
  const found = await audit(config, files, { report: (_done, _total, what) => steps.push(what) });
  assertEquals(found.files.get("results.json"), onFiles.get("results.json"));
  assertEquals([...found.files.keys()], [...onFiles.keys()]);
  assert(found.files.get("summary.md")!.startsWith("# p\\_T of a generator\n"));
  assertEquals(found.verdicts.map(({ id }) => id), results.verdicts.map(({ id }) => id));
  assertEquals(found.quantities, results.quantities);
  assertEquals(found.limits, results.limits);
  assert(steps.includes("measuring bins"));
});

Deno.test("conditions are judged in memory as by the command", async () => {
  const failIf = ["coverage_deviation >= 0", "rank_p < 0"];
  const { failing, quantities } = await audit(config, files, { failIf });
  const { value } = quantities.find(({ name }) => name === "coverage_deviation")!;
  assertEquals(failing.length, 1);
  assert(failing[0].startsWith("coverage_deviation >= 0: it is "), failing[0]);
  assert(value! >= 0);
  await assertRejects(
    () => audit(config, files, { failIf: ["coverage >> 1"] }),
    SyntaxError,
    "Cannot use the condition",
  );
});

Deno.test("what cannot be audited in memory is refused in one sentence", async () => {
  const draws = (file: string) =>
    JSON.stringify({ draws: { kind: "masses", file }, truth: { kind: "equal" }, replicates: 19 });
  const hdf5 = Deno.readFileSync("tests/audit/fixtures/one.h5");
  await assertRejects(
    () => audit(draws("one.h5"), new Map([["one.h5", hdf5]])),
    Error,
    'Cannot read "one.h5" as only the command reads its format, in a process of its own: current value is HDF5',
  );
  await assertRejects(() => audit(draws("no.npy"), files), Error, "no file at this path");
  const twice = new Map([["a/draws.npy", hdf5], ["b/draws.npy", hdf5]]);
  await assertRejects(
    () => audit(draws("draws.npy"), twice),
    RangeError,
    'each must have a name of its own: current value is "draws.npy" twice',
  );
  await assertRejects(
    () => audit("draws: 1", files),
    SyntaxError,
    'Cannot use "configuration" as ',
  );
});
