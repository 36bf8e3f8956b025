/**
 * Tables in the form of HEPData, the repository of particle physics: `submission.yaml` and a file for each
 * table, by schema 1.1 of hepdata-validator.
 *
 * @module
 */
import { stringify } from "@std/yaml";
import type { DataTable, Dependent, Independent } from "./tables.ts";

function independent({ name, unit, values }: Independent) {
  return {
    header: { name, ...(unit === "" ? {} : { units: unit }) },
    values: values.map((value) => typeof value === "object" ? value : { value }),
  };
}

function dependent({ name, unit, values, errors }: Dependent, qualifiers: Qualifier[]) {
  return {
    header: { name, ...(unit === "" ? {} : { units: unit }) },
    ...(qualifiers.length === 0 ? {} : { qualifiers }),
    values: values.map((value, i) => {
      const error = errors?.[i] ?? null;
      return {
        value: value ?? "-",
        // An error of 0 is none to HEPData.
        ...(value !== null && error !== null && error > 0
          ? { errors: [{ symerror: error, label: "standard error" }] }
          : {}),
      };
    }),
  };
}

/** A condition under which a column was measured. */
interface Qualifier {
  readonly name: string;
  readonly value: string | number;
}

/**
 * The files of a submission by path.
 *
 * @param title Title of the audit.
 * @param qualifiers Conditions under which everything was measured.
 *
 * @example A table of one number
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { hepdata } from "./hepdata.ts";
 *
 * const files = hepdata("Audit", [], [{
 *   id: "ranks",
 *   title: "Ranks",
 *   description: "Shares",
 *   independent: [{ name: "rank", unit: "", values: [1] }],
 *   dependent: [{ name: "share", unit: "", values: [0.5], errors: [0.1] }],
 * }]);
 * assertEquals([...files.keys()], ["submission.yaml", "ranks.yaml"]);
 * ```
 */
export function hepdata(
  title: string,
  qualifiers: Qualifier[],
  tables: readonly DataTable[],
): Map<string, string> {
  const documents = [
    { comment: title },
    ...tables.map(({ id, title, description }) => ({
      name: title,
      description,
      keywords: [
        { name: "observables", values: ["calibration", "amplification"] },
        { name: "phrases", values: ["generative model", "audit"] },
      ],
      data_file: `${id}.yaml`,
    })),
  ];
  const yaml = (value: unknown) => stringify(value, { lineWidth: -1, useAnchors: false });
  return new Map([
    ["submission.yaml", documents.map((document) => `---\n${yaml(document)}`).join("")],
    ...tables.map((table): [string, string] => [
      `${table.id}.yaml`,
      yaml({
        independent_variables: table.independent.map(independent),
        dependent_variables: table.dependent.map((column) => dependent(column, qualifiers)),
      }),
    ]),
  ]);
}
