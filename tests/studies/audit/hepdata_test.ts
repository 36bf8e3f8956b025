import { parse } from "@std/yaml";
import { assert, assertEquals } from "@std/assert";
import { z } from "zod";
import { auditFiles } from "../../../studies/audit/output.ts";
import { someAudit } from "./_audits.ts";

// The rules of hepdata-validator's schemas 1.1 that concern such submissions, written down from its
// documentation (hepdata-submission.readthedocs.io): names of at most 64 characters, a data file without
// path, one header for each variable, values or bins, errors that are not all zero.
const submission = z.strictObject({
  name: z.string().min(1).max(64),
  description: z.string().min(1),
  keywords: z.array(
    z.strictObject({
      name: z.enum(["cmenergies", "observables", "phrases", "reactions"]),
      values: z.array(z.union([z.string(), z.number()])).min(1),
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

for (const title of ["A generator", "- a: [b\u2028 # \"c': |"]) {
  Deno.test(`the submission of ${JSON.stringify(title)} keeps HEPData's rules`, () => {
    const files = auditFiles(someAudit(title));
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
