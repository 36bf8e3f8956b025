/**
 * What the overview shows of the idea to play with before a reader plays: the choices, and the pictures and the sentence
 * of the first ones.
 *
 * @module
 */
import type { Chart } from "../../render/charts/chart.ts";
import { plain } from "../../render/format.ts";
import { type Markup, markup } from "../../render/markup.ts";
import { chartsOf } from "./charts.ts";
import { type Events, type Learned, play, type Stage } from "./play.ts";
import { methodOf } from "./setting.ts";
import { fields, type Game, initialState } from "./state.ts";
import { summary } from "./summary.ts";

/** What the targets are called. */
const targets: Readonly<Record<Game["target"], string>> = {
  "ring-radius": "Radius of the ring",
  "camel-back": "Two smooth humps",
};

/** The first choices, played to their end. */
export async function firstGame(): Promise<Stage[]> {
  const stages: Stage[] = [];
  for await (const stage of play(initialState)) {
    stages.push(stage);
    if (stage.stage === "learned" && stage.set === initialState.sets) break;
  }
  return stages;
}

function option(value: string | number, text: string, initial: string | number): Markup {
  return value === initial
    ? markup`<option value="${value}" selected>${text}</option>`
    : markup`<option value="${value}">${text}</option>`;
}

/** A choice of one of a few values. */
function select(
  name: "target" | "events" | "method" | "bins",
  label: string,
  textOf: (value: never) => string,
): Markup {
  const { values, initial } = fields[name];
  const options = values.map((value) => option(value, textOf(value as never), initial));
  return markup`<p><label for="play-${name}">${label}</label> <select id="play-${name}" name="${name}">${options}</select></p>`;
}

/** A choice of a whole number. */
function number(name: "seed" | "sets", label: string): Markup {
  const { least, most, initial } = fields[name];
  return markup`<p><label for="play-${name}">${label}</label> <input id="play-${name}" name="${name}" type="number" required min="${least}" max="${most}" step="1" value="${initial}"></p>`;
}

/** The choices as parts of a form. */
function choices(): Markup {
  return markup`${[
    select("target", "True density", (value: Game["target"]) => targets[value]),
    select("events", "Training events", (value: number) => plain(value)),
    select(
      "method",
      "Posterior",
      (value: Game["method"]) => methodOf(value).method.label.replace(/^m/, "M"),
    ),
    select("bins", "Bins", (value: number) => plain(value)),
    number("sets", "Training sets"),
    number("seed", "Seed"),
  ]}`;
}

/** The idea to play with; texts are markup. */
export interface PlayView {
  readonly choices: Markup;
  readonly charts: readonly Chart[];
  readonly summary: Markup;
}

/** What is shown before a reader plays. */
export function playView(stages: readonly Stage[]): PlayView {
  const learned = stages.filter((stage): stage is Learned => stage.stage === "learned");
  const events = stages.findLast((stage): stage is Events => stage.stage === "events")!;
  return {
    choices: choices(),
    charts: chartsOf(initialState, { events, learned }),
    summary: markup`${summary(initialState, learned[learned.length - 1])}`,
  };
}
