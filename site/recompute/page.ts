/**
 * The page on which readers compute published cells again.
 *
 * @module
 */
import { startThread } from "../../render/thread.ts";
import { type Offer, offersOf, type PageCell, type PageCells, quickest } from "./cells.ts";
import { Computing } from "./computing.ts";
import { type Outcome, type Plan, type Reply, type Request } from "./messages.ts";
import { about, Progress, wallTime } from "./progress.ts";

const form = document.querySelector<HTMLFormElement>("form.again")!;

/** An element of the form, by its class. */
function part<T extends HTMLElement = HTMLElement>(name: string): T {
  return form.querySelector<T>(`.${name}`)!;
}

const study = part<HTMLSelectElement>("again-study");
const choice = part<HTMLSelectElement>("again-cell");
const plan = part("again-plan");
const unlike = part("again-unlike");
const fault = part("again-fault");
const start = part<HTMLButtonElement>("again-start");
const running = part("again-running");
const bar = part<HTMLProgressElement>("again-bar");
const line = part("again-line");
const spoken = part("again-spoken");
const result = part("again-result");
const heading = part("again-heading");
const list = part("again-cells");

/** How many cells are computed at a time. */
const threads = Math.min(2, navigator.hardwareConcurrency ?? 1);

/** Starts a thread whose replies go to a listener. */
function started(hear: (reply: Reply) => void): Worker {
  return startThread<Reply>(new URL("thread.js", import.meta.url), {
    act: "compute again",
    hear,
    fail(sentence) {
      stop();
      free();
      fail(sentence);
    },
  });
}

/** The thread that plans. */
const planner = started(hear);

/** Seconds here for one of the machine of the results; null if not known. */
let pace: number | null | undefined;

/** The plan on the page, and what it offers by key. */
let shown: Omit<Plan, "cells"> & { readonly cells: PageCells } | undefined;
const offers = new Map<string, Offer>();

/** What is under way. */
let computing: Computing | undefined;

/** Parameters of the address: a study, and the beginning of the key of a cell. */
const parameters = new URLSearchParams(location.search);

function ask(request: Request): void {
  planner.postMessage(request);
}

/** Time that an offer takes here, seconds. */
function secondsOf({ steps }: Offer): number {
  return (pace ?? 1) * wallTime(steps, threads);
}

/** Cells by kind, with their numbers: "5 fit, 5 masses". */
function counted(steps: readonly PageCell[]): string {
  const kinds = Map.groupBy(steps, ({ kind }) => kind.replaceAll("-", " "));
  return [...kinds].map(([kind, { length }]) => `${length} × ${kind}`).join(", ");
}

/** Says what the chosen cell takes, and keeps the choice in the address. */
function tell(): void {
  const offer = offers.get(choice.value);
  start.disabled = offer === undefined || pace === undefined;
  if (offer === undefined || shown === undefined) {
    plan.textContent = "Nothing of this study can be computed again in this page.";
    return;
  }
  const { steps, cell } = offer;
  const before = steps.slice(0, -1);
  const needed = before.length === 0
    ? "needs no other cell."
    : `needs ${before.length} ${before.length === 1 ? "cell" : "cells"} first: ${counted(before)}.`;
  const kept =
    steps.some(({ inputs }) =>
        Object.values(inputs).some((key) => shown!.cells.get(key)!.kept !== undefined)
      )
      ? " It starts from a state that is kept with the results."
      : "";
  const time = pace === undefined
    ? "This machine’s pace is being measured."
    : `That takes ${about(secondsOf(offer))} ${
      pace === null ? "on the machine of the results" : "on this machine"
    }.`;
  plan.textContent = `“${cell.label}” ${needed}${kept} ${time}`;
  start.textContent = pace === undefined ? "Compute" : `Compute, ${about(secondsOf(offer))}`;
  const address = new URL(location.href);
  address.searchParams.set("study", shown.study);
  address.searchParams.set("cell", cell.key.slice(0, 12));
  history.replaceState(null, "", address);
}

/** Offers the cells of a plan. The one that the address names is chosen, else one that is soon computed. */
function offer({ cells, ...rest }: Plan): void {
  shown = { ...rest, cells: new Map(cells.map((cell) => [cell.key, cell])) };
  const { chosen, root } = rest;
  const wanted = chosen && new Set(chosen);
  const groups = offersOf(shown.cells, root, wanted && (({ key }) => wanted.has(key)));
  offers.clear();
  choice.replaceChildren(...groups.map(({ name, offers: its }) => {
    const group = document.createElement("optgroup");
    group.label = name;
    for (const offered of its) {
      offers.set(offered.cell.key, offered);
      group.append(new Option(offered.cell.label, offered.cell.key));
    }
    return group;
  }));
  const prefix = parameters.get("cell");
  const named = [...offers.keys()].find((key) => prefix !== null && key.startsWith(prefix));
  choice.value = named ?? quickest(shown.cells, root, groups, secondsOf)?.cell.key ?? "";
  parameters.delete("cell");
  choice.disabled = false;
  unlike.textContent = rest.unlike ?? "";
  unlike.hidden = rest.unlike === undefined;
  times();
  tell();
}

/** Writes beside each choice how long it takes. */
function times(): void {
  if (pace === undefined) return;
  for (const option of choice.options) {
    const offered = offers.get(option.value)!;
    option.textContent = `${offered.cell.label}: ${about(secondsOf(offered))}`;
  }
}

function fail(sentence: string): void {
  running.hidden = true;
  fault.textContent = sentence;
  fault.hidden = false;
}

/** Hears what the planning thread says. */
function hear(reply: Reply): void {
  if (reply.say === "plan" && reply.plan.study === study.value) offer(reply.plan);
  if (reply.say === "pace") {
    pace = reply.pace;
    times();
    tell();
  }
  if (reply.say === "failed") fail(reply.sentence);
}

/** Requests the cells of the chosen study. */
function planStudy(): void {
  shown = undefined;
  fault.hidden = true;
  unlike.hidden = true;
  choice.disabled = true;
  start.disabled = true;
  choice.replaceChildren();
  plan.textContent = "Its cells are being planned.";
  ask({ ask: "plan", study: study.value });
}

/** Ends what is under way. */
function stop(): void {
  computing?.stop();
  computing = undefined;
}

/** A cell of the result: what it is, and whether it has the published bytes. */
function item({ label, published }: PageCell, { digest, seconds, difference }: Outcome): Node {
  const made = document.createElement("li");
  const name = document.createElement("span");
  const verdict = document.createElement("strong");
  name.textContent = `${label} (${seconds.toFixed(1)} s): `;
  verdict.textContent = published === undefined
    ? "nothing is published to compare with"
    : difference === undefined
    ? "the same bytes"
    : `${difference.place} is ${difference.after} here and ${difference.before} as published`;
  made.className = difference === undefined ? "again-same" : "again-other";
  const more = document.createElement("details");
  const short = document.createElement("summary");
  const long = document.createElement("code");
  short.textContent = `SHA-256 ${digest.slice(0, 12)}`;
  long.textContent = digest;
  more.append(short, long);
  made.append(name, verdict, more);
  return made;
}

/**
 * What came of all cells that could be compared.
 *
 * @param last Whether the last cell of a study is among them.
 */
function verdictOn(same: number, compared: number, last: boolean): string {
  if (same < compared) {
    return compared === 1
      ? "The cell differs from the published one"
      : `${compared - same} of ${compared} cells differ from the published ones`;
  }
  const cells = compared === 1 ? "The cell has" : `All ${compared} cells have`;
  return `${cells} the published bytes${last ? ", and all numbers those of results.json" : ""}`;
}

/** Computes the chosen cell and what it needs. */
function compute({ steps, cell }: Offer): void {
  const plan = shown!;
  const progress = new Progress(steps, threads, pace ?? 1);
  const began = performance.now();
  let same = 0, compared = 0, lastLine = -Infinity, lastSpoken = began;
  const show = () => {
    const now = performance.now();
    if (now - lastLine < 500) return;
    lastLine = now;
    bar.value = progress.share;
    line.textContent = progress.line((now - began) / 1000);
    // Not every line, which would drown all else.
    if (now - lastSpoken < 20_000) return;
    lastSpoken = now;
    spoken.textContent = line.textContent;
  };
  fault.hidden = true;
  list.replaceChildren();
  heading.textContent = "Computed so far";
  result.hidden = false;
  running.hidden = false;
  for (const field of [study, choice, start]) field.disabled = true;
  spoken.textContent = `The computation has begun: ${about(secondsOf({ steps, cell }))}.`;
  part("again-stop").focus();
  computing = new Computing(plan, steps, Array.from({ length: threads }, () => started(() => {})), {
    progress(cell, share) {
      progress.at(cell, share);
      show();
    },
    computed(cell, outcome) {
      progress.done(cell);
      list.append(item(cell, outcome));
      if (cell.published !== undefined) compared++;
      if (cell.published !== undefined && outcome.difference === undefined) same++;
      lastLine = -Infinity;
      show();
    },
    failed(sentence) {
      free();
      fail(sentence);
    },
    ended() {
      free();
      heading.textContent = verdictOn(same, compared, cell.key === plan.root);
      spoken.textContent = `${heading.textContent}.`;
      heading.focus();
    },
  });
  show();
}

/** Lets the reader choose again. */
function free(): void {
  computing = undefined;
  running.hidden = true;
  for (const field of [study, choice, start]) field.disabled = false;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const offer = offers.get(choice.value);
  if (offer !== undefined && computing === undefined) compute(offer);
});
part("again-stop").addEventListener("click", () => {
  stop();
  free();
  result.hidden = true;
  list.replaceChildren();
  spoken.textContent = "The computation was stopped. Nothing of it is kept.";
  start.focus();
});
study.addEventListener("change", planStudy);
choice.addEventListener("change", tell);

const wanted = parameters.get("study");
if ([...study.options].some(({ value }) => value === wanted)) study.value = wanted!;
form.hidden = false;
planStudy();
ask({ ask: "pace" });
