import { assert, assertEquals } from "@std/assert";
import { auditConfiguration } from "../../../audit/audit.ts";
import { parseConfig } from "../../../audit/config.ts";
import { onDisk } from "../../../audit/input/files.ts";
import { makeCalorimeter } from "../../../audit/example/calorimeter/make.ts";
import { scratch } from "../../runner/_runs.ts";

Deno.test("the audit of calorimeter showers finds what the regression gets wrong", async () => {
  using place = scratch();
  makeCalorimeter(place.path, {
    truth: 20_000,
    holdout: 4000,
    training: 2000,
    runs: 2,
    draws: 10,
    generated: 2000,
  });
  const text = Deno.readTextFileSync("audit/example/calorimeter/audit.yaml");
  const config = { ...parseConfig("audit.yaml", text), replicates: 199 };
  const { verdicts, besides } = await auditConfiguration(config, onDisk(place.path));
  const standing = new Map(verdicts.map(({ id, standing }) => [id, standing]));
  for (const id of ["coverage", "holdout"]) assertEquals(standing.get(id), "fails", id);
  // Nine features, their pairs, and four bins of the energy; the tail of showers is worst of all.
  assertEquals(besides.length, 9 + 36 + 4);
  const pOf = (title: string) => besides.find((beside) => beside.title === title)!.pValue!;
  assert(pOf("layer 20") < 1e-3, String(pOf("layer 20")));
  for (const { kind, title, pValue } of besides) {
    if (kind === "condition") assert(pValue! < 1e-3, `${title}: ${pValue}`);
  }
});
