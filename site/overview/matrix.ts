/**
 * The matrix of methods and measures: a number and a small picture in each cell.
 *
 * @module
 */
import { log } from "../../core/elementary.ts";
import { leaderOf } from "../../core/leader.ts";
import { style } from "../../render/charts/palette.ts";
import { fixed, plain, pValue, significant, unbroken } from "../../render/format.ts";
import { type Markup, markup, raw } from "../../render/markup.ts";
import type { Estimate } from "../../studies/shared/schema.ts";
import { lookOf, posteriorTitle } from "../../studies/shared/view.ts";
import type { Joined, Overview } from "./joined.ts";

/** What a cell shows. */
interface Shown extends Estimate {
  readonly text: string;
  /** Whether it fails the test of its column. */
  readonly fails?: boolean;
  /** Whether it may be the best of its column. */
  readonly best?: boolean;
  /** Where calibrated posteriors lie. */
  readonly region?: readonly [number, number];
}

/** One measure of all methods. */
interface Column {
  readonly title: string;
  /** What is measured, and what is good. */
  readonly what: string;
  readonly good: string;
  readonly scale: "linear" | "log";
  /** The value of a perfect posterior, where there is one. */
  readonly perfect?: number;
  /** One for each method; null where it is not judged. */
  readonly cells: readonly (Shown | null)[];
}

/** Size of the picture of a cell, and the room at its ends, pixels. */
const width = 84, height = 20, margin = 6;

/** Estimates of which those that may lead are marked. */
function ranked(
  { methods, setup: { runs } }: Overview,
  pick: (one: Joined) => Estimate,
  leads: "largest" | "smallest",
  text: (value: number) => string,
): Shown[] {
  // A worth is a quotient of sums over runs, which no values of single runs have as their mean.
  const values = methods.map((one): Estimate => {
    const { value, error } = pick(one);
    return { value, error };
  });
  const { index, rivals } = leaderOf(values, { runs, leads });
  return values.map(({ value, error }, i) => ({
    value,
    error,
    text: text(value),
    best: i === index || rivals.includes(i),
  }));
}

function columnsOf(overview: Overview): Column[] {
  const { methods, nBins, jointBins, line, setup: { draws } } = overview;
  return [
    {
      title: "Distance",
      what: "divergence from the truth, nats",
      good: "small is good",
      scale: "log",
      cells: ranked(overview, ({ divergence }) => divergence, "smallest", (v) => significant(v, 2)),
    },
    {
      title: "Classifier",
      what: "probability to rank generated above true",
      good: "0.5 is perfect",
      scale: "linear",
      perfect: 0.5,
      cells: ranked(overview, ({ area }) => area, "smallest", (v) => fixed(v, 3)),
    },
    {
      title: "Coverage",
      what: `less what intervals say, ${nBins} × ${nBins} bins`,
      good: "0 is calibrated",
      scale: "linear",
      perfect: 0,
      cells: methods.map(({ signed: { value, error, calibrated }, standing }) =>
        standing === "few" ? null : {
          value,
          error,
          text: fixed(value, 3),
          fails: standing !== "calibrated",
          region: [calibrated.lower, calibrated.upper],
        }
      ),
    },
    {
      title: "All bins at once",
      what: `p-value of joint regions, ${jointBins} × ${jointBins} bins`,
      good: `fails below ${significant(line, 2)}`,
      scale: "log",
      perfect: line,
      cells: methods.map(({ joint }) =>
        joint && {
          value: joint.pValue,
          error: null,
          text: pValue(joint.pValue),
          fails: joint.side === "below",
        }
      ),
    },
    {
      title: "Over-claim",
      what: `claimed over achieved worth, ${nBins} × ${nBins} bins`,
      good: "1 is honest",
      scale: "log",
      perfect: 1,
      cells: methods.map(({ worth: { ratio: { value, error } }, claim: { side }, fair }) => ({
        value,
        error,
        text: fixed(value, 1),
        fails: side !== undefined,
        region: [1, fair],
      })),
    },
    {
      title: "Worth",
      what: `training samples replaced, ${nBins} × ${nBins} bins`,
      good: "large is good",
      scale: "log",
      perfect: 1,
      cells: ranked(
        overview,
        ({ worth }) => worth.achieved,
        "largest",
        (v) => significant(v, v < 10 ? 2 : 3),
      ),
    },
    {
      title: "Independent draws",
      what: `of ${plain(draws)} in a run`,
      good: "all are best",
      scale: "linear",
      perfect: draws,
      cells: methods.map(({ independent }) => ({
        value: independent,
        error: null,
        text: fixed(independent, independent < 10 ? 1 : 0),
      })),
    },
  ];
}

/** Places along a column's scale in pixels. */
function placesOf({ scale, perfect, cells }: Column): (value: number) => number {
  const along = (value: number) => scale === "log" ? log(value) : value;
  const shown = cells.filter((cell) => cell !== null);
  const marks = [
    ...(perfect === undefined ? [] : [perfect]),
    ...shown.flatMap(({ value, error, region = [] }) => [
      value,
      value + (error ?? 0),
      value - (error ?? 0),
      ...region,
    ]),
  ].filter((value) => scale === "linear" || value > 0).map(along);
  const [least, most] = [Math.min(...marks), Math.max(...marks)];
  const room = most > least ? most - least : 1;
  return (value) => {
    const at = scale === "log" && value <= 0 ? 0 : (along(value) - least) / room;
    return Number((margin + (width - 2 * margin) * Math.min(1, Math.max(0, at))).toFixed(1));
  };
}

function cellPicture(
  { method }: Joined,
  { perfect }: Column,
  { value, error, fails = false, region }: Shown,
  place: (value: number) => number,
): string {
  const { colour, symbol } = style(lookOf(method));
  const middle = height / 2, x = place(value);
  const from = region && place(region[0]), to = region && place(region[1]);
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true">${
    region === undefined
      ? ""
      : `<path d="M${from} 2H${to}V${height - 2}H${from}z" fill="var(--region)"/>`
  }<path d="M0 ${middle}H${width}" stroke="var(--rule)"/>${
    perfect === undefined
      ? ""
      : `<path d="M${place(perfect)} 2V${height - 2}" stroke="var(--ink)" stroke-dasharray="1 2"/>`
  }${
    error === null
      ? ""
      : `<path d="M${place(value - error)} ${middle}H${
        place(value + error)
      }" stroke="${colour}" stroke-width="1.5"/>`
  }<path d="M${x} ${middle}${symbol}" stroke="${colour}" stroke-width="1.5" fill="${
    fails ? "var(--paper)" : colour
  }"/></svg>`;
}

function cellMarkup(one: Joined, column: Column, i: number, place: (v: number) => number): Markup {
  const shown = column.cells[i];
  if (shown === null) return markup`<td class="few">too few draws</td>`;
  const { text, best, fails } = shown;
  return markup`<td><span>${raw(cellPicture(one, column, shown, place))}${
    best ? markup`<b>${text}</b>` : text
  }</span>${fails ? markup`<span class="sr-only">fails</span>` : null}</td>`;
}

/** The whole matrix as a table. */
export function matrix(overview: Overview): Markup {
  const columns = columnsOf(overview);
  const places = columns.map(placesOf);
  const { methods } = overview;
  const families = [...new Set(methods.map(({ method }) => method.posterior))];
  return markup`
    <div class="matrix" tabindex="0" role="region" aria-labelledby="matrix-title">
    <table aria-labelledby="matrix-title">
    <thead><tr><td></td>${
    columns.map(({ title, what, good }) =>
      markup`<th scope="col"><b>${title}</b> <span>${unbroken(what)}</span> <i>${good}</i></th>`
    )
  }</tr></thead>
    ${
    families.map((family) =>
      markup`<tbody><tr class="family"><th scope="rowgroup" colspan="${columns.length + 1}">${
        posteriorTitle(family)
      }</th></tr>${
        methods.map((one, i) =>
          one.method.posterior !== family
            ? null
            : markup`<tr><th scope="row">${one.method.parameter.symbol} = ${
              plain(one.method.parameter.value)
            }</th>${columns.map((column, c) => cellMarkup(one, column, i, places[c]))}</tr>\n`
        )
      }</tbody>`
    )
  }
    </table></div>
  `;
}

/** Whether some method may be the best, or passes, by every measure. */
export function allRound(overview: Overview): Joined[] {
  const columns = columnsOf(overview).slice(0, -1);
  return overview.methods.filter((_, i) =>
    columns.every(({ cells }) => {
      const cell = cells[i];
      return cell !== null && cell.fails !== true && cell.best !== false;
    })
  );
}
