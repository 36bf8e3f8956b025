/**
 * Tables in the form of HEPData, the repository of particle physics: `submission.yaml` and a file for each
 * table, by schema 1.1.1 of hepdata-validator.
 *
 * @module
 */
import { stringify } from "../../types/std/yaml.ts";
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
        // HEPData takes an error of 0 for no error.
        ...(value !== null && error !== null && error > 0
          ? { errors: [{ symerror: error, label: "standard error" }] }
          : {}),
      };
    }),
  };
}

/**
 * YAML for readers of version 1.1, as HEPData's is: to them a power of ten without a decimal point is a
 * text, and an equals sign alone is a tag. In version 1.2 the same text says the same.
 */
function yaml(value: unknown): string {
  return stringify(value, { lineWidth: -1, useAnchors: false })
    .replaceAll(/(?<=: )(-?\d+)(e[+-]\d+)$/gm, "$1.0$2")
    .replaceAll(/(?<=: )=$/gm, "'='");
}

/** The largest file of a table that HEPData takes, bytes. */
const LARGEST = 10 * 2 ** 20;

/** A condition under which a column was measured. */
interface Qualifier {
  readonly name: string;
  readonly value: string | number;
}

/**
 * The files of a submission by path. A table that is larger than HEPData takes is left out, which the
 * comment on the submission says.
 *
 * @param title Title of the audit.
 * @param qualifiers Conditions under which everything was measured.
 * @param largest Bytes of the largest file of a table.
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
  largest = LARGEST,
): Map<string, string> {
  const written = tables.map((table) => ({
    table,
    text: yaml({
      independent_variables: table.independent.map(independent),
      dependent_variables: table.dependent.map((column) => dependent(column, qualifiers)),
    }),
  }));
  const fits = ({ text }: { text: string }) => new TextEncoder().encode(text).length <= largest;
  const left = written.filter((entry) => !fits(entry)).map(({ table }) => table.title);
  const taken = written.filter(fits);
  const documents = [
    {
      comment: left.length === 0
        ? title
        : `${title}. Left out, as their files have more than ${largest} bytes: ${left.join(", ")}`,
    },
    ...taken.map(({ table: { id, title, description } }) => ({
      name: title,
      description,
      keywords: [
        { name: "observables", values: ["calibration", "amplification"] },
        { name: "phrases", values: ["generative model", "audit"] },
      ],
      data_file: `${id}.yaml`,
    })),
  ];
  return new Map([
    ["submission.yaml", documents.map((document) => `---\n${yaml(document)}`).join("")],
    ...taken.map(({ table, text }): [string, string] => [`${table.id}.yaml`, text]),
  ]);
}
