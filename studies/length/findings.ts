/**
 * What the study of the length finds.
 *
 * @module
 */
import { nextSteps } from "../shared/next_step.ts";
import type { Estimate, Finding, Method } from "../shared/schema.ts";
import {
  capital,
  grouped,
  inText,
  listed,
  measurement,
  named,
  range,
} from "../../render/sentence.ts";
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

/** Words for error bars on a side of what is calibrated, and on none. */
export function sizeWords(side: Overturned["said"]): string {
  return side === null
    ? "consistent with calibrated ones"
    : { above: "too large", below: "too small" }[side];
}

/** A sentence for each method whose full fit leads to another conclusion than its beginnings, at the shown number of bins. */
function coursesOf(
  { nBins, series, overturned }: Pick<LengthResults, "nBins" | "series" | "overturned">,
): { readonly method: Method; readonly sentence: string }[] {
  return series.flatMap(({ method, points }) => {
    const all = overturned.filter((one) =>
      one.method.id === method.id && one.nBins === shownOf(nBins)
    );
    if (all.length === 0) return [];
    const [{ quantity, said }] = all;
    const mine = all.filter((one) => one.quantity === quantity);
    const parts = [...Map.groupBy(mine, ({ saidBefore }) => saidBefore)].map(([side, members]) => {
      const steps = members.map(({ steps }) => steps);
      const after = [...new Set([Math.min(...steps), Math.max(...steps)])].map(grouped);
      return `${sizeWords(side)} after ${after.join(" to ")} steps`;
    });
    const whole = `${sizeWords(said)} after ${grouped(points[points.length - 1].steps)}`;
    return [{
      method,
      sentence: `The error bars of ${inText(method.label)} are ${listed([...parts, whole])}.`,
    }];
  });
}

/**
 * What a page says whose fits are shorter than those of this study: how their beginnings and the whole fits are judged;
 * `undefined` where that is the same.
 *
 * @param methods Those that the page shows.
 */
export function takenBack(
  results: Pick<LengthResults, "nBins" | "series" | "overturned">,
  methods: readonly Method[],
): string | undefined {
  const n = shownOf(results.nBins);
  const courses = coursesOf(results).filter(({ method }) =>
    methods.some(({ id }) => id === method.id)
  );
  return courses.length === 0
    ? undefined
    : `These fits are short. At ${n} × ${n} bins longer ones lead to other conclusions. ${
      courses.map(({ sentence }) => sentence).join(" ")
    }`;
}

/** The findings of the study. */
export function findings(
  { setup, nBins, series, overturned }: Omit<LengthResults, "findings">,
): Finding[] {
  const { runs } = setup;
  const n = shownOf(nBins), bins = `${n} × ${n} bins`;
  const out: Finding[] = [];

  const courses = coursesOf({ nBins, series, overturned });
  out.push({
    id: "overturned",
    sentence: courses.length === 0
      ? `At ${bins} no beginning of a fit is shown to lead to another conclusion than the full fit.`
      : `At ${bins} full fits lead to other conclusions than their beginnings. ${
        courses.map(({ sentence }) => sentence).join(" ")
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
