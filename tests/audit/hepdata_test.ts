import { parse } from "@std/yaml";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { hepdata } from "../../audit/report/hepdata.ts";
import { auditFiles } from "../../audit/report/output.ts";
import type { AuditResults } from "../../audit/schema.ts";
import { someAudit } from "./_audits.ts";

// What hepdata-validator 0.3.6 asks by its schemas 1.1.1 (submission_schema.json, data_schema.json,
// additional_info_schema.json) and by its code beyond them, in our words and as narrow as what we write:
// names of tables have at most 64 characters and are unique, as are their files; keywords are of four
// kinds and at most 128 characters long; a data file is named without a path, is there, and is the only
// kind of file in the folder; a bin has both ends; all columns of a table are equally long; not all errors
// of a value are zero. Files are read as YAML 1.1. The submissions below passed that program too.
const submission = z.strictObject({
  name: z.string().min(1).max(64),
  description: z.string().min(1),
  keywords: z.array(
    z.strictObject({
      name: z.enum(["cmenergies", "observables", "phrases", "reactions"]),
      values: z.array(z.union([z.string().max(128), z.number()])).min(1),
    }),
  ),
  data_file: z.string().regex(/^[^/\\]+\.yaml$/),
});
const header = z.strictObject({ name: z.string().min(1), units: z.string().min(1).optional() });
const scalar = z.union([z.string(), z.number()]);
const table = z.strictObject({
  independent_variables: z.array(z.strictObject({
    header,
    values: z.array(z.union([
      z.strictObject({ value: scalar }),
      z.strictObject({ low: z.number(), high: z.number(), value: z.number().optional() })
        .refine(({ low, high }) => low < high),
    ])).min(1),
  })),
  dependent_variables: z.array(z.strictObject({
    header,
    qualifiers: z.array(z.strictObject({ name: z.string().min(1), value: scalar })).optional(),
    values: z.array(z.strictObject({
      value: scalar,
      errors: z.array(z.strictObject({ symerror: z.number().positive(), label: z.string() }))
        .min(1).optional(),
    })).min(1),
  })).min(1),
});

/** An audit whose edges are so small and so large that they are written with a power of ten. */
function extreme(title: string): AuditResults {
  const results = someAudit(title);
  results.setup.axes[0].edges = [0, 1e-300, 1e-7, 1.5e-7, 1, 1e21, 1e22, 1.5e22, 1e300];
  return results;
}

for (const title of ["A generator", "- a: [b\u2028 # \"c': |", "=", "yes", "1e5", "12:30"]) {
  Deno.test(`the submission of ${JSON.stringify(title)} keeps HEPData's rules`, () => {
    const files = auditFiles(extreme(title));
    const [comment, ...records] = files.get("hepdata/submission.yaml")!.split(/^---\n/m).slice(1)
      .map((text) => parse(text));
    assertEquals(comment, { comment: title });
    const named = z.array(submission).parse(records).map(({ data_file, name }) => {
      const data = table.parse(parse(files.get(`hepdata/${data_file}`)!));
      const lengths = [...data.independent_variables, ...data.dependent_variables].map((
        { values },
      ) => values.length);
      assert(lengths.every((length) => length === lengths[0]), `${name}: ${lengths}`);
      return name;
    });
    assertEquals(new Set(named).size, named.length);
    const written = [...files.keys()].filter((path) => path.startsWith("hepdata/"));
    assertEquals(written.length, named.length + 1);
    for (const path of written) {
      // To YAML 1.1 these are texts, booleans, a tag and a number of base 60.
      const other = /^.*: (?:-?\d+e\S+|yes|=|12:30)$/m.exec(files.get(path)!);
      assertEquals(other, null, path);
    }
    assert(named.length >= 8, named.join("\n"));
  });
}

Deno.test("a table says what the results say", () => {
  const results = someAudit("A generator");
  const files = auditFiles(results);
  const { independent_variables: [names], dependent_variables: [values] } = table.parse(
    parse(files.get("hepdata/quantities.yaml")!),
  );
  results.quantities.forEach(({ name, value, error }, i) => {
    assertEquals(names.values[i], { value: name });
    assertEquals(values.values[i].value, value ?? "-");
    assertEquals(values.values[i].errors?.[0].symerror ?? null, error === 0 ? null : error);
  });
  const csv = files.get("tables/quantities.csv")!.split("\r\n");
  assertEquals(csv[0], "quantity,value,value error");
  assertEquals(Number(csv[1].split(",")[1]), results.quantities[0].value);
});

Deno.test("a table that is larger than HEPData takes is left out, and the comment says so", () => {
  const table = (id: string, rows: number) => ({
    id,
    title: `Table of ${id}`,
    description: "Numbers",
    independent: [{ name: "x", unit: "", values: Array.from({ length: rows }, (_, i) => i) }],
    dependent: [{ name: "y", unit: "", values: new Array(rows).fill(1) }],
  });
  const files = hepdata("Audit", [], [table("few", 2), table("many", 200)], 1000);
  assertEquals([...files.keys()], ["submission.yaml", "few.yaml"]);
  assertStringIncludes(
    files.get("submission.yaml")!,
    "have more than 1000 bytes: Table of many",
  );
});
