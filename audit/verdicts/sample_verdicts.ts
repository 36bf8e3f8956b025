/**
 * Verdicts on one generated sample beside the truth.
 *
 * @module
 */
import { isPresent } from "../../core/measure/mod.ts";
import { plain, significant } from "../../render/format.ts";
import { decimal, grouped, listed, plusMinus } from "../../render/sentence.ts";
import type { SampleResults, Verdict } from "../schema.ts";
import { pText } from "./p_text.ts";

/** How many tests of these results can fail. */
export function countSampleTests({ tests, within = [], copies }: SampleResults): number {
  return tests.length + within.filter(({ pValue }) => pValue !== null).length +
    (isPresent(copies) ? 1 : 0);
}

/** Standard errors from which on a cell is named. */
const seen = 3;

/** What p-values are compared with. */
interface Limits {
  /** Highest p-value of a test that fails. */
  readonly level: number;
  /** Lowest p-value that the permutations can give. */
  readonly floor: number;
}

/** Whether a p-value that does not fail is as low as the permutations let it be. */
function isUnsettled(pValue: number, { level, floor }: Limits): boolean {
  return floor >= level && pValue <= 2 * floor;
}

/** Whether it has the distribution of the truth. */
function truthVerdict(
  { tests, where }: SampleResults,
  axes: readonly string[],
  limits: Limits,
): Verdict {
  const { level } = limits;
  const [worst] = [...tests].sort((a, b) => a.pValue - b.pValue);
  const evidence = Object.fromEntries(
    tests.map(({ name, pValue }) => [`p-value of the ${name}`, { value: pValue, error: null }]),
  );
  const verdict = (standing: Verdict["standing"], sentence: string, next?: string): Verdict => ({
    id: "truth",
    standing,
    sentence,
    ...(next !== undefined && { next }),
    evidence,
  });
  const low = tests.filter(({ pValue }) => pValue < level);
  const all = `${tests.length} tests`;
  if (low.length > 0) {
    const cell = where.find(({ z }) => Math.abs(z) >= seen);
    const place = cell === undefined ? "" : ` It differs most where ${rangesOf(cell, axes)}.`;
    return verdict(
      "fails",
      `The generated sample is not the truth: the ${listed(low.map(({ name }) => name))} ${
        low.length === 1 ? "is" : "are"
      } beyond chance (${pText(worst.pValue)} at the lowest of ${all}).${place}`,
      mend,
    );
  }
  return isUnsettled(worst.pValue, limits)
    ? verdict(
      "open",
      `The ${worst.name} is as far beyond chance as these permutations can show (${
        pText(worst.pValue)
      }), which does not settle whether the sample is the truth.`,
      `${grouped(Math.ceil(1 / level))} permutations (replicates) would settle it.`,
    )
    : verdict(
      "holds",
      `None of ${all} tells the generated sample from the truth. The least likely is the ${worst.name} (${
        pText(worst.pValue)
      }).`,
    );
}

/** What to do about a sample that is not the truth. */
const mend =
  "The spectra show by how much. Train the generator longer, or weight its events, and test again on events that it has not seen.";

/** Whether it has the distribution of the truth in each bin of the condition. */
function conditionVerdict({ within = [] }: SampleResults, limits: Limits): Verdict[] {
  const { level } = limits;
  const tested = within.flatMap(({ name, from, to, pValue }) =>
    pValue === null ? [] : [{ place: `${name} from ${plain(from)} to ${plain(to)}`, pValue }]
  );
  if (tested.length === 0) return [];
  const { name } = within[0];
  const worst = tested.reduce((a, b) => b.pValue < a.pValue ? b : a);
  const low = tested.filter(({ pValue }) => pValue < level);
  const most = `${worst.place} (${pText(worst.pValue)} by the energy distance)`;
  const verdict = (standing: Verdict["standing"], sentence: string, next?: string): Verdict[] => [{
    id: "condition",
    standing,
    sentence,
    ...(next !== undefined && { next }),
    evidence: { "lowest p-value of the energy distance": { value: worst.pValue, error: null } },
  }];
  if (low.length > 0) {
    return verdict(
      "fails",
      `In ${low.length} of ${tested.length} bins of ${name} the generated sample is not the truth, most clearly in ${most}.`,
      mend,
    );
  }
  return isUnsettled(worst.pValue, limits)
    ? verdict(
      "open",
      `The bin with ${most} is as far beyond chance as these permutations can show, which does not settle whether the sample is the truth there.`,
      `${grouped(Math.ceil(1 / level))} permutations (replicates) would settle it.`,
    )
    : verdict(
      "holds",
      `In none of ${tested.length} bins of ${name} does the generated sample differ from the truth beyond chance. The least likely is ${most}.`,
    );
}

/** The ranges of a cell in words, of the features that it bounds. */
export function rangesOf(
  { from, to }: Pick<SampleResults["where"][0], "from" | "to">,
  axes: readonly string[],
): string {
  const parts = from.flatMap((low, i) => {
    const high = to[i], name = axes[i] ?? `x${i + 1}`;
    if (low === null && high === null) return [];
    if (low === null) return [`${name} is below ${decimal(high!, 3)}`];
    if (high === null) return [`${name} is above ${decimal(low, 3)}`];
    return [`${name} is from ${decimal(low, 3)} to ${decimal(high, 3)}`];
  });
  return parts.length === 0 ? "it lies anywhere" : listed(parts);
}

/** Its worth, in the finest cells that can measure it. */
function worthVerdict({ worth, kernel }: SampleResults, nTrain: number | null): Verdict {
  const finest = [...worth].reverse().find(({ generator }) => isPresent(generator)) ??
    worth[worth.length - 1];
  const { cells, sample, generator, lower } = finest;
  const times = (value: number) =>
    nTrain === null ? "" : `, ${significant(value / nTrain, 2)} times its training events`;
  const sentence = isPresent(generator)
    ? `In ${grouped(cells)} cells the generator is worth ${plusMinus(generator)} true events${
      times(generator.value)
    }${isPresent(sample) ? `, and this sample of it ${plusMinus(sample)}` : ""}.`
    : `In ${
      grouped(cells)
    } cells the truth sample is too small to tell what the generator is worth${
      lower === null
        ? ""
        : `; it is at least ${grouped(Math.round(lower))} true events${times(lower)}`
    }.`;
  return {
    id: "sample worth",
    standing: "open",
    sentence,
    ...(!isPresent(generator) && { next: "A larger truth sample would tell." }),
    evidence: {
      ...(isPresent(generator) && { "worth of the generator": generator }),
      ...(isPresent(sample) && { "worth of the sample": sample }),
      ...(isPresent(kernel.generator) && { "worth by kernel distance": kernel.generator }),
    },
  };
}

/** Whether it copies its training sample. */
function copiesVerdict(
  { copies }: SampleResults,
  axes: readonly string[],
  level: number,
): Verdict[] {
  if (!isPresent(copies)) return [];
  const { share, error, pValue, exact, where } = copies;
  const cell = where.length > 1 ? where.find(({ z }) => z >= seen) : undefined;
  const evidence = {
    "share nearer to the training sample": { value: share, error },
    "p-value of one half": { value: pValue, error: null },
  };
  const text = `${
    decimal(100 * share, 1)
  } % of the generated events are nearer to a training event than to one of as many held-out events (${
    pText(pValue)
  })`;
  return [
    pValue < level && share > 0.5
      ? {
        id: "copies",
        standing: "fails",
        sentence: `The generator copies: ${text}. ${
          grouped(exact)
        } are nearer than chance lets events be.${
          cell === undefined ? "" : ` It copies most where ${rangesOf(cell, axes)}.`
        }`,
        next: "Train on more events, or stop earlier, where the loss of held-out events is lowest.",
        evidence,
      }
      : {
        id: "copies",
        standing: "holds",
        sentence: `No copies are seen: ${text}, where one half is expected.`,
        evidence,
      },
  ];
}

/**
 * Verdicts on one generated sample.
 *
 * @param axes Names of the features.
 * @param limits What p-values are compared with.
 */
export function sampleVerdicts(
  samples: SampleResults,
  axes: readonly string[],
  nTrain: number | null,
  limits: Limits,
): Verdict[] {
  return [
    truthVerdict(samples, axes, limits),
    ...conditionVerdict(samples, limits),
    worthVerdict(samples, nTrain),
    ...copiesVerdict(samples, axes, limits.level),
  ];
}
