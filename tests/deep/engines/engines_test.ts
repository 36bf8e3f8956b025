/**
 * Tiny cells of every kind are the same bytes in other engines and on another processor, given the same files of
 * inputs. Where an engine is not found its test is ignored; its name says what is missing.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { bundle } from "../../../site/bundle.ts";
import {
  artefactDigest,
  decodeArtefact,
  encodeArtefact,
  plainArtefact,
} from "../../../runner/artefact.ts";
import { massesCell } from "../../../studies/shared/fit_cells.ts";
import { paperGrid } from "../../../studies/shared/grid.ts";
import type { Cell } from "../../../runner/cell.ts";
import { exists } from "../../../runner/files.ts";
import { graphOf, type Node } from "../../../runner/plan.ts";
import { firstDifference } from "../../../runner/contents.ts";
import { recompute } from "../../../runner/recompute.ts";
import { scratch } from "../../runner/_runs.ts";
import { kinds, tinyCells } from "../../fixtures/tiny_cells.ts";
import { computeIn, type Outcome, type Task } from "./_server.ts";
import { launch } from "../../../runner/launch.ts";
import { chromium, find, firefox } from "../../_programs.ts";

const emulator = find("qemu-aarch64-static", "qemu-aarch64");
/** Deno for 64-bit ARM, where `.ci/run` puts it. */
const armDeno = ".cache/arm64/deno";
const hasArm = Deno.build.arch === "x86_64" && emulator !== undefined &&
  [armDeno, "/lib/ld-linux-aarch64.so.1"].every(exists);

const tiny = tinyCells().nodes;

/** What makes cells smaller still, by kind, for a processor that is emulated and some hundred times slower. */
const smaller: Readonly<Record<string, Cell["config"]>> = {
  "sampled-masses": { points: 100 },
  coverage: { nBins: [2], curvesAt: [2], radiusAt: 2, mapAt: 2 },
};

/** The cheapest cell of every kind; masses in one dimension. */
const few = (() => {
  const cells = [...tiny.values()].map(({ cell }) => cell)
    .filter(({ kind, config }) => kind !== "masses" || config.target === "camel-back")
    .sort((a, b) => b.cost - a.cost);
  const least = [...new Map(cells.map((cell) => [cell.kind, cell])).values()].map((cell) => ({
    ...cell,
    config: { ...cell.config, ...smaller[cell.kind] },
  }));
  const { nodes, roots } = graphOf(least, kinds);
  return roots.map((key) => nodes.get(key)!);
})();

/** Of the smoke profile as it is: a fit of the paper's network, and its masses. */
const grid = paperGrid("smoke");
const whole = graphOf([massesCell(grid, grid.methods[0], 0)], kinds).nodes;

/** Every cell once, inputs before those who read them. */
const nodes = [
  ...new Map([...tiny, ...few.map((node) => [node.key, node] as const), ...whole]).values(),
];

/** A cell as it is asked for. */
function taskOf({ cell: { kind, config, seed, label, inputs }, inputs: keys }: Node): Task {
  const owners = Object.entries(keys).map(([name, key]) =>
    [name, { key, kind: inputs[name].kind }] as const
  );
  return { kind, config, seed, label, inputs: Object.fromEntries(owners) };
}

/** The files of all cells by key, as Deno makes them here. */
async function computeHere(): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const node of nodes) {
    const task = taskOf(node);
    const inputs = Object.entries(task.inputs).map(([name, owner]) =>
      [name, { ...owner, bytes: files.get(owner.key)! }] as const
    );
    const { key, bytes } = await recompute(kinds, { ...task, inputs: Object.fromEntries(inputs) });
    files.set(key, bytes);
  }
  return files;
}

/** The script and the files, made when they are first asked for. */
let prepared: Promise<[Uint8Array<ArrayBuffer>, Map<string, Uint8Array>]> | undefined;

/** Lets an engine compute cells, and expects the files of Deno. */
async function compare(
  asked: readonly Node[],
  start: (page: string, script: string) => Deno.ChildProcess,
  seconds: number,
): Promise<Outcome> {
  prepared ??= Promise.all([
    bundle(fileURLToPath(new URL("./_cells.ts", import.meta.url))),
    computeHere(),
  ]);
  const [script, files] = await prepared;
  const outcome = await computeIn(script, asked.map(taskOf), files, start, seconds);
  assertEquals(outcome.failures, []);
  assertEquals(
    asked.flatMap((node) => difference(node, files.get(node.key)!, outcome.files.get(node.key))),
    [],
  );
  return outcome;
}

/** What differs in a cell's file from Deno's: the kind, the cell, the first number. */
function difference(
  { key, kind: { name: kind }, cell: { label } }: Node,
  ours: Uint8Array,
  theirs: Uint8Array | undefined,
): string[] {
  const cell = `${kind} cell "${label}"`;
  if (theirs === undefined) return [`${cell}: no file`];
  if (artefactDigest(ours) === artefactDigest(theirs)) return [];
  const owner = { key, kind };
  const [before, after] = [ours, theirs].map((bytes) =>
    plainArtefact(decodeArtefact(owner, bytes))
  );
  const found = firstDifference(before, after);
  return [
    found === undefined
      ? `${cell}: the same numbers in other bytes`
      : `${cell}: ${found.place} is ${found.before} in Deno and ${found.after} there`,
  ];
}

/**
 * The policy is in force and forbids nothing that the cells need: libraries that try whether a text can be made a
 * program do without.
 */
function checkPolicy({ evaluates, forbidden }: Outcome): void {
  assert(!evaluates, "a text was made a program");
  assertEquals(forbidden.filter((what) => what !== "script-src eval"), []);
}

Deno.test("the cells are of every kind", () => {
  assertEquals(few.map(({ kind: { name } }) => name).sort(), kinds.map(({ name }) => name).sort());
});

Deno.test("a number that differs is told by kind, cell and place", () => {
  const node = nodes.find(({ kind }) => kind.name === "fit")!;
  const file = (x: number) =>
    encodeArtefact({ key: node.key, kind: "fit" }, {
      json: { steps: [3, 4] },
      arrays: { draws: { shape: [2], values: Float64Array.of(1, x) } },
    });
  const name = `fit cell "${node.cell.label}"`;
  assertEquals(difference(node, file(2), file(2)), []);
  assertEquals(difference(node, file(2), file(2 + 2 ** -51)), [
    `${name}: draws[1] is 2 in Deno and 2.0000000000000004 there`,
  ]);
  assertEquals(difference(node, file(2), undefined), [`${name}: no file`]);
});

Deno.test({
  name:
    "a worker of a page in Chromium, under the policy of the site, computes the bytes of Deno (only where a Chromium is found)",
  ignore: chromium === undefined,
  fn: async () => {
    using profile = scratch();
    const outcome = await compare(nodes, (page) =>
      launch(chromium!, {
        args: [
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-background-networking",
          "--no-first-run",
          `--user-data-dir=${Deno.realPathSync(profile.path)}`,
          page,
        ],
        stdin: "null",
        stdout: "null",
        stderr: "piped",
        detached: true,
      }), 300);
    assertMatch(outcome.engine, /Chrome\//);
    checkPolicy(outcome);
  },
});

Deno.test({
  name:
    "a worker of a page in Firefox, under the policy of the site, computes the bytes of Deno (only where a Firefox is found)",
  ignore: firefox === undefined,
  fn: async () => {
    using profile = scratch();
    const folder = Deno.realPathSync(profile.path);
    const outcome = await compare(nodes, (page) =>
      launch(firefox!, {
        args: ["--headless", "--no-remote", "--profile", folder, page],
        env: { HOME: folder },
        stdin: "null",
        stdout: "null",
        stderr: "piped",
        detached: true,
      }), 300);
    assertMatch(outcome.engine, /Firefox\//);
    checkPolicy(outcome);
  },
});

Deno.test({
  name:
    "Deno on an emulated ARM processor computes the bytes of x86-64 (only on x86-64 where QEMU and Deno for ARM are found)",
  ignore: !hasArm,
  fn: async () => {
    using scripts = scratch();
    const outcome = await compare(few, (_page, script) =>
      launch(emulator!, {
        args: [
          "-L",
          "/",
          armDeno,
          "run",
          "--quiet",
          "--no-config",
          // A library looks there whether it shall say more.
          "--allow-env=DEBUG",
          `--allow-net=${new URL(script).host}`,
          script,
        ],
        env: { DENO_DIR: scripts.path },
        stdin: "null",
        stdout: "null",
        stderr: "piped",
        detached: true,
      }), 600);
    assertMatch(outcome.engine, new RegExp(`Deno/${Deno.version.deno} aarch64`));
  },
});
