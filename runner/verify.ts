/**
 * Recomputes a sample of the committed cells and compares the bytes. Cells read kept artefacts as they
 * are, so that a stretch of a long fit is verified on its own; everything else is computed from
 * scratch.
 *
 * @module
 */
import { Stream } from "../core/random.ts";
import { dataOf, recordOf, type Study } from "./study.ts";
import { plainArtefact, witnessOf } from "./artefact.ts";
import { Cache } from "./cache.ts";
import type { CellKind, Json } from "./cell.ts";
import type { Event, Executor } from "./executor.ts";
import { checkFolder } from "./files.ts";
import { type Kept, keptIn } from "./kept.ts";
import { ancestors, type Graph, graphOf, type Node, type Step, stepsFor } from "./plan.ts";
import { type Provenance, readProvenance } from "./provenance.ts";
import { firstDifference } from "./contents.ts";
import { readResults, type Results } from "./results.ts";

/** The committed files of a study. */
export interface Committed {
  readonly study: Study;
  readonly results: Results;
  readonly provenance: Provenance;
  readonly graph: Graph;
  readonly kept: Kept;
}

/**
 * Reads the committed files of studies and checks that they belong to the present code.
 *
 * @param data Folder of the results.
 * @throws {Error} If results or provenance are missing, damaged, or not of the present code, or a kept
 * artefact is damaged or differs from the provenance.
 */
export function readCommitted(
  data: string,
  studies: readonly Study[],
  kinds: readonly CellKind[],
): Committed[] {
  checkFolder(data);
  const kept = keptIn(data);
  return studies.map((study) => {
    const results = readResults(data, study.name);
    const provenance = readProvenance(data, study.name);
    if (results === undefined || provenance === undefined) {
      const name = results === undefined ? "results.json" : "provenance.json";
      throw new Error(
        `Cannot verify ${study.name} as ${data}/${study.name}/${name} must exist: current value is nothing`,
      );
    }
    const graph = graphOf([study.summary(results.profile)], kinds);
    for (const [name, key] of [["results", results.key], ["provenance", provenance.key]]) {
      if (key !== graph.roots[0]) {
        throw new Error(
          `Cannot verify ${study.name} as its ${name} must be of the present code, key ${
            graph.roots[0].slice(0, 12)
          }: current value is ${key.slice(0, 12)}`,
        );
      }
    }
    const stated = results.data as Json;
    const reworded = firstDifference(stated, dataOf(study, recordOf(study, stated)), "data");
    if (reworded !== undefined) {
      throw new Error(
        `Cannot verify ${study.name} as its findings must be those of the present code, "${reworded.after}" at ${reworded.place}: current value is "${reworded.before}"`,
      );
    }
    checkKept(study, kept, graph, provenance);
    return { study, results, provenance, graph, kept };
  });
}

function checkKept(study: Study, kept: Kept, graph: Graph, provenance: Provenance): void {
  const digests = new Map(provenance.cells.map(({ key, digest }) => [key, digest]));
  for (const { key, kind, cell } of graph.nodes.values()) {
    try {
      kept.read({ key, kind: kind.name }, cell.keep);
      kept.record(key);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new Error(
        `Cannot verify ${study.name} as the kept file of "${cell.label}" must be intact: current value is "${error.message}"`,
        { cause: error },
      );
    }
    const digest = kept.digest(key);
    const expected = digests.get(key) ?? digest;
    if (digest !== undefined && digest !== expected) {
      throw new Error(
        `Cannot verify ${study.name} as the kept file of "${cell.label}" must have the SHA-256 of the provenance, ${
          expected!.slice(0, 12)
        }: current value is ${digest.slice(0, 12)}`,
      );
    }
  }
}

/** A sample of cells, with the cells that they need. */
export interface Sample {
  readonly chosen: readonly Node[];
  /** The cells to run, inputs first. */
  readonly steps: readonly Step[];
  /** Cells whose kept artefacts are read and not recomputed. */
  readonly given: readonly Node[];
  /** Number of cells to run whose artefacts are kept and that continue from a kept one. */
  readonly stretches: number;
  /** Time that the cells to run took for the committed results, seconds; infinite if not known. */
  readonly seconds: number;
}

/**
 * Draws cells at random within a limit of time: first kept ones, for each method one from scratch and
 * one from a kept state, then any.
 *
 * @param count Largest number of cells.
 * @param seconds Largest time that the cells to run took for the committed results.
 * @param seed Seed of the choice.
 */
export function sampleCells(
  committed: readonly Committed[],
  count: number,
  seconds: number,
  seed: number,
): Sample {
  const nodes = new Map<string, Node>();
  const took = new Map<string, number>();
  const digests = new Map<string, string>();
  for (const { graph, provenance, kept } of committed) {
    for (const [key, node] of graph.nodes) {
      nodes.set(key, node);
      const digest = kept.digest(key);
      if (digest === undefined) continue;
      digests.set(key, digest);
      if (!took.has(key)) took.set(key, kept.record(key)?.seconds ?? Infinity);
    }
    for (const cell of provenance.cells) {
      if (cell.digest !== null) took.set(cell.key, cell.seconds ?? Infinity);
    }
  }
  const graph: Graph = { nodes, roots: [] };
  const isKept = (key: string) => digests.has(key);
  const continues = ({ key, inputs }: Node) => isKept(key) && Object.values(inputs).some(isKept);
  const candidates = [...nodes.keys()].filter((key) => took.has(key));
  const stream = Stream.fromSeed(seed).split("verify");
  const order = Array.from(stream.permutation(candidates.length), (i) => candidates[i]);

  const groups = new Map<string, { readonly keys: string[]; readonly fromScratch: boolean }>();
  for (const key of order) {
    if (!isKept(key)) continue;
    const node = nodes.get(key)!;
    const fromScratch = !continues(node);
    const name = `${fromScratch} ${node.cell.keep?.split("/")[0]}`;
    const group = groups.get(name) ?? { keys: [], fromScratch };
    group.keys.push(key);
    groups.set(name, group);
  }
  // Sorted, so that their order does not depend on the permutation of the cells.
  const named = [...groups.keys()].sort().map((name) => groups.get(name)!);
  const turns = Array.from(stream.split("groups").permutation(named.length), (i) => named[i]);
  const first = turns.findIndex(({ fromScratch }) => fromScratch);
  if (first > 0) turns.unshift(...turns.splice(first, 1));

  const chosen: Node[] = [];
  const needed = new Set<string>();
  let whole = 0;
  const choose = (key: string): boolean => {
    const node = nodes.get(key)!;
    if (chosen.length >= count || chosen.includes(node)) return false;
    const more = ancestors(graph, key, isKept).filter(({ key }) => !needed.has(key));
    const cost = more.reduce((sum, { key }) => sum + (took.get(key) ?? Infinity), 0);
    if (!(whole + cost <= seconds)) return false;
    whole += cost;
    for (const { key } of more) needed.add(key);
    chosen.push(node);
    return true;
  };
  for (const { keys } of turns) keys.some(choose);
  for (const key of order) choose(key);

  const wanted = chosen.map(({ key }) => key);
  const steps = stepsFor(
    graph,
    wanted,
    ({ key }) => needed.has(key) ? "it is verified" : undefined,
  );
  const inputs = new Set(steps.flatMap((step) => Object.values(step.inputs)));
  const given = [...inputs].filter((key) => !needed.has(key)).map((key) => nodes.get(key)!);
  return { chosen, steps, given, stretches: steps.filter(continues).length, seconds: whole };
}

/**
 * Recomputes the cells of a sample in a cache that is empty except for the kept artefacts that they read.
 *
 * @param options `folder`: the cache, which must be empty; `known`: a cache that may have artefacts
 * with the committed digests, to find the numbers that differ.
 * @returns A message for each cell that failed or differs.
 */
export async function verifySample(
  committed: readonly Committed[],
  sample: Sample,
  options: {
    readonly folder: string;
    readonly known: string;
    readonly registry: string;
    readonly jobs: number;
    readonly execute: Executor;
    readonly report: (event: Event) => void;
  },
): Promise<string[]> {
  const cache = new Cache(options.folder);
  const known = new Cache(options.known);
  const sentences: string[] = [];
  const keptOf = (node: Node) => {
    const owner = { key: node.key, kind: node.kind.name };
    for (const { kept } of committed) {
      const artefact = kept.read(owner);
      if (artefact !== undefined) return { owner, artefact, digest: kept.digest(node.key)! };
    }
  };
  for (const node of sample.given) {
    const stored = keptOf(node);
    if (stored !== undefined) cache.bring(stored.owner, stored.artefact, undefined);
  }
  const check = (step: Step, digest: string) => {
    const stored = keptOf(step);
    for (const { study, results, provenance, graph } of committed) {
      const cell = provenance.cells.find(({ key }) => key === step.key);
      if (cell === undefined) continue;
      const name = `"${step.cell.label}" of ${study.name} (${step.kind.name} ${
        step.key.slice(0, 12)
      })`;
      const owner = { key: step.key, kind: step.kind.name };
      const fresh = cache.read(owner)!;
      if (step.key === graph.roots[0]) {
        const difference = firstDifference(
          results.data as Json,
          dataOf(study, fresh.json),
          "data",
        );
        if (difference !== undefined) {
          sentences.push(
            `Cannot verify cell ${name} as its numbers must be those of results.json, ${difference.before} at ${difference.place}: current value is ${difference.after}`,
          );
          return;
        }
      }
      const expected = stored?.digest ?? cell.digest;
      if (expected === null || expected === digest) continue;
      const comparison = () => {
        const witness = witnessOf(fresh);
        const place = Object.keys(cell.witness).find((place) =>
          !Object.is(cell.witness[place], witness[place])
        );
        if (place !== undefined) {
          return `${cell.witness[place]} at ${place}: current value is ${witness[place]}`;
        }
        const before = stored?.artefact ??
          (known.record(step.key)?.digest === expected ? known.read(owner) : undefined);
        if (before !== undefined) {
          const difference = firstDifference(plainArtefact(before), plainArtefact(fresh));
          if (difference !== undefined) {
            return `${difference.before} at ${difference.place}: current value is ${difference.after}`;
          }
        }
        return `SHA-256 ${expected.slice(0, 12)}: current value is ${digest.slice(0, 12)}`;
      };
      sentences.push(
        `Cannot verify cell ${name} as its artefact must be the committed one, ${comparison()}`,
      );
      // Cells that read it are verified from the kept artefact.
      if (stored !== undefined) cache.bring(owner, stored.artefact, undefined);
      return;
    }
  };
  await options.execute(sample.steps, {
    registry: options.registry,
    cache: options.folder,
    jobs: options.jobs,
    keepGoing: true,
    force: false,
    // Artefacts computed here are compared and discarded.
    origin: { commit: null, clean: null, deno: "", system: "", processor: "" },
  }, (event) => {
    options.report(event);
    if (event.type === "done") check(event.step, event.record.digest);
    if (event.type === "failed") {
      sentences.push(`Cannot verify cell "${event.step.cell.label}": ${event.message}`);
    }
  });
  return sentences;
}
