/**
 * Recomputes a sample of the committed cells from nothing, and compares bytes with what is committed.
 *
 * @module
 */
import { Stream } from "../../core/random.ts";
import type { Study } from "../study.ts";
import { plainArtefact, witnessOf } from "./artefact.ts";
import { Cache } from "./cache.ts";
import type { CellKind, Json } from "./cell.ts";
import type { Event, Executor } from "./executor.ts";
import { ancestors, type Graph, graphOf, type Node, type Step, stepsFor } from "./plan.ts";
import { type Provenance, readProvenance } from "./provenance.ts";
import { firstDifference } from "./quantities.ts";
import { readResults, type Results } from "./results.ts";

/** What is committed of a study. */
export interface Committed {
  readonly study: Study;
  readonly results: Results;
  readonly provenance: Provenance;
  readonly graph: Graph;
}

/**
 * Reads what is committed of studies, and checks that it belongs to the present code.
 *
 * @param data Folder of the results.
 * @throws {Error} If results or provenance are missing, damaged, or not of the present code.
 */
export function readCommitted(
  data: string,
  studies: readonly Study[],
  kinds: readonly CellKind[],
): Committed[] {
  return studies.map((study) => {
    const results = readResults(data, study.name);
    const provenance = readProvenance(data, study.name);
    if (results === undefined || provenance === undefined) {
      const name = results === undefined ? "results.json" : "provenance.json";
      throw new Error(
        `Cannot verify ${study.name} as ${data}/${study.name}/${name} must be there: current value is nothing`,
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
    return { study, results, provenance, graph };
  });
}

/** A sample of cells, and the cells that they need. */
export interface Sample {
  readonly chosen: readonly Node[];
  /** All that runs, inputs first. */
  readonly steps: readonly Step[];
  /** How long it took when the results were made, seconds. */
  readonly seconds: number;
}

/**
 * Draws cells at random, without those whose recomputation would go beyond the time.
 *
 * @param count Cells at most.
 * @param seconds What the sample and all it needs took when the results were made, at most.
 * @param seed Of the choice.
 */
export function sampleCells(
  committed: readonly Committed[],
  count: number,
  seconds: number,
  seed: number,
): Sample {
  const nodes = new Map<string, Node>();
  const took = new Map<string, number>();
  for (const { graph, provenance } of committed) {
    for (const [key, node] of graph.nodes) nodes.set(key, node);
    for (const cell of provenance.cells) {
      if (cell.digest !== null) took.set(cell.key, cell.seconds ?? Infinity);
    }
  }
  const graph: Graph = { nodes, roots: [] };
  const candidates = [...nodes.keys()].filter((key) => took.has(key));
  const order = Stream.fromSeed(seed).split("verify").permutation(candidates.length);
  const chosen: Node[] = [];
  const needed = new Set<string>();
  let whole = 0;
  for (const i of order) {
    if (chosen.length === count) break;
    const key = candidates[i];
    const more = ancestors(graph, key).filter((node) => !needed.has(node.key));
    const cost = more.reduce((sum, node) => sum + (took.get(node.key) ?? Infinity), 0);
    if (!(whole + cost <= seconds)) continue;
    whole += cost;
    for (const node of more) needed.add(node.key);
    chosen.push(nodes.get(key)!);
  }
  const steps = stepsFor(graph, chosen.map(({ key }) => key), () => "it is verified");
  return { chosen, steps, seconds: whole };
}

/**
 * Recomputes the cells of a sample in an empty cache.
 *
 * @param folder The cache, which must be empty.
 * @param known A cache that may have artefacts with the committed digests, to find differing numbers in.
 * @returns A sentence for each cell that failed or differs.
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
  const check = (step: Step, digest: string) => {
    for (const { study, results, provenance, graph } of committed) {
      const cell = provenance.cells.find(({ key }) => key === step.key);
      if (cell === undefined) continue;
      const name = `"${step.cell.label}" of ${study.name} (${step.kind.name} ${
        step.key.slice(0, 12)
      })`;
      const owner = { key: step.key, kind: step.kind.name };
      const fresh = cache.read(owner)!;
      if (step.key === graph.roots[0]) {
        const found = firstDifference(results.data as Json, fresh.json, "data");
        if (found !== undefined) {
          sentences.push(
            `Cannot verify cell ${name} as its numbers must be those of results.json, ${found.before} at ${found.place}: current value is ${found.after}`,
          );
          return;
        }
      }
      if (cell.digest === null || cell.digest === digest) continue;
      const differing = () => {
        const witness = witnessOf(fresh);
        const place = Object.keys(cell.witness).find((place) =>
          !Object.is(cell.witness[place], witness[place])
        );
        if (place !== undefined) {
          return `${cell.witness[place]} at ${place}: current value is ${witness[place]}`;
        }
        if (known.record(step.key)?.digest === cell.digest) {
          const before = known.read(owner)!;
          const found = firstDifference(plainArtefact(before), plainArtefact(fresh));
          if (found !== undefined) {
            return `${found.before} at ${found.place}: current value is ${found.after}`;
          }
        }
        return `SHA-256 ${cell.digest!.slice(0, 12)}: current value is ${digest.slice(0, 12)}`;
      };
      sentences.push(
        `Cannot verify cell ${name} as its artefact must be the committed one, ${differing()}`,
      );
      return;
    }
  };
  await options.execute(sample.steps, {
    registry: options.registry,
    cache: options.folder,
    jobs: options.jobs,
    keepGoing: true,
    force: false,
    // What is computed here is compared and thrown away.
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
