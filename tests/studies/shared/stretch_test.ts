import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import type { FitState } from "../../../core/posterior/mod.ts";
import { posterior } from "../../../core/posterior/mod.ts";
import { type FitConfig, fitKind, fitProblem } from "../../../studies/shared/fit.ts";
import { restoreState, storeState, type StretchRecord } from "../../../studies/shared/fit_state.ts";
import { cellEngine } from "../../../runner/engine.ts";
import { fitCell } from "../../../studies/shared/fit_cells.ts";
import { paperGrid } from "../../../studies/shared/grid.ts";
import { kinds } from "../../../studies/registry.ts";
import { decodeArtefact, encodeArtefact } from "../../../runner/artefact.ts";
import type { Artefact, Cell, Json, Left } from "../../../runner/cell.ts";
import { ancestors, graphOf } from "../../../runner/plan.ts";
import { computeCells } from "../../fixtures/tiny_cells.ts";

const value = fc.oneof(
  fc.double(),
  fc.float(),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity),
);
const array = fc.oneof(
  fc.array(value, { maxLength: 9 }).map((list) => Float64Array.from(list)),
  fc.array(value, { maxLength: 9 }).map((list) => Float32Array.from(list)),
);
const state: fc.Arbitrary<FitState> = fc.record({
  step: fc.nat(),
  arrays: fc.dictionary(fc.constantFrom("position", "records x"), array),
  records: fc.dictionary(fc.constantFrom("draws", "errors", "x"), array),
  numbers: fc.dictionary(fc.constantFrom("count", "known"), value),
}, { noNullPrototype: true });

const owner = { key: "5f", kind: "stretch" };
const filed = ({ record, arrays = {} }: Left<StretchRecord>): Artefact =>
  decodeArtefact(owner, encodeArtefact(owner, { json: record as unknown as Json, arrays }));

/** -0 is stored as 0 where it stands for nothing. */
const plain = ({ step, arrays, records, numbers }: FitState) => {
  const group = (of: FitState["arrays"]) =>
    Object.fromEntries(
      Object.entries(of).map(([name, values]) => [name, [values.constructor.name, ...values]]),
    );
  return { step, arrays: group(arrays), records: group(records), numbers: { ...numbers } };
};

Deno.test("a state comes back from its file as it was", () => {
  fc.assert(fc.property(state, (state) => {
    assertEquals(plain(restoreState([filed(storeState({}, state))])), plain(state));
  }));
});

Deno.test("stretches store what they add, and together they are the last state", () => {
  const records = (...values: number[]) => ({ draws: Float64Array.from(values) });
  const at = (step: number, x: number, ...values: number[]): FitState => ({
    step,
    arrays: { x: Float64Array.of(x, 0, 1 / 3), none: new Float64Array(5) },
    records: records(...values),
    numbers: { count: step },
  });
  const first = at(1, 0.5, 1, 2, 0, 0), second = at(2, 0.25, 1, 2, 3.5, NaN);
  const stored = [
    storeState({}, first),
    storeState({}, second, restoreState([filed(storeState({}, first))])),
  ]
    .map(filed);
  assertEquals(stored.map(({ arrays }) => Object.keys(arrays)), [
    ["arrays x", "records draws"],
    ["arrays x", "records draws"],
  ]);
  assertEquals(stored[1].arrays["records draws"], { shape: [2], values: Float32Array.of(3.5, 0) });
  assert(stored[1].arrays["arrays x"].values instanceof Float64Array);
  assertEquals(restoreState(stored), second);
  // A stretch alone lacks what the others wrote down.
  assertEquals(restoreState(stored.slice(1)).records, records(0, 0, 3.5, NaN));
});

/** A grid with fits in stretches, on a small network and little data. */
function small(method: number, change: object = {}): Cell {
  const grid = paperGrid("smoke");
  const shrink = (cell: Cell): Cell => ({
    ...cell,
    config: {
      ...cell.config,
      nTrain: 1000,
      architecture: { ...cell.config.architecture as object, hidden: [6, 5] },
    },
    inputs: Object.fromEntries(
      Object.entries(cell.inputs).map(([name, input]) => [name, shrink(input)]),
    ),
  });
  return shrink(fitCell(grid, { ...grid.methods[method], ...change }, 1));
}

async function compute(cells: Cell[]): Promise<Artefact[]> {
  const graph = graphOf(cells, kinds);
  const found = new Map<string, Artefact>();
  for await (const { node, artefact } of computeCells(graph.nodes.values())) {
    found.set(node.key, artefact);
  }
  return graph.roots.map((root) => found.get(root)!);
}

for (const [title, method, early] of [["mean field", 1, 200], ["AdamMCMC", 2, 16]] as const) {
  Deno.test(`${title}: a fit of stretches is that of one go, and its beginning a fit of its own`, async () => {
    const cell = small(method);
    const [fit, beginning] = await compute([cell, small(method, { early })]);
    const config = cell.config as unknown as FitConfig;
    const problem = await fitProblem(config, { seed: cell.seed, engine: cellEngine });
    const built = posterior(config.posterior.name, config.posterior.options);
    const whole = built.fit(problem);
    assertEquals(fit.arrays.draws.values, whole.draws);
    assertEquals(fitKind.record(fit).diagnostics, whole.diagnostics);
    const last = built.stretches!.state(problem, built.stretches!.count - 1);
    assertEquals(beginning.arrays.draws.values, built.stretches!.early(problem, last, early));
    assertEquals(fitKind.record(beginning).config.early, early);
  });
}

Deno.test("what goes on from kept stretches needs no draws of beginnings", async () => {
  const cell = small(2);
  const graph = graphOf([cell], kinds);
  const kindsOf = ancestors(graph, graph.roots[0]).map(({ kind, cell }) =>
    `${kind.name} ${Object.keys(cell.inputs).join()}`
  );
  assertEquals(kindsOf, [
    "stretch ",
    "stretch before",
    "joined stretch 0,stretch 1",
    "stretch before",
    "fit stretch 0,stretch 1",
  ]);
  const [joined] = await compute([cell.inputs["stretch 0"]]);
  assertEquals(Object.keys(joined.arrays).filter((name) => name.includes("draws of")), []);
});

Deno.test("only the paper's own grid keeps its stretches, under names that tell them apart", () => {
  const names = (profile: "smoke" | "paper") => {
    const grid = paperGrid(profile);
    const cells = grid.methods.flatMap((
      method,
    ) => [fitCell(grid, method, 0), fitCell(grid, method, 4)]);
    return [...graphOf(cells, kinds).nodes.values()]
      .flatMap(({ cell }) => (cell as Cell & { keep?: string }).keep ?? []);
  };
  assertEquals(names("smoke"), []);
  const paper = names("paper");
  assertEquals(new Set(paper).size, paper.length);
  assertEquals(paper.filter((name) => /^(mean-field-k10|adam-mcmc-s0.1).run-1/.test(name)), [
    "mean-field-k10/run-1-to-300000",
    "mean-field-k10/run-1-to-1800000",
    "adam-mcmc-s0.1/run-1-to-15000",
    "adam-mcmc-s0.1/run-1-to-45000",
    "adam-mcmc-s0.1/run-1-to-49005",
  ]);
});

Deno.test("a beginning that the fit does not record is refused", async () => {
  await assertRejects(
    () => compute([small(1, { early: 160 })]),
    RangeError,
    '"early", 200: current value is 160',
  );
});
