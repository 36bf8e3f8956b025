/**
 * The numbers of one generated sample as tables.
 *
 * @module
 */
import { isPresent } from "../../core/measure/mod.ts";
import type { SampleResults } from "../schema.ts";
import { rangesOf } from "../verdicts/sample_verdicts.ts";
import type { DataTable, Dependent } from "./tables.ts";

type Worth = SampleResults["kernel"];

/** Worth of a sample or of its generator, with errors. */
function worthColumn(
  name: string,
  rows: readonly Worth[],
  find: (worth: Worth) => Worth["sample"],
): Dependent {
  const estimates = rows.map(find);
  return {
    name,
    unit: "",
    values: estimates.map((estimate) => isPresent(estimate) ? estimate.value : null),
    errors: estimates.map((estimate) => isPresent(estimate) ? estimate.error : null),
  };
}

/** Columns of the worth. */
function worthColumns(rows: readonly Worth[]): Dependent[] {
  return [
    worthColumn("true events that the sample is worth", rows, ({ sample }) => sample),
    worthColumn("true events that the generator is worth", rows, ({ generator }) => generator),
    {
      name: "lower limit of the generator's worth, 95 % confidence",
      unit: "",
      values: rows.map(({ lower }) => lower),
    },
  ];
}

/**
 * The tables of one generated sample.
 *
 * @param axes Names of the features.
 */
export function sampleTables(
  { tests, where, within = [], worth, kernel, copies }: SampleResults,
  axes: readonly string[],
): DataTable[] {
  const column = (name: string, values: readonly number[]): Dependent => ({
    name,
    unit: "",
    values,
  });
  return [
    {
      id: "two-sample-tests",
      title: "Tests of the generated sample being the truth",
      description:
        "Distances of the generated sample from the truth, what 95 % of equal samples stay below, and exact permutation p-values.",
      independent: [{ name: "test", unit: "", values: tests.map(({ name }) => name) }],
      dependent: [
        column("value", tests.map(({ value }) => value)),
        column("95 % of equal samples are below", tests.map(({ upper }) => upper)),
        column("p-value", tests.map(({ pValue }) => pValue)),
      ],
    },
    ...(where.length === 0 ? [] : [{
      id: "where-samples-differ",
      title: "Where the generated sample differs most from the truth",
      description: "Shares of both samples in cells of equal pooled mass.",
      independent: [{
        name: "cell",
        unit: "",
        values: where.map((cell) => rangesOf(cell, axes)),
      }],
      dependent: [
        column("share of the generated sample", where.map(({ first }) => first)),
        column("share of the truth", where.map(({ second }) => second)),
        column("difference over its standard error", where.map(({ z }) => z)),
      ],
    }]),
    ...(within.length === 0 ? [] : [{
      id: "samples-by-condition",
      title: "Energy distance of the generated sample from the truth in bins of the condition",
      description:
        "Distances of the events in each bin, what 95 % of equal samples stay below, and exact permutation p-values.",
      independent: [{
        name: within[0].name,
        unit: "",
        values: within.map(({ from, to }) => `${from} to ${to}`),
      }],
      dependent: (["value", "upper", "pValue"] as const).map((key, i) => ({
        name: ["value", "95 % of equal samples are below", "p-value"][i],
        unit: "",
        values: within.map((bin) => bin[key]),
      })),
    }]),
    ...(worth.length === 0 ? [] : [{
      id: "sample-worth",
      title: "True events that the sample and its generator are worth",
      description: "Equivalent true events against the number of cells of the comparison.",
      independent: [{ name: "number of cells", unit: "", values: worth.map(({ cells }) => cells) }],
      dependent: worthColumns(worth),
    }]),
    {
      id: "sample-worth-kernel",
      title: "The same by kernel distance",
      description: "Equivalent true events by the kernel distance from the truth.",
      independent: [{ name: "by", unit: "", values: ["kernel distance"] }],
      dependent: worthColumns([kernel]),
    },
    ...(isPresent(copies) && copies.where.length > 0
      ? [{
        id: "where-it-copies",
        title: "Where the generated sample copies its training sample most",
        description:
          "In cells of training and held-out events: the share of generated events that are nearer to a training event, and copies.",
        independent: [{
          name: "cell",
          unit: "",
          values: copies.where.map((cell) => rangesOf(cell, axes)),
        }],
        dependent: [
          {
            name: "share nearer to training events",
            unit: "",
            values: copies.where.map(({ share }) => share),
            errors: copies.where.map(({ error }) => error),
          },
          column("share without copies", copies.where.map(({ expected }) => expected)),
          column("copies", copies.where.map(({ exact }) => exact)),
        ],
      }]
      : []),
  ];
}
