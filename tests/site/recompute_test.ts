import { assert, assertEquals } from "@std/assert";
import { encodeArtefact, witnessOf } from "../../runner/artefact.ts";
import type { Artefact, Cell } from "../../runner/cell.ts";
import { graphOf } from "../../runner/plan.ts";
import {
  continuesKept,
  type GivenFit,
  offersOf,
  otherCode,
  type PageCell,
  pageCells,
  quickest,
  stepsTo,
} from "../../site/recompute/cells.ts";
import { differenceFrom } from "../../site/recompute/compare.ts";
import { Computing, type Thread } from "../../site/recompute/computing.ts";
import type { Outcome, Reply, Request } from "../../site/recompute/messages.ts";
import { about, Progress, wallTime } from "../../site/recompute/progress.ts";

const kinds = ["stretch", "fit", "masses", "last-summary"].map((name) => ({
  name,
  version: 1,
  run: () => ({ json: null, arrays: {} }),
}));

function cell(kind: string, label: string, inputs: Record<string, Cell> = {}): Cell {
  return { kind, config: { label }, seed: 1, inputs, label, cost: 1 };
}

/** Two runs of a fit in two stretches, their masses, and a summary. */
const run = (name: string) => {
  const first = cell("stretch", `first ${name}`);
  const second = cell("stretch", `second ${name}`, { before: first });
  const fit = cell("fit", `fit ${name}`, { first, second });
  return cell("masses", `masses ${name}`, { fit });
};
const graph = graphOf([cell("last-summary", "summary", { a: run("a"), b: run("b") })], kinds);
const [root] = graph.roots;
const keyOf = (label: string) =>
  [...graph.nodes.values()].find((node) => node.cell.label === label)!.key;

/** Provenance of all cells, by their labels 10 s for each, but for some. */
function provenance(seconds: Readonly<Record<string, number | null>> = {}) {
  return [...graph.nodes.values()].map(({ key, cell: { label } }) => ({
    key,
    digest: `digest of ${label}`,
    witness: {},
    seconds: label in seconds ? seconds[label] : 10,
  }));
}

const mapOf = (cells: readonly PageCell[]) => new Map(cells.map((cell) => [cell.key, cell]));
const labels = (cells: readonly PageCell[]) => cells.map(({ label }) => label);
const fitOf = (label: string): GivenFit => ({
  key: keyOf(label),
  path: `data/fits/${label}`,
  digest: `digest of ${label}`,
  seconds: 7,
});

Deno.test("a cell is computed with all that it needs, inputs first, and from kept states", () => {
  const cells = mapOf(pageCells(graph, provenance(), []));
  assertEquals(labels(stepsTo(cells, keyOf("masses a"))), [
    "first a",
    "second a",
    "fit a",
    "masses a",
  ]);
  assertEquals(stepsTo(cells, root).length, 9);
  const kept = mapOf(pageCells(graph, provenance(), [fitOf("second a"), fitOf("first a")]));
  assertEquals(labels(stepsTo(kept, keyOf("masses a"))), ["fit a", "masses a"]);
  // The state itself is computed from the one before it.
  assertEquals(labels(stepsTo(kept, keyOf("second a"))), ["second a"]);
  assertEquals(
    labels([...kept.values()].filter(continuesKept(kept))),
    ["second a"],
  );
});

Deno.test("what is offered is published, and it is known how long all that it needs takes", () => {
  const published = provenance({ "first b": null }).map((record) =>
    record.key === keyOf("fit a") ? { ...record, digest: null } : record
  );
  const offered = (fits: GivenFit[]) =>
    offersOf(mapOf(pageCells(graph, published, fits)), root).map(({ name, offers }) =>
      `${name}: ${offers.map(({ cell }) => cell.label).join(", ")}`
    );
  assertEquals(offered([]), ["Masses: masses a", "Stretch: first a, second a"]);
  assertEquals(offered([fitOf("first b")]), [
    "All that the figures show: summary",
    "Masses: masses a, masses b",
    "Fit: fit b",
    "Stretch: first a, second a, first b, second b",
  ]);
  const cells = mapOf(pageCells(graph, published, []));
  assertEquals(offersOf(cells, root, ({ kind }) => kind === "stretch")[0].offers.length, 2);
  assertEquals(offersOf(mapOf(pageCells(graph, [], [])), root), []);
  const whole = mapOf(pageCells(graph, provenance({ "masses a": 20 }), []));
  const chosen = (root: string | null) =>
    quickest(whole, root, offersOf(whole, root), ({ steps }) => wallTime(steps, 1))?.cell.label;
  assertEquals([chosen(root), chosen(null)], ["masses b", "first a"]);
});

Deno.test("results of other code are told by both keys", () => {
  assertEquals(otherCode(root, root), undefined);
  const other = "f".repeat(64);
  const sentence = otherCode(root, other)!;
  assert(sentence.includes("f".repeat(12)) && sentence.includes(root.slice(0, 12)), sentence);
});

Deno.test("threads share what can be computed at the same time", () => {
  const steps = [...pageCells(graph, provenance(), [])];
  assertEquals([1, 2, 3].map((threads) => wallTime(steps, threads)), [90, 50, 50]);
  assertEquals(wallTime([], 2), 0);
  const slow = pageCells(graph, provenance({ "first a": 100 }), []);
  assertEquals(wallTime(slow, 2), 140);
});

Deno.test("a time before it is known well is rounded", () => {
  assertEquals([0.2, 4.4, 12.3, 37, 119, 4000].map(about), [
    "less than 1 s",
    "about 4 s",
    "about 12 s",
    "about 40 s",
    "about 2 min",
    "about 67 min",
  ]);
});

Deno.test("the time left is the estimate, then follows the pace of what is done", () => {
  const steps = stepsTo(mapOf(pageCells(graph, provenance(), [])), keyOf("masses a"));
  const progress = new Progress(steps, 2, 3);
  assertEquals([progress.share, progress.left(0)], [0, 120]);
  assertEquals(progress.line(0), "0 of 4 cells done; about 2 min left");
  progress.at(steps[0], 0.5);
  assertEquals(progress.share, 0.125);
  // Twice as slow as estimated.
  assertEquals(progress.left(30), 210);
  assertEquals(progress.line(30), "0 of 4 cells done; first a: 50 %; about 4 min left");
  progress.done(steps[0]);
  assertEquals([progress.share, progress.left(15)], [0.25, 45]);
  for (const step of steps) progress.done(step);
  assertEquals([progress.share, progress.left(99)], [1, 0]);
});

const owner = { key: "5f", kind: "masses" };

function file(values: number[], json: Artefact["json"] = null) {
  const artefact: Artefact = {
    json,
    arrays: { masses: { shape: [values.length], values: Float64Array.from(values) } },
  };
  return { artefact, file: { ...owner, bytes: encodeArtefact(owner, artefact) } };
}

/** SHA-256 at the end of a file. */
const digestOf = ({ bytes }: { bytes: Uint8Array }) => bytes.slice(-32).toHex();

Deno.test("the first difference is that of the published numbers, of the kept artefact, or of the digest", () => {
  const values = Array.from({ length: 30 }, (_, i) => i / 30);
  const published = file(values);
  const record = { digest: digestOf(published.file), witness: witnessOf(published.artefact) };
  assertEquals(differenceFrom(record, published.file), undefined);
  const first = file(values.with(0, 0.5));
  assertEquals(differenceFrom(record, first.file), {
    place: "masses[0]",
    before: "0",
    after: "0.5",
  });
  // No number of the witness.
  const second = file(values.with(1, 0.5));
  assertEquals(differenceFrom(record, second.file, { artefact: published.artefact }), {
    place: "masses[1]",
    before: String(1 / 30),
    after: "0.5",
  });
  assertEquals(differenceFrom(record, second.file), {
    place: "SHA-256",
    before: record.digest.slice(0, 12),
    after: digestOf(second.file).slice(0, 12),
  });
});

Deno.test("the last cell of a study is compared with its results.json", () => {
  const { file: bytes, artefact } = file([1], { mad: 0.25 });
  const record = { digest: digestOf(bytes), witness: witnessOf(artefact) };
  const from = (json: Artefact["json"]) => ({ findings: [], ...json as { mad: number } });
  const same = { published: { mad: 0.25, findings: [] }, from };
  assertEquals(differenceFrom(record, bytes, { results: same }), undefined);
  const other = { published: { mad: 0.5, findings: [] }, from };
  assertEquals(differenceFrom(record, bytes, { results: other }), {
    place: "results.mad",
    before: "0.5",
    after: "0.25",
  });
});

/** A thread that answers when it is told to. */
class FakeThread implements Thread {
  onmessage: Thread["onmessage"] = null;
  asked: Extract<Request, { ask: "cell" }> | undefined;
  ended = false;
  postMessage(asked: Request): void {
    assert(asked.ask === "cell" && !this.ended);
    this.asked = asked;
  }
  terminate(): void {
    this.ended = true;
  }
  say(said: Reply): void {
    this.onmessage!(new MessageEvent("message", { data: said }));
  }
  /** Ends its cell with a file of its label. */
  end(): string {
    const { label } = this.asked!.cell;
    this.asked = undefined;
    const outcome: Outcome = { digest: "0", seconds: 1 };
    this.say({ say: "cell", outcome, file: new Blob([label]) });
    return label;
  }
}

function begin(target: string, fits: GivenFit[] = []) {
  const cells = mapOf(pageCells(graph, provenance({ "first a": 11 }), fits));
  const threads = [new FakeThread(), new FakeThread()];
  const told: string[] = [];
  const computing = new Computing(
    { study: "toy", root, cells },
    stepsTo(cells, keyOf(target)),
    threads,
    {
      progress: ({ label }, share) => told.push(`${label} ${share}`),
      computed: ({ label }) => told.push(label),
      failed: (sentence) => told.push(sentence),
      ended: () => told.push("end"),
    },
  );
  return { threads, told, computing };
}

Deno.test("threads get cells with the files of their inputs, and end when all is computed", async () => {
  const { threads, told } = begin("summary");
  const texts: Record<string, string[]> = {};
  while (threads.some(({ asked }) => asked !== undefined)) {
    for (const thread of threads) {
      if (thread.asked === undefined) continue;
      const { cell, inputs, summaryOf } = thread.asked;
      texts[cell.label] = await Promise.all(
        Object.values(inputs).map(({ file }) => (file as Blob).text()),
      );
      assertEquals(summaryOf, cell.label === "summary" ? "toy" : null);
      thread.end();
    }
  }
  assertEquals(told.toSorted(), [...labels(pageCells(graph, [], [])), "end"].toSorted());
  assertEquals(texts["fit a"], ["first a", "second a"]);
  assertEquals(texts.summary, ["masses a", "masses b"]);
  assertEquals(threads.map(({ ended }) => ended), [true, true]);
});

Deno.test("a kept input is a path", () => {
  const { threads } = begin("second b", [fitOf("first b"), fitOf("second b")]);
  const [{ inputs }] = threads.flatMap(({ asked }) => asked ?? []);
  assertEquals(inputs.before.file, "data/fits/first b");
});

Deno.test("a computation that is stopped, or fails, ends its threads and says nothing more", () => {
  const stopped = begin("summary");
  stopped.computing.stop();
  stopped.threads[0].say({ say: "progress", done: 1, total: 2 });
  assertEquals(stopped.told, []);
  assertEquals(stopped.threads.map(({ ended }) => ended), [true, true]);

  const failed = begin("summary");
  failed.threads[0].say({ say: "progress", done: 1, total: 2 });
  failed.threads[1].say({ say: "failed", sentence: "Cannot do it" });
  failed.threads[0].say({ say: "progress", done: 2, total: 2 });
  assertEquals(failed.told.at(-1), "Cannot do it");
  assertEquals(failed.told.length, 2);
  assertEquals(failed.threads.map(({ ended }) => ended), [true, true]);
});
