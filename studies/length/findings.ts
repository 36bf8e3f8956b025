/**
 * What the study of the length finds.
 *
 * @module
 */
import { nextSteps } from "../shared/next_step.ts";
import type { Estimate, Finding, Method } from "../shared/schema.ts";
import { capital, grouped, inText, measurement, named, range } from "../../render/sentence.ts";
import { sideOf, sidesOf } from "../../core/significance.ts";
import type { LengthPoint, LengthResults, LengthSeries, Moved, Overturned } from "./schema.ts";

/** Binning of the sentences, where the results have it; else the finest. */
const shownBins = 50;

/** The binning that sentences are about. */
export function shownOf(nBins: readonly number[]): number {
  return nBins.includes(shownBins) ? shownBins : nBins[nBins.length - 1];
}

/** The row of a point at a number of bins. */
export function rowAt({ rows }: LengthPoint, nBins: number): LengthPoint["rows"][number] {
  return rows.find((row) => row.nBins === nBins)!;
}

const bare = ({ value, error }: Estimate): Estimate => ({ value, error });

/**
 * Beginnings of fits whose calibration is judged differently from that of the whole fit: on another side of what is
 * calibrated, or on a side instead of none. The difference between both, run by run, must itself be significant among
 * all beginnings and methods of a number of bins.
 */
export function overturnedBy(
  series: readonly LengthSeries[],
  runs: number,
  calibratedOneSigma: number,
): Overturned[] {
  const limits = { signed: 0, oneSigma: calibratedOneSigma } as const;
  const beginnings = series.reduce((sum, { points }) => sum + points.length - 1, 0);
  const alarms = 0.05 / (2 * beginnings);
  return series.flatMap(({ method, points }) => {
    const whole = points[points.length - 1];
    return points.slice(0, -1).flatMap((point) =>
      point.rows.flatMap((row) =>
        (["signed", "oneSigma"] as const).flatMap((quantity): Overturned[] => {
          const before = row[quantity], after = rowAt(whole, row.nBins)[quantity];
          const sides = [before, after].map((estimate) =>
            sideOf(estimate, limits[quantity], runs) ?? null
          );
          if (sides[0] === sides[1] || sideOf(before.toWhole, 0, runs, alarms) === undefined) {
            return [];
          }
          return [{
            method,
            quantity,
            nBins: row.nBins,
            steps: point.steps,
            before: bare(before),
            whole: bare(after),
            saidBefore: sides[0],
            said: sides[1],
          }];
        })
      )
    );
  });
}

/** Words for a side of what is calibrated, and for none. */
export function sideWords(side: Overturned["said"]): string {
  return side === null
    ? "consistent with calibrated"
    : { above: "too wide", below: "too narrow" }[side];
}

/** Words for error bars on a side of what is calibrated, and on none. */
function sizeWords(side: Overturned["said"]): string {
  return side === null
    ? "consistent with calibrated ones"
    : { above: "too large", below: "too small" }[side];
}

/**
 * What a page says whose fits are shorter than those of this study: how their beginnings and the whole fits are judged;
 * `undefined` where that is the same.
 *
 * @param methods Those that the page shows.
 */
export function takenBack(
  { nBins, series, overturned }: Pick<LengthResults, "nBins" | "series" | "overturned">,
  methods: readonly Method[],
): string | undefined {
  const n = shownOf(nBins);
  const sentences = series.flatMap(({ method, points }) => {
    const mine = overturned.filter((one) => one.method.id === method.id && one.nBins === n);
    if (mine.length === 0 || !methods.some(({ id }) => id === method.id)) return [];
    const [{ quantity, saidBefore, said }] = mine;
    const steps = mine.filter((one) => one.quantity === quantity && one.saidBefore === saidBefore)
      .map(({ steps }) => steps).sort((a, b) => a - b);
    const after = [...new Set([steps[0], steps[steps.length - 1]])].map(grouped).join(" to ");
    const whole = grouped(points[points.length - 1].steps);
    return [
      `At ${n} × ${n} bins the error bars of ${inText(method.label)} are ${
        sizeWords(saidBefore)
      } after ${after} steps, and ${sizeWords(said)} after ${whole}.`,
    ];
  });
  return sentences.length === 0
    ? undefined
    : ["The fits here are short, and longer ones are judged otherwise.", ...sentences].join(" ");
}

/** The findings of the study. */
export function findings(
  { setup, nBins, series, overturned }: Omit<LengthResults, "findings">,
): Finding[] {
  const { runs } = setup;
  const n = shownOf(nBins), bins = `${n} × ${n} bins`;
  const out: Finding[] = [];

  const wrong = overturned.filter((judgement) => judgement.nBins === n);
  const turns = new Map<string, Set<string>>();
  for (const { method, saidBefore, said: saidAtEnd } of wrong) {
    const turn = `“${sideWords(saidBefore)}” becomes “${sideWords(saidAtEnd)}”`;
    turns.set(turn, (turns.get(turn) ?? new Set()).add(method.label));
  }
  out.push({
    id: "overturned",
    sentence: wrong.length === 0
      ? `At ${bins} no beginning is shown to say something else of the posterior's width than its whole fit.`
      : `At ${bins} the whole fit says something else of the posterior's width than its beginnings: ${
        [...turns].map(([turn, labels]) =>
          `${turn} for ${named([...labels].map((label) => ({ label })), series.length)}.`
        ).join(" ")
      }`,
    evidence: {},
  });

  /** What a quantity does between the shortest beginning and the end, for the methods where that is claimed. */
  const changes = (id: string, subject: string, pick: (point: LengthPoint) => Moved | null) => {
    const known = series.flatMap(({ method: { label }, points: [first] }) => {
      const moved = pick(first);
      return moved === null ? [] : [{ label, change: moved.toWhole }];
    });
    if (known.length === 0) return;
    const sides = sidesOf(known.map(({ change }) => change), runs);
    const sentencesFor = (side: "above" | "below", word: string) => {
      const who = known.filter((_, i) => sides[i] === side)
        .map(({ label, change: { value, error } }) =>
          measurement(label, { value: Math.abs(value), error })
        );
      return who.length === 0 ? [] : [
        `${capital(subject)} ${word} between the shortest beginning and the end for ${
          named(who, known.length)
        }. The change is ${range(who)}.`,
      ];
    };
    const words = [...sentencesFor("above", "grows"), ...sentencesFor("below", "falls")];
    out.push({
      id,
      sentence: words.length === 0
        ? `${
          capital(subject)
        } does not change significantly between the shortest beginning and the end of any fit.${
          nextSteps(known.map(({ change }) => change), { runs, alarms: 0.05 / known.length })
        }`
        : words.join(" "),
      evidence: Object.fromEntries(known.map(({ label, change }) => [label, change])),
    });
  };
  const at = (pick: (row: LengthPoint["rows"][number]) => Moved | null) => (point: LengthPoint) =>
    pick(rowAt(point, n));
  changes("edge", "the signed deviation in the innermost ring", ({ edge }) => edge);
  changes("signed", `the mean signed deviation at ${bins}`, at((row) => row.signed));
  changes("one-sigma", `the one-sigma share at ${bins}`, at((row) => row.oneSigma));
  changes("width", `the relative width of the posterior at ${bins}`, at((row) => row.width));
  changes("amplification", `the claimed amplification at ${bins}`, at((row) => row.amplification));
  changes(
    "closure",
    `the divergence of the mean from the truth at ${bins}`,
    at((r) => r.divergence),
  );
  return out;
}
