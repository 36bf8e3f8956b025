/**
 * Times the engines on the units of work, interleaved with each other, with this machine's WebAssembly
 * ceiling, and with JAX and PyTorch if `python3` has them.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { Option } from "commander";
import { cpus } from "node:os";
import { dirname } from "node:path";
import { makeCeiling } from "./ceiling.ts";
import { type Contender, engines, simdName, twoWorkers } from "./contender.ts";
import { startPeer } from "./peer.ts";
import { finestBins, makeProblem, units } from "./problem.ts";
import { performanceSchema } from "./schema.ts";
import { endWithInput } from "../cli/_process.ts";
import { commandNamed } from "../runner/command.ts";
import { chooseKernel } from "../runner/kernel.ts";
import { markdown, ratios, type Row, type Table } from "./table.ts";

/** Limits of the time and of the rounds of a contender for a unit. */
interface Effort {
  readonly seconds: number;
  readonly rounds: number;
}

/** Milliseconds of a stretch of warm-up, and largest number of stretches. */
const stretch = 800, stretches = 8;

/** Lower quartile, median and upper quartile. */
function quartiles(values: readonly number[]): [number, number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number) => {
    const place = q * (sorted.length - 1), below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  };
  return [at(0.25), at(0.5), at(0.75)];
}

/**
 * Runs a unit until a contender no longer gets faster: the first calls run quickly compiled code while
 * V8 optimises it in another thread, which takes seconds when both cores are busy.
 */
async function warmUp(contender: Contender, unit: string): Promise<void> {
  let before = Infinity;
  for (let i = 0; i < stretches; i++) {
    const times: number[] = [];
    const start = performance.now();
    do times.push((await contender.time(unit, 1)).ms); while (performance.now() - start < stretch);
    const [, median] = quartiles(times);
    if (median > 0.97 * before) return;
    before = median;
  }
}

/** Milliseconds of a turn, and the longest call that runs before the timed part of a turn. */
const turnLength = 500, longestLead = 250;

/**
 * Times a unit in rounds in which every contender has a turn of several repeats. A turn starts with a
 * call that is not timed, and is long, because the system may wake two threads on the core that the
 * previous contender used and leave them there for a while.
 */
async function timeUnit(
  unit: typeof units[number],
  contenders: readonly Contender[],
  ceilings: () => void,
  { seconds, rounds }: Effort,
): Promise<Row[]> {
  const turns = [];
  for (const contender of contenders) {
    await warmUp(contender, unit.name);
    const { ms, value } = await contender.time(unit.name, 1);
    const repeats = Math.max(1, Math.round(turnLength / ms));
    turns.push({
      contender,
      value,
      repeats,
      lead: ms <= longestLead,
      times: [] as number[],
      spent: 0,
    });
  }
  for (let round = 0; round < rounds; round++) {
    ceilings();
    for (const turn of turns) {
      if (turn.spent > seconds * 1e3) continue;
      if (turn.lead) await turn.contender.time(unit.name, 1);
      const { ms } = await turn.contender.time(unit.name, turn.repeats);
      turn.times.push(ms);
      turn.spent += ms * turn.repeats;
    }
  }
  const [reference] = turns;
  return turns.map(({ contender, times, value }) => {
    // Single precision over a thousand points.
    if (Math.abs(value - reference.value) > 1e-3 * Math.max(1, Math.abs(reference.value))) {
      throw new Error(
        `Cannot compare ${contender.name} with ${reference.contender.name} on ${unit.name}: ${value} is not ${reference.value}`,
      );
    }
    const scale = contender.scale(unit.name);
    const [low, median, high] = quartiles(times).map((ms) => ms * scale);
    return {
      unit: unit.name,
      contender: contender.name,
      ms: median,
      low,
      high,
      rounds: times.length,
      measuredShare: 1 / scale,
    };
  });
}

const command = commandNamed("bench")
  .description(
    "Times the engines. To time JAX and PyTorch too, put a python3 that has them first in the path.",
  )
  .option("--json <file>", "writes the table for the site")
  .option("--quick", "fewer rounds, no cpu backend")
  .option("--no-peers", "engines only")
  .addOption(new Option("--attached").default(false).hideHelp())
  .parse(["", "", ...Deno.args]);
const { json, quick, peers: withPeers, attached } = command.opts<
  { json?: string; quick?: boolean; peers: boolean; attached: boolean }
>();
if (attached) endWithInput();
// Checked before minutes of measurements.
if (json) {
  const { state } = await Deno.permissions.query({ name: "write", path: json });
  if (state !== "granted") {
    console.error(
      `Cannot write the table as its file must be in _data/performance or .cache: current value is ${json}`,
    );
    Deno.exit(1);
  }
}
const effort: Effort = quick ? { seconds: 2, rounds: 5 } : { seconds: 8, rounds: 15 };

const problem = makeProblem();
const kernel = await chooseKernel();
console.log(`Processes that compute take the kernel ${kernel.record}.`);
const measures = { plain: await makeCeiling(1), packed: await makeCeiling(2) };
const workers = await twoWorkers(kernel.name);
const started = withPeers
  ? await Promise.all(["jax_peer.py", "torch_peer.py"].map((script) => startPeer(script, problem)))
  : [];
const peers = started.filter((peer) => peer !== undefined);
const local = await engines(problem);
const contenders = [
  ...local.slice(0, 2),
  workers.contender,
  ...local.slice(2).filter(({ name }) => !quick || name !== "tfjs/cpu"),
  ...peers.flatMap((peer) => peer.contenders),
];
console.log(`${contenders.map(({ name }) => name).join("; ")}\n`);

const rows: Row[] = [], plain: number[] = [], packed: number[] = [];
const measureCeiling = () => {
  plain.push(measures.plain());
  packed.push(measures.packed());
};
for (const unit of units) {
  const able = contenders.filter(({ units }) => units.includes(unit.name));
  const timed = await timeUnit(unit, able, measureCeiling, effort);
  rows.push(...timed);
  for (const { contender, ms } of timed) {
    console.log(`${unit.name}  ${contender}  ${ms.toPrecision(3)} ms`);
  }
}
workers.end();
await Promise.all(peers.map((peer) => peer.end()));

const [ceiling, packedCeiling] = [plain, packed].map((values) => {
  const [low, gigaflops, high] = quartiles(values);
  return { gigaflops, low, high };
});
const wide = kernel.name === "wide";
const table: Table = {
  schema: performanceSchema,
  provenance: {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model ?? "unknown",
    cores: navigator.hardwareConcurrency,
    system: `${Deno.build.os} ${Deno.build.arch}`,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
  },
  ceiling,
  ...(wide && { packedCeiling }),
  units: units.map(({ name, title, operations }) => ({
    name,
    title,
    operations: operations ?? null,
  })),
  rows,
  ratios: ratios(rows, {
    simd: simdName(kernel.name),
    ceiling: wide ? packedCeiling : ceiling,
    bins: finestBins,
  }),
};
console.log(`\n${markdown(table)}`);
if (json) {
  await Deno.mkdir(dirname(json), { recursive: true });
  await Deno.writeTextFile(json, JSON.stringify(table, null, 2) + "\n");
  console.log(`\n${json} written`);
}
// Reading the standard input would keep the process alive.
Deno.exit();
