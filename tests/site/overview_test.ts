/** The sentences of the overview say what the numbers bear, and no more. */
import { assert, assertEquals } from "@std/assert";
import { loadReport } from "../../site/load.ts";
import { heroChart } from "../../site/overview/charts.ts";
import { type Joined, type Overview, overviewOf } from "../../site/overview/joined.ts";
import { allRound } from "../../site/overview/matrix.ts";
import {
  calibrated,
  closest,
  moreData,
  overclaimed,
  sureness,
  worth,
} from "../../site/overview/sentences.ts";
import type { Standing } from "../../studies/calibration/standing.ts";
import { scratch } from "../runner/_runs.ts";
import { most, sentencesOf } from "../studies/_language.ts";
import { writeReport } from "./_report.ts";

function madeUp(): Overview {
  using folder = scratch();
  writeReport(folder.path);
  return overviewOf(loadReport(folder.path));
}

const overview = madeUp();

/** The overview with other methods, as many as there are changes. */
function withMethods(changes: readonly Partial<Joined>[]): Overview {
  return {
    ...overview,
    methods: changes.map((change, i) => ({ ...overview.methods[i], ...change })),
  };
}

/** The overview with another power of the training size. */
function withPower(value: number, error: number): Overview {
  const { trainingSize, trainingSize: { data, data: { powers } } } = overview;
  const last = powers[powers.length - 1];
  return {
    ...overview,
    trainingSize: {
      ...trainingSize,
      data: { ...data, powers: [...powers.slice(0, -1), { ...last, achieved: { value, error } }] },
    },
  };
}

const at = (value: number, error: number) => ({ value, error });

Deno.test("a method comes closest alone where its lead is significant", () => {
  const [first, second] = overview.methods;
  const far = withMethods([{ divergence: at(0.1, 0.001) }, { divergence: at(0.2, 0.001) }]);
  const near = withMethods([{ divergence: at(0.1, 0.1) }, { divergence: at(0.2, 0.1) }]);
  const start = (text: string) => text.slice(0, text.indexOf("."));
  const name = first.method.label.replace("mean", "Mean").replace(", ", " at ");
  assertEquals(start(closest(far)), `${name} comes closest to the truth`);
  assertEquals(
    start(closest(near)),
    `${name} comes closest to the truth, though the other may be as close`,
  );
  assert(second.method.label !== first.method.label);
});

Deno.test("error bars are right, too small or too large where the draws are enough to tell", () => {
  const said = (...standings: Standing[]) =>
    calibrated(withMethods(standings.map((standing) => ({ standing }))));
  const { nBins, methods: [{ method: one }, { method: two }] } = overview;
  const bins = `In ${nBins} × ${nBins} bins the error bars of`;
  const held = "with enough independent draws hold the truth as often as they say.";
  const named = [one, two].map(({ label }) => label.replace(", ", " at "));
  assertEquals(
    said("few", "few"),
    "The draws of all methods are too few to judge their error bars.",
  );
  assertEquals(said("calibrated", "calibrated"), `${bins} both methods ${held}`);
  assertEquals(
    said("narrow", "calibrated", "few"),
    `${bins} one of two methods ${held} Those of ${named[0]} are too small.`,
  );
  assertEquals(
    said("narrow", "wide", "calibrated"),
    `${bins} one of three methods ${held} Those of ${named[0]} are too small, and those of ${
      named[1]
    } are too large.`,
  );
  assert(said("narrow", "narrow").startsWith(`${bins} no method ${held}`));
});

Deno.test("a claim that is too large is said of those whose excess is significant", () => {
  const said = (...sides: ("above" | "below" | undefined)[]) =>
    overclaimed(withMethods(
      sides.map((side) => ({ claim: { excess: at(1, 0.1), judged: true, side } })),
    )).split(".")[0];
  const [{ method: { label } }] = overview.methods;
  assertEquals(said(undefined, "below"), "No sample is shown to be worth less than it claims");
  assert(
    said("above", undefined).startsWith(
      `The sample of ${label.replace(", ", " at ")} is worth less than it claims, by a factor of `,
    ),
  );
  assert(
    said("above", "above", "below").startsWith("The samples of two of three methods are worth"),
  );
  const few = overclaimed(withMethods([
    ...Array.from({ length: 2 }, () => ({
      claim: { excess: at(1, 0.1), judged: true, side: "above" as const },
    })),
    { claim: { excess: at(9, 0.1), judged: false, side: undefined } },
  ]));
  assert(
    few.startsWith("The samples of both methods with enough independent draws are worth"),
    few,
  );
});

Deno.test("what more training data do follows the power of their number", () => {
  const starts = [
    [0, 0.1, "More training data do not help"],
    [0.5, 0.01, "More training data help"],
    [1, 0.01, "More training data pay for"],
    [-0.5, 0.01, "More training data make the sample of"],
  ] as const;
  for (const [value, error, start] of starts) {
    assert(moreData(withPower(value, error)).startsWith(start), start);
  }
});

Deno.test("a method is good by every measure where it passes all tests and may lead in all", () => {
  const good: Partial<Joined> = {
    divergence: at(0.01, 0.001),
    area: at(0.51, 0.001),
    standing: "calibrated",
    joint: { pValue: 0.5, side: "above" },
    claim: { excess: at(0, 0.1), judged: true, side: undefined },
  };
  const achieved = (value: number) => ({
    ...overview.methods[0].worth,
    achieved: { ...overview.methods[0].worth.achieved, ...at(value, 1) },
  });
  const bad = { divergence: at(1, 0.001), area: at(0.9, 0.001), worth: achieved(90) };
  const count = (change: Partial<Joined>) =>
    allRound(withMethods([{ ...good, worth: achieved(100), ...change }, bad])).length;
  const cases: [Partial<Joined>, number][] = [
    [{}, 1],
    [{ standing: "few" }, 0],
    [{ joint: { pValue: 0.001, side: "below" } }, 0],
    [{ claim: { excess: at(1, 0.1), judged: true, side: "above" } }, 0],
    [{ worth: achieved(0) }, 0],
  ];
  for (const [change, expected] of cases) {
    assertEquals(count(change), expected, JSON.stringify(change));
  }
});

Deno.test("the picture has the training events of the first run where the flows saw them", () => {
  const [density, ratio] = heroChart(overview).panels;
  assert(density.kind === "lines" && ratio.kind === "lines");
  const events = density.series.find(({ label }) => label === "training events")!;
  assert(events.x.length > 5 && events.x.every((r) => r > 4));
  const over = ratio.series.find(({ label }) => label === "training events")!;
  // Of that many events most agree with the truth within two errors of counting.
  const near = over.y.filter((value, i) => Math.abs(value! - 1) < 2 * (over.upper![i]! - value!));
  assert(near.length > 0.7 * over.y.length);
});

Deno.test("the sentences of the overview are short", () => {
  const { runs, fits } = sureness(overview);
  const texts = [
    closest(overview),
    calibrated(overview),
    worth(overview),
    overclaimed(overview),
    moreData(overview),
    runs,
    fits,
  ];
  for (const { text, words, numbers } of texts.flatMap(sentencesOf)) {
    assert(words <= most.words && numbers <= most.numbers, text);
  }
});
