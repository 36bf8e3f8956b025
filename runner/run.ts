/**
 * From studies to committed results: computes what is missing or stale and nothing else.
 *
 * @module
 */
import { dataOf, type Profile, profiles, recordOf, type Study } from "./study.ts";
import { Cache, type RunRecord } from "./cache.ts";
import type { CellKind, Json } from "./cell.ts";
import type { Event, Executor } from "./executor.ts";
import { faultOf } from "./fault.ts";
import { checkFolder, checkWritable, removeLeftovers } from "./files.ts";
import { type Kept, keptIn } from "./kept.ts";
import { inCache, inKept, readable } from "./intact.ts";
import { canonicalJson } from "./key.ts";
import { lock } from "./lock.ts";
import { ancestors, type Graph, graphOf, type Node, type Step, stepsFor } from "./plan.ts";
import type { Progress } from "./progress.ts";
import { type Provenance, readProvenance, type RunSource, writeProvenance } from "./provenance.ts";
import { readResults, type Results, writeResults } from "./results.ts";

/** Studies, folders and settings of a run. */
export interface RunOptions {
  readonly studies: readonly Study[];
  readonly kinds: readonly CellKind[];
  /** Profile of all studies; default that of the committed results of each, or else `standard`. */
  readonly profile?: Profile;
  /** Folder of the committed results. */
  readonly data: string;
  /** Folder of the cache. */
  readonly cache: string;
  /** Whether to recompute cells that are up to date. */
  readonly force: boolean;
}

/** State of a study. */
export interface StudyState {
  readonly study: Study;
  readonly profile: Profile;
  /** Key of its last cell. */
  readonly key: string;
  /** Reason why its results are stale, a clause that follows "because"; undefined if they are up to date. */
  readonly stale?: string;
  /** The record of its results where their findings alone are stale: no cell need be computed. */
  readonly record?: Json;
}

/** The work of a run. */
export interface Plan {
  readonly graph: Graph;
  readonly studies: readonly StudyState[];
  /** The cells to run, inputs first. */
  readonly steps: readonly Step[];
}

/** Result of a run. */
export interface Outcome {
  /** Files written. */
  readonly written: readonly string[];
  /** A sentence for each cell that failed, and for each study whose results do not follow its schema. */
  readonly failures: readonly string[];
}

/**
 * The profile with a name.
 *
 * @throws {RangeError} If there is no such profile; the message lists all.
 */
export function profileNamed(name: string): Profile {
  const profile = profiles.find((profile) => profile === name);
  if (profile !== undefined) return profile;
  throw new RangeError(
    `Cannot choose a profile as it must be one of ${profiles.join(", ")}: current value is ${name}`,
  );
}

/**
 * The studies with some names, in the order of the report; all studies if there are no names.
 *
 * @throws {RangeError} If a name is not known; the message lists all.
 */
export function studiesNamed(studies: readonly Study[], names: readonly string[]): Study[] {
  for (const name of names) {
    if (!studies.some((study) => study.name === name)) {
      const known = studies.map((study) => study.name).join(", ") || "(none)";
      throw new RangeError(
        `Cannot choose a study as it must be one of ${known}: current value is ${name}`,
      );
    }
  }
  return studies.filter((study) => names.length === 0 || names.includes(study.name));
}

/** The committed files of a study; a text says why one cannot be used. */
interface CommittedFiles {
  readonly results: Results | string | undefined;
  readonly provenance: Provenance | string | undefined;
}

function committedFiles(data: string, { name }: Study): CommittedFiles {
  return {
    results: readable("its results are", () => readResults(data, name)),
    provenance: readable("its provenance is", () => readProvenance(data, name)),
  };
}

/** The profile of the committed files; `standard` if there are none. */
function profileOf({ results, provenance }: CommittedFiles): Profile {
  const known = typeof results === "object" ? results : provenance;
  return typeof known === "object" ? known.profile : "standard";
}

/** Why results are stale; `record` where their findings alone are. */
function staleResults(
  options: RunOptions,
  { study, profile, key }: Omit<StudyState, "stale" | "record">,
  { results, provenance }: CommittedFiles,
): Pick<StudyState, "stale" | "record"> {
  const because = (stale: string) => ({ stale });
  if (options.force) return because("it is forced");
  if (typeof results === "string") return because(results);
  if (results === undefined) return because("it has no results");
  if (results.profile !== profile) {
    return because(`its results are of profile ${results.profile}, and ${profile} is wanted`);
  }
  if (results.key !== key) {
    return because("its configuration, code version or inputs have changed");
  }
  if (typeof provenance === "string") return because(provenance);
  if (provenance === undefined) return because("it has no provenance");
  if (provenance.key !== key) return because("its provenance is of other results");
  const { error } = study.results.safeParse(results.data);
  if (error !== undefined) {
    return because(
      `its results do not follow its schema, where ${faultOf(error, results.data).rule}`,
    );
  }
  const data = results.data as Json;
  const record = recordOf(study, data);
  return canonicalJson(dataOf(study, record)) === canonicalJson(data)
    ? {}
    : { stale: "its findings are stated otherwise now", record };
}

/** Cells of the committed results by kind and label, to explain changes. */
type Earlier = ReadonlyMap<string, Provenance["cells"][number]>;

function earlierCells(options: RunOptions): Earlier {
  const cells = new Map<string, Provenance["cells"][number]>();
  for (const { name } of options.studies) {
    try {
      for (const cell of readProvenance(options.data, name)?.cells ?? []) {
        cells.set(`${cell.kind} ${cell.label}`, cell);
      }
    } catch { /* A damaged file explains no change. */ }
  }
  return cells;
}

function staleCell(
  options: RunOptions,
  cache: Cache,
  kept: Kept,
  cached: ReadonlySet<string>,
  earlier: Earlier,
  node: Node,
): string | undefined {
  if (options.force) return "it is forced";
  const { key, kind, cell } = node;
  const artefact = cached.has(key) ? inCache(cache, node) : undefined;
  if (typeof artefact === "object") return undefined;
  const copy = inKept(kept, node);
  if (typeof copy === "object") return undefined;
  const damage = copy ?? artefact;
  if (damage !== undefined) return damage;
  const before = earlier.get(`${kind.name} ${cell.label}`);
  if (before === undefined || before.key === key) return "the cache does not have it";
  return before.version === kind.version
    ? "its configuration, seed, engine or inputs have changed"
    : `its version was ${before.version} and is ${kind.version}`;
}

function statesOf(options: RunOptions): Pick<Plan, "graph" | "studies"> {
  checkFolder(options.data);
  checkFolder(options.cache);
  const files = options.studies.map((study) => committedFiles(options.data, study));
  const profiles = files.map((committed) => options.profile ?? profileOf(committed));
  const cells = options.studies.map((study, i) => study.summary(profiles[i]));
  const graph = graphOf(cells, options.kinds);
  const studies = options.studies.map((study, i) => {
    const state = { study, profile: profiles[i], key: graph.roots[i] };
    return { ...state, ...staleResults(options, state, files[i]) };
  });
  return { graph, studies };
}

/** Keys of the last cells of the studies whose records are to be computed. */
function wantedOf(studies: readonly StudyState[]): string[] {
  return studies.filter(({ stale, record }) => stale !== undefined && record === undefined)
    .map(({ key }) => key);
}

function stepsOf(options: RunOptions, graph: Graph, studies: readonly StudyState[]): Step[] {
  const cache = new Cache(options.cache);
  const kept = keptIn(options.data);
  const cached = cache.keys();
  const earlier = earlierCells(options);
  return stepsFor(
    graph,
    wantedOf(studies),
    (node) => staleCell(options, cache, kept, cached, earlier, node),
  );
}

/**
 * Copies kept artefacts that stale studies need, and that the cache lacks, into the cache with their
 * records, so that the plan does not compute them and the provenance includes them. Only for the
 * process that holds the lock of the cache.
 *
 * @returns What is damaged of them in the cache or where they are kept, by key.
 */
export function bringKept(
  options: Pick<RunOptions, "data" | "cache" | "force">,
  { graph, studies }: Pick<Plan, "graph" | "studies">,
): ReadonlyMap<string, string> {
  const damages = new Map<string, string>();
  if (options.force) return damages;
  const cache = new Cache(options.cache);
  const kept = keptIn(options.data);
  const needed = new Map<string, Node>();
  for (const key of wantedOf(studies)) {
    for (const node of ancestors(graph, key)) needed.set(node.key, node);
  }
  for (const node of needed.values()) {
    if (node.cell.keep === undefined && !kept.index().has(node.key)) continue;
    const cached = inCache(cache, node);
    if (typeof cached === "object") continue;
    const artefact = inKept(kept, node);
    if (artefact === undefined) continue;
    const record = readable("its record is", () => kept.record(node.key));
    const damage = [cached, artefact, record].find((reading) => typeof reading === "string");
    if (damage !== undefined) damages.set(node.key, `${node.cell.label}: ${damage}`);
    if (typeof artefact !== "object") continue;
    cache.bring(
      { key: node.key, kind: node.kind.name },
      artefact,
      typeof record === "object" ? record : undefined,
    );
  }
  return damages;
}

/** Cells with a name to keep and a folder in the cache whose artefacts are not kept yet. */
function unkept({ data, cache }: RunOptions, graph: Graph): Node[] {
  const cached = new Cache(cache).keys();
  const index = keptIn(data).index();
  return [...graph.nodes.values()].filter(({ key, cell }) =>
    cell.keep !== undefined && cached.has(key) && !index.has(key)
  );
}

/**
 * Plans the work after which every study has up-to-date results. Only reads files.
 *
 * @throws {Error} If a study cannot be planned, or an existing file cannot be read.
 */
export function planRun(options: RunOptions): Plan {
  const { graph, studies } = statesOf(options);
  return { graph, studies, steps: stepsOf(options, graph, studies) };
}

/** Surroundings of a run: executor, display and origin. */
export interface RunSurroundings {
  readonly source: RunSource;
  /** URL of the module that exports the kinds, for the workers. */
  readonly registry: string;
  readonly keepGoing: boolean;
  readonly execute: Executor;
  /** Called with the plan before it is executed. */
  readonly onPlan: (plan: Plan) => void;
  readonly progress: (steps: readonly Step[]) => Progress;
  /** Called with the identifier of the process that holds the lock. */
  readonly waiting: (process: string) => void;
  /** Called with a sentence about each damaged file for which nothing is computed. */
  readonly damaged: (damage: string) => void;
}

/**
 * Computes what is missing or stale, writes the results of each study as soon as its last cell is done,
 * and keeps each artefact with a name to keep as soon as it is done. One process at a time computes in
 * a cache; the next one uses its artefacts.
 *
 * @throws {Error} If a study cannot be planned or a folder cannot be written.
 */
export async function run(options: RunOptions, around: RunSurroundings): Promise<Outcome> {
  const before = statesOf(options);
  if (
    before.studies.every((state) => state.stale === undefined) &&
    unkept(options, before.graph).length === 0
  ) {
    around.onPlan({ ...before, steps: [] });
    return { written: [], failures: [] };
  }
  const cache = new Cache(options.cache);
  const kept = keptIn(options.data);
  checkWritable(options.cache);
  checkWritable(options.data);
  using _held = await lock(`${options.cache}/lock`, around.waiting);
  cache.clean();
  for (const { name } of options.studies) removeLeftovers(`${options.data}/${name}`);
  // Another process may have computed cells in the meantime, or all of them in another profile.
  const { graph, studies } = statesOf(options);
  removeLeftovers(kept.folder);
  const damages = bringKept(options, { graph, studies });
  const plan = { graph, studies, steps: stepsOf(options, graph, studies) };
  around.onPlan(plan);
  for (const { cell: { keep } } of plan.steps) if (keep !== undefined) kept.checkPlace(keep);
  const planned = new Set(plan.steps.map((step) => step.key));
  for (const [key, damage] of damages) if (!planned.has(key)) around.damaged(damage);

  const filed: string[] = [];
  const keep = (node: Node, record: RunRecord | undefined) => {
    const artefact = inCache(cache, node);
    if (node.cell.keep === undefined || typeof artefact !== "object") return;
    const owner = { key: node.key, kind: node.kind.name };
    filed.push(...kept.write(owner, node.cell.keep, artefact, record));
  };
  const cached = cache.keys();
  for (const node of graph.nodes.values()) {
    if (node.cell.keep === undefined || !cached.has(node.key)) continue;
    if (typeof inKept(kept, node) !== "object") keep(node, cache.record(node.key));
  }

  const written = new Map<StudyState, string[]>();
  const failures: string[] = [];
  const assemble = (state: StudyState) => {
    const { study, profile, key } = state;
    const { cell } = plan.graph.nodes.get(key)!;
    const record = state.record ?? cache.read({ key, kind: cell.kind })!.json;
    const data = dataOf(study, record);
    const { error } = study.results.safeParse(data);
    if (error !== undefined) {
      const { rule, current } = faultOf(error, data);
      failures.push(
        `Cannot write the results of the study ${study.name} as they must follow its schema, where ${rule}: current value is ${current}`,
      );
      return;
    }
    const named = { study: study.name, profile, key };
    const files = [];
    if (state.record === undefined) {
      // The results come last: after a kill between the two they are stale and are written again.
      const nodes = ancestors(plan.graph, key);
      files.push(writeProvenance(options.data, named, nodes, cache, around.source, around.damaged));
    }
    written.set(state, [writeResults(options.data, { ...named, data }), ...files]);
  };
  const stale = plan.studies.filter((state) => state.stale !== undefined);
  for (const state of stale) if (!planned.has(state.key)) assemble(state);
  if (plan.steps.length > 0) {
    const progress = around.progress(plan.steps);
    let broken: unknown;
    const report = (event: Event) => {
      progress.report(event);
      if (event.type === "failed") {
        const { cell, key } = event.step;
        failures.push(
          `Cannot finish cell "${cell.label}" (${cell.kind} ${key.slice(0, 12)}): ${event.message}`,
        );
      }
      if (event.type === "done") {
        try {
          keep(event.step, event.record);
          stale.filter((state) => state.key === event.step.key).forEach(assemble);
        } catch (error) {
          broken ??= error;
        }
      }
    };
    const { registry, keepGoing } = around;
    const { cache, force } = options;
    const { jobs, ...origin } = around.source;
    await around.execute(plan.steps, { registry, cache, jobs, keepGoing, force, origin }, report);
    progress.end();
    if (broken !== undefined) throw broken;
  }
  // In the order of the report, not of completion.
  return { written: [...filed, ...stale.flatMap((state) => written.get(state) ?? [])], failures };
}
