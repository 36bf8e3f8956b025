/** The plan of the verdicts, and what their cells count. */
import { assert, assertEquals } from "@std/assert";
import { parseConfig } from "../../../audit/config.ts";
import { graphOf } from "../../../runner/plan.ts";
import { kinds } from "../../../studies/registry.ts";
import {
  auditFalseAlarms,
  auditReplicates,
  comparisons,
  designs,
  faults,
  groupOf,
  groups,
  none,
  powerNames,
  sizeOf,
} from "../../../studies/verdicts/designs.ts";
import { earlierCount } from "../../../studies/verdicts/earlier.ts";
import {
  type VerdictCounts,
  verdictsCell,
  verdictsKind,
} from "../../../studies/verdicts/measure.ts";
import { study } from "../../../studies/verdicts/study.ts";
import { recordOf } from "../shared/_synthetic.ts";

Deno.test("36 designs cover what audits are made of, each under a name of its own", () => {
  assertEquals([designs.length, new Set(designs.map(({ name }) => name)).size], [36, 36]);
  const values = <T>(pick: (design: typeof designs[number]) => T) => new Set(designs.map(pick));
  for (const runs of [1, 2, 3, 5, 10]) assert(values((design) => design.runs).has(runs));
  for (const draws of [10, 20, 50]) assert(values((design) => design.draws).has(draws));
  for (const bins of [12, 100, 400]) assert(values((design) => design.bins).has(bins));
  for (const time of [1, 4, 17]) assert(values((design) => design.time).has(time));
  for (const truth of ["exact", 1e3, 1e4, 1e5, 1e6, null] as const) {
    assert(values((design) => design.truth).has(truth));
  }
  assert(values(({ span }) => span > 1).size === 2 && values(({ heldOut }) => heldOut).size > 2);
  assertEquals(values(groupOf), new Set(groups));
  // A bias up and down in neighbouring bins leaves the total as it is.
  assert(designs.every(({ bins }) => bins % 2 === 0));
});

Deno.test("what is compared, and what was measured before, are designs of the study", () => {
  const names = designs.map(({ name }) => name);
  for (const name of Object.values(powerNames)) {
    assert(names.includes(name), name);
    for (const fault of faults) assert(earlierCount({ name }, fault) !== undefined, name);
  }
  for (const name of names) {
    const { reports, failing } = earlierCount({ name }, none)!;
    assert(failing >= 0 && failing <= reports, name);
  }
  const tried: readonly string[] = Object.values(powerNames);
  assert(comparisons.every(({ from, to }) => tried.includes(from) && tried.includes(to)));
  for (const profile of ["smoke", "standard", "paper"] as const) {
    const { designs, powerDesigns } = sizeOf(profile);
    assert([...designs, ...powerDesigns].every((design) => design !== undefined));
  }
});

Deno.test("the audits are those of a configuration that states neither rate nor simulations", () => {
  const { replicates, falseAlarms } = parseConfig(
    "audit.json",
    JSON.stringify({
      title: "A title",
      generator: "numbers",
      draws: { kind: "masses", file: "draws.npy" },
      truth: { kind: "equal" },
    }),
  );
  assertEquals([auditReplicates, auditFalseAlarms], [replicates, falseAlarms]);
});

Deno.test("a thousand calibrated generators of each design are planned, and faulty ones of some", () => {
  const { nodes } = graphOf([study.summary("paper")], kinds);
  const cells = [...nodes.values()].map(({ cell }) => cell)
    .filter(({ kind }) => kind === verdictsKind.name);
  const config = cells.map(({ config }) =>
    config as unknown as { generators: number; fault: { id: string } }
  );
  const calibrated = config.filter(({ fault }) => fault.id === none.id);
  assertEquals(calibrated.map(({ generators }) => generators), designs.map(() => 1000));
  assertEquals(
    config.length - calibrated.length,
    faults.length * Object.keys(powerNames).length,
  );
});

Deno.test("reports are counted once each: failing, open, or neither", () => {
  const design = designs.find(({ name }) => name === "5 × 10 draws in 12 bins")!;
  const common = { design, generators: 2, replicates: 999, falseAlarms: auditFalseAlarms };
  const count = (width: number) => {
    const { config } = verdictsCell({ ...common, fault: { ...none, width } }, 1);
    return recordOf<VerdictCounts>(verdictsKind, config, {});
  };
  const narrow = count(0.3), wide = count(4);
  assertEquals([narrow.reports, narrow.failing, narrow.open], [2, 2, 0]);
  assertEquals(wide.cautious, 2);
  for (const { verdicts } of [narrow, wide]) {
    const coverage = verdicts.find(({ id }) => id === "coverage")!;
    assertEquals(coverage.holds + coverage.fails + coverage.cautious + coverage.open, 2);
    assertEquals(verdicts.find(({ id }) => id === "holdout")!.holds, 0);
  }
});
