/**
 * Plays with the idea on the overview: connects the form, the address and the thread.
 *
 * @module
 */
import type { Chart } from "../../render/charts/chart.ts";
import { chartScripts } from "../../render/charts/scripts.ts";
import { startThread } from "../../render/thread.ts";
import type { Message } from "./messages.ts";
import type { Stage } from "./play.ts";
import {
  type FieldName,
  fields,
  initialState,
  isAnother,
  readState,
  type State,
  writeState,
} from "./state.ts";

const form = document.querySelector<HTMLFormElement>("form.play")!;

/** An element of the form, by its class. */
function part<T extends HTMLElement = HTMLElement>(name: string): T {
  return form.querySelector<T>(`.${name}`)!;
}

const start = part<HTMLButtonElement>("play-start");
const more = part<HTMLButtonElement>("play-more");
const stop = part<HTMLButtonElement>("play-stop");
const bar = part<HTMLProgressElement>("play-bar");
const line = part("play-line");
const numbers = part<HTMLAnchorElement>("play-numbers");
const box = document.querySelector<HTMLElement>(".play-charts")!;
/** What the site drew: put back where a game ends before it has learned anything. */
const stills = [...box.children] as HTMLElement[];
const names = Object.keys(fields) as FieldName[];
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Milliseconds without anything learned after which a machine counts as slow. */
const patience = 5000;
/** Milliseconds between two reports of progress, so that a screen reader has time for others. */
const pause = 2000;

/** A game: what is chosen, when it began, and its steps so far. */
interface Game {
  readonly state: State;
  readonly since: number;
  readonly stages: Stage[];
}

/** The game under way, or the latest. */
let game: Game = { state: initialState, since: 0, stages: [] };
let busy = false;
let thread: Worker | undefined;
/** When the progress was last reported, milliseconds. */
let spoken = 0;

function field(name: string): HTMLInputElement | HTMLSelectElement {
  return form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
}

/** The choices of the form, which its own rules have checked. */
function chosen(): State {
  return readState(`?${new URLSearchParams(names.map((name) => [name, field(name).value]))}`).state;
}

function setBusy(now: boolean): void {
  busy = now;
  stop.disabled = !now;
  more.disabled = now || game.stages.length === 0 || game.state.sets === fields.sets.most;
  bar.classList.toggle("idle", !now);
}

function say(text: string): void {
  spoken = performance.now();
  line.textContent = text;
}

/** Begins a game; the thread goes on with the latest game if it only needs more training sets. */
function begin(state: State): void {
  if (busy) end();
  for (const name of names) field(name).value = String(state[name]);
  history.replaceState(null, "", `${writeState(state, location.search)}#play`);
  const anew = thread === undefined || isAnother(game.state, state);
  game = { state, since: performance.now(), stages: anew ? [] : game.stages };
  box.classList.toggle("waiting", anew);
  // A button that is switched off would lose the focus.
  const next = document.activeElement === more ? stop : undefined;
  setBusy(true);
  next?.focus();
  numbers.classList.add("gone");
  bar.value = 0;
  say("Training begins.");
  thread ??= startThread<Message>(new URL("thread.js", import.meta.url), {
    act: "play",
    hear,
    fail: (sentence) => hear({ tell: "failed", sentence }),
  });
  thread.postMessage(state);
  // Loaded while the thread trains; an error is reported where they are needed.
  chartScripts().catch(() => {});
}

/** Ends the thread at once. */
function end(): void {
  thread?.terminate();
  thread = undefined;
  const learned = game.stages.some(({ stage }) => stage === "learned");
  // Pictures that are still to be drawn belong to a game that has ended.
  game = { ...game, since: 0, stages: [] };
  setBusy(false);
  box.classList.remove("waiting");
  if (!learned) box.replaceChildren(...stills);
}

/** The figure that a chart is drawn into: never a still, as the scripts of all charts watch these. */
function figureOf(id: string): HTMLElement {
  const shown = document.getElementById(id)!;
  if (!stills.includes(shown)) return shown;
  const figure = shown.cloneNode(true) as HTMLElement;
  figure.querySelector(".downloads")!.classList.add("gone");
  shown.replaceWith(figure);
  return figure;
}

async function draw(charts: readonly Chart[]): Promise<void> {
  const { since } = game;
  const { redraw, wire } = await chartScripts();
  // Another game may have begun since.
  if (game.since !== since) return;
  box.classList.toggle("waiting", charts.length < stills.length);
  for (const chart of charts) {
    const figure = figureOf(chart.id);
    redraw(figure, chart);
    wire(figure, chart.panels);
    // Behind the number of the figure.
    figure.querySelector(".chart-title a")!.lastChild!.textContent = ` ${chart.title}`;
  }
}

/** Takes a step of the game, and shows it. */
function take(stage: Stage, charts: readonly Chart[]): void {
  const { set } = stage, { state: { sets }, stages } = game;
  const learned = stage.stage === "learned";
  stages.push(stage);
  // Later training sets are shown with what is learned from them; who wants calm sees the last picture alone.
  if (calm.matches ? learned && set === sets : learned || set === 1) {
    draw(charts).catch(({ message }: Error) =>
      hear({
        tell: "failed",
        sentence: `Cannot draw in this page as its scripts must load: current value is ${
          JSON.stringify(message)
        }`,
      })
    );
  }
  if (learned && performance.now() - spoken > pause) {
    say(`Learned from ${set} of ${sets} training sets.`);
  }
}

/** Shows the progress of the game, and announces it where the first training set takes long. */
function progress(set: number, share: number): void {
  bar.value = (set - 1 + share) / game.state.sets;
  const now = performance.now(), passed = now - game.since;
  if (set > 1 || share === 0 || passed < patience || now - spoken < patience) return;
  say(
    `A training set takes about ${
      Math.ceil(passed / share / 1000)
    } s on this machine. “Stop” brings the first pictures back.`,
  );
}

/** Leaves a game that has come to its end, and hands out its numbers. */
function finish(): void {
  const next = document.activeElement === stop ? [more, start] : [];
  setBusy(false);
  next.find(({ disabled }) => !disabled)?.focus();
  URL.revokeObjectURL(numbers.href);
  numbers.href = URL.createObjectURL(
    new Blob([JSON.stringify(game.stages)], { type: "application/json" }),
  );
  numbers.classList.remove("gone");
}

function hear(message: Message): void {
  switch (message.tell) {
    case "progress":
      return progress(message.set, message.share);
    case "stage":
      return take(message.stage, message.charts);
    case "end":
      finish();
      return say(message.summary);
    case "failed":
      end();
      return say(message.sentence);
  }
}

/** Plays with the choices of the form. */
export function playForm(): void {
  begin(chosen());
}

/** Plays with the choices of the address, and reports invalid values. */
export function playAddress(): void {
  const { state, faults } = readState(location.search);
  part("play-fault").textContent = faults.join(" ");
  begin(state);
}

// Other choices are another game.
form.addEventListener("input", () => more.disabled = true);
more.addEventListener("click", () => begin({ ...game.state, sets: game.state.sets + 1 }));
stop.addEventListener("click", () => {
  end();
  say("The training was stopped.");
  start.focus();
});
