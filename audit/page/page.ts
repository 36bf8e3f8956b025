/**
 * The part of a page in which readers audit files of their own.
 *
 * @module
 */
import { startThread } from "../../render/thread.ts";
import { groupOf } from "../look/groups.ts";
import type { Role } from "../look/pieces.ts";
import { Lines } from "../progress.ts";
import { draw } from "./draw.ts";
import type { Fields, Reply, Report, Request } from "./messages.ts";

const form = document.querySelector<HTMLFormElement>("form.own-audit")!;

/** An element of the form, by its class. */
function part<T extends HTMLElement = HTMLElement>(name: string): T {
  return form.querySelector<T>(`.${name}`)!;
}

const input = part<HTMLInputElement>("own-files");
const lines = part("own-seen");
const fault = part("own-fault");
const running = part("own-running");
const bar = part<HTMLProgressElement>("own-bar");
const line = part("own-line");
const spoken = part("own-spoken");
const result = part("own-result");
const start = part<HTMLButtonElement>("own-start");
const roles = [...form.querySelectorAll<HTMLSelectElement>("select[name]")];

/** What is audited. */
let files: readonly File[] = [];

/** The thread, until it is stopped. */
let thread: Worker | undefined;

/** Whether the thread has not answered yet. */
let busy = false;

/** Addresses of downloads, released with the next report. */
let addresses: string[] = [];

function addressOf(content: Blob): string {
  const address = URL.createObjectURL(content);
  addresses.push(address);
  return address;
}

function started(): Worker {
  return startThread<Reply>(new URL("thread.js", import.meta.url), {
    act: "audit",
    hear,
    fail(sentence) {
      end();
      hear({ say: "failed", sentence });
    },
  });
}

/** Ends the thread at once. */
function end(): void {
  thread?.terminate();
  thread = undefined;
  busy = false;
}

function ask(request: Request): void {
  clearTimeout(waiting);
  lastFields = JSON.stringify(fields());
  thread ??= started();
  busy = true;
  thread.postMessage(request);
}

/** The values of the fields. */
function fields(): Fields {
  const text = (name: string) =>
    (form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement).value;
  return {
    files: Object.fromEntries(
      roles.flatMap(({ name, value }) => value === "" ? [] : [[name as Role, value]]),
    ),
    title: text("title"),
    nTrain: text("nTrain"),
    bins: text("bins"),
    columns: text("columns"),
    weights: text("weights"),
  };
}

/** The fields at the last request, as JSON. */
let lastFields = "";

/** Timer after which a change takes effect. */
let waiting: ReturnType<typeof setTimeout> | undefined;

/**
 * Looks into the files after a change of the fields, unless the thread has it already: a field reports its change only
 * when it is left, perhaps for the button that starts the audit. It waits a moment, so that nothing moves under the
 * pointer.
 */
function changed(): void {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (JSON.stringify(fields()) !== lastFields) lookAgain();
  }, 300);
}

/** Looks into the files anew, and drops work that is under way. */
function lookAgain(): void {
  if (files.length === 0) return;
  if (busy) end();
  running.hidden = true;
  result.hidden = true;
  fault.hidden = true;
  ask({ ask: "look", files, fields: fields() });
}

/** Takes files and offers them for each role; the fields filled in for earlier files are reset. */
function take(chosen: readonly File[], values: Partial<Record<keyof Fields, string>> = {}): void {
  files = chosen;
  for (const field of form.querySelectorAll<HTMLInputElement>(".own-fields input")) {
    field.value = values[field.name as keyof Fields] ?? "";
  }
  part("own-more").hidden = false;
  const groups = Map.groupBy(files, ({ name }) => groupOf(name));
  for (const select of roles) {
    select.replaceChildren(
      new Option("by its name or shape", ""),
      ...[...groups].map(([group, [{ name }, ...others]]) =>
        new Option(
          others.length === 0 ? name : `${name} and ${others.length} more`,
          others.length === 0 ? name : group,
        )
      ),
    );
  }
  lookAgain();
}

/** Files for downloads, each a link. */
function links(paths: readonly string[], contents: ReadonlyMap<string, string>): Node[] {
  return paths.map((path) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const name = path.slice(path.lastIndexOf("/") + 1);
    link.href = addressOf(new Blob([contents.get(path)!], { type: "text/plain" }));
    link.download = link.textContent = name;
    item.append(link);
    return item;
  });
}

async function show(report: Report): Promise<void> {
  const { verdicts, limits, setup, counts, files, archive, charts, others } = report;
  for (const address of addresses) URL.revokeObjectURL(address);
  addresses = [];
  part("own-verdicts").innerHTML = verdicts;
  part("own-limits").innerHTML = limits;
  part("own-setup").innerHTML = setup;
  const whole = part<HTMLAnchorElement>("own-archive");
  whole.href = addressOf(archive);
  const paths = [...files.keys()];
  const within = (folder: string) => paths.filter((path) => path.startsWith(folder));
  part("own-main").replaceChildren(...links(paths.filter((path) => !path.includes("/")), files));
  part("own-tables").replaceChildren(...links(within("tables/"), files));
  part("own-hepdata").replaceChildren(...links(within("hepdata/"), files));
  await draw(part("own-charts"), charts);
  const more = part<HTMLDetailsElement>("own-others");
  more.open = false;
  more.hidden = others.length === 0;
  more.ontoggle = () => {
    more.ontoggle = null;
    draw(part("own-drawn"), others);
  };
  running.hidden = true;
  result.hidden = false;
  spoken.textContent = `The audit is done: ${counts}.`;
  part("own-heading").focus();
}

let progress = new Lines();
/** When progress was last spoken, milliseconds. */
let lastSpoken = 0;

function hear(reply: Reply): void {
  if (reply.say !== "progress" && (reply.say !== "looked" || running.hidden)) busy = false;
  if (reply.say === "sample") {
    take(reply.files, { title: "Sample", nTrain: String(reply.training) });
  } else if (reply.say === "looked") {
    lines.replaceChildren(...reply.lines.map((text) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }));
  } else if (reply.say === "progress") {
    const { done, total, what } = reply;
    if (total > 1) bar.value = done / total;
    else bar.removeAttribute("value");
    const now = performance.now();
    const text = progress.line(done, total, what, now);
    if (text === undefined) return;
    line.textContent = text;
    // Not every step: a screen reader would read nothing else.
    if (now - lastSpoken > 15_000) {
      lastSpoken = now;
      spoken.textContent = text;
    }
  } else if (reply.say === "report") {
    show(reply.report);
  } else {
    running.hidden = true;
    fault.textContent = reply.sentence;
    fault.hidden = false;
  }
}

input.addEventListener("change", () => take([...input.files ?? []]));
form.addEventListener("change", ({ target }) => {
  if (target !== input) changed();
});
part("own-sample").addEventListener("click", () => ask({ ask: "sample" }));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (files.length === 0) return;
  fault.hidden = true;
  result.hidden = true;
  running.hidden = false;
  bar.removeAttribute("value");
  line.textContent = "reading";
  spoken.textContent = "The audit has begun.";
  progress = new Lines();
  lastSpoken = performance.now();
  ask({ ask: "audit", files, fields: fields() });
  part("own-stop").focus();
});
part("own-stop").addEventListener("click", () => {
  end();
  running.hidden = true;
  spoken.textContent = "The audit was stopped.";
  start.focus();
});
const drop = part("own-drop");
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const dropped = [...event.dataTransfer?.files ?? []];
  if (dropped.length > 0) take(dropped);
});
form.hidden = false;
