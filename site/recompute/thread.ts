/**
 * The thread that plans cells and computes them for a page.
 *
 * @module
 */
/// <reference lib="webworker" />
import { artefactDigest, encodeArtefact } from "../../runner/artefact.ts";
import type { Artefact, Json } from "../../runner/cell.ts";
import { decodeKept } from "../../runner/kept_file.ts";
import { graphOf } from "../../runner/plan.ts";
import type { Provenance } from "../../runner/provenance.ts";
import { type ArtefactFile, recompute } from "../../runner/recompute.ts";
import { dataOf } from "../../runner/study.ts";
import { continuesKept, otherCode, type PageCell, pageCells } from "./cells.ts";
import { differenceFrom, type More } from "./compare.ts";
import {
  type FitsAndPace,
  type InputFile,
  longFits,
  type Outcome,
  type Plan,
  type Reply,
  type Request,
} from "./messages.ts";
import { pace } from "./pace.ts";

const say = (reply: Reply) => self.postMessage(reply);

/** Loaded later, as it waits for all studies, while a message that comes before its answer is set would be lost. */
const registry = () => import("../../studies/registry.ts");

/** Address of a file of the site. */
const addressOf = (path: string) => new URL(`../../${path}`, import.meta.url);

/** A file of the site. */
async function read(path: string): Promise<Response> {
  const answer = await fetch(addressOf(path));
  if (answer.ok) return answer;
  throw new Error(
    `Cannot compute again as ${path} must be on this site: current value is status ${answer.status}`,
  );
}

const readFits = async (): Promise<FitsAndPace> =>
  await (await read("provenance/fits.json")).json();

/** The study with a name. */
async function studyNamed(name: string) {
  const { studies } = await registry();
  const study = studies.find((study) => study.name === name);
  if (study !== undefined) return study;
  throw new RangeError(
    `Cannot compute again as the study must be one of ${
      studies.map(({ name }) => name).join(", ")
    }: current value is ${name}`,
  );
}

/** The kept stretches of long fits, which are of the profile "paper". */
async function planLongFits(): Promise<Plan> {
  const { kinds, studies } = await registry();
  const graph = graphOf(studies.map((study) => study.summary("paper")), kinds);
  const cells = pageCells(graph, [], (await readFits()).fits);
  const continues = continuesKept(new Map(cells.map((cell) => [cell.key, cell])));
  return {
    study: longFits,
    root: null,
    cells,
    chosen: cells.filter(continues).map(({ key }) => key),
  };
}

async function planOf(name: string): Promise<Plan> {
  if (name === longFits) return await planLongFits();
  const { kinds } = await registry();
  const study = await studyNamed(name);
  const [{ fits }, provenance] = await Promise.all([
    readFits(),
    read(`provenance/${name}.json`).then((answer) => answer.json() as Promise<Provenance>),
  ]);
  const graph = graphOf([study.summary(provenance.profile)], kinds);
  const [root] = graph.roots;
  const unlike = otherCode(root, provenance.key);
  return {
    study: name,
    root,
    cells: pageCells(graph, provenance.cells, fits),
    ...(unlike !== undefined && { unlike }),
  };
}

/** The artefact that is kept of a cell. */
async function readKept(path: string, owner: { key: string; kind: string }): Promise<Artefact> {
  return decodeKept(path, new Uint8Array(await (await read(path)).arrayBuffer()), owner);
}

async function inputOf({ key, kind, file }: InputFile): Promise<ArtefactFile> {
  const bytes = typeof file === "string"
    ? encodeArtefact({ key, kind }, await readKept(file, { key, kind }))
    : new Uint8Array(await file.arrayBuffer());
  return { key, kind, bytes };
}

/** What is published of a cell besides its digest. */
async function moreOf(cell: PageCell, summaryOf: string | null): Promise<More> {
  const artefact = cell.kept === undefined ? undefined : await readKept(cell.kept, cell);
  if (summaryOf === null) return { artefact };
  const study = await studyNamed(summaryOf);
  const published = await (await read(`data/${summaryOf}/results.json`)).json() as Json;
  return { artefact, results: { published, from: (json) => dataOf(study, json) } };
}

async function compute(
  { cell, inputs, summaryOf }: Extract<Request, { ask: "cell" }>,
): Promise<{ outcome: Outcome; file: Blob }> {
  const { kinds } = await registry();
  const files = await Promise.all(
    Object.entries(inputs).map(async ([name, input]) => [name, await inputOf(input)] as const),
  );
  const start = performance.now();
  let reported = start;
  const file = await recompute(kinds, { ...cell, inputs: Object.fromEntries(files) }, {
    progress(done, total) {
      const now = performance.now();
      if (now - reported < 200) return;
      reported = now;
      say({ say: "progress", done, total });
    },
  });
  const seconds = (performance.now() - start) / 1000;
  const { published } = cell;
  const difference = published &&
    differenceFrom(published, file, await moreOf(cell, summaryOf));
  return {
    outcome: {
      digest: artefactDigest(file.bytes),
      seconds,
      ...(difference !== undefined && { difference }),
    },
    file: new Blob([file.bytes as Uint8Array<ArrayBuffer>]),
  };
}

async function answer(request: Request): Promise<Reply> {
  if (request.ask === "plan") return { say: "plan", plan: await planOf(request.study) };
  if (request.ask === "cell") return { say: "cell", ...await compute(request) };
  const { milliseconds } = await readFits();
  return { say: "pace", pace: milliseconds === null ? null : await pace() / milliseconds };
}

// One after the other, in the order of the requests.
let last: Promise<unknown> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<Request>) => {
  last = last.then(async () => {
    try {
      say(await answer(data));
    } catch (error) {
      say({ say: "failed", sentence: error instanceof Error ? error.message : String(error) });
    }
  });
};
