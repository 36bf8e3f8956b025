/**
 * How much of a chain's time is spent outside the engine: each sampler runs on an engine that times itself.
 *
 * @module
 */
import type { Engine } from "../core/engine/mod.ts";
import { paperArchitecture } from "../core/flow/mod.ts";
import { posterior } from "../core/posterior/mod.ts";
import { Stream } from "../core/random.ts";
import { target } from "../core/target/mod.ts";
import { endWithInput } from "../cli/_process.ts";
import { cellEngine } from "../runner/engine.ts";
import { chooseKernel } from "../runner/kernel.ts";

if (Deno.args.includes("--attached")) endWithInput();

/** An engine with the milliseconds that were spent in it. */
function timed(engine: Engine): { engine: Engine; spent: () => number } {
  let spent = 0;
  const clocked = <A extends unknown[], R>(work: (...all: A) => R) => (...all: A): R => {
    const start = performance.now();
    try {
      return work(...all);
    } finally {
      spent += performance.now() - start;
    }
  };
  const own: Engine = {
    name: engine.name,
    numerics: engine.numerics,
    architecture: engine.architecture,
    flowMatching: clocked((...all: Parameters<Engine["flowMatching"]>) =>
      engine.flowMatching(...all)
    ),
    logLikelihood: clocked((...all: Parameters<Engine["logLikelihood"]>) =>
      engine.logLikelihood(...all)
    ),
    velocity: (...all) => engine.velocity(...all),
    logDensity: (...all) => engine.logDensity(...all),
    encode: (...all) => engine.encode(...all),
    decode: (...all) => engine.decode(...all),
  };
  return { engine: own, spent: () => spent };
}

const nTrain = 10_000, batchSize = 1000, draws = 2;

/** Chains without a warm-up: it is the step of the sampler that is timed. */
const chain = { burnIn: 5, spacing: 5, recordEvery: 0, warmUp: { steps: 0 }, batchSize };

const cases: readonly [string, string, Record<string, unknown>][] = [
  ["AdamMCMC, exact", "adam-mcmc", { ...chain, mode: "exact" }],
  ["AdamMCMC, authors", "adam-mcmc", { ...chain, mode: "authors" }],
  ["AdamMCMC, shared step", "adam-mcmc", { ...chain, mode: "shared-step" }],
  ["AdamMCMC, tested on all data", "adam-mcmc", { ...chain, mode: "exact", acceptance: "full" }],
  ["stochastic-gradient HMC", "sghmc", chain],
  ["HMC", "hmc", {
    chains: 1,
    burnIn: 1,
    spacing: 1,
    recordEvery: 0,
    warmUp: { steps: 0 },
    leapfrogSteps: 4,
  }],
];

const ring = target("gamma-ring"), stream = Stream.fromSeed(20240838);
const data = ring.sample(nTrain, stream.split("data"));
const kernel = await chooseKernel();
const simd = await cellEngine(paperArchitecture, kernel.name);

function run(name: string, options: Record<string, unknown>): number {
  const { engine, spent } = timed(simd);
  const start = performance.now();
  posterior(name, options).fit({
    engine,
    data,
    condition: ring.condition,
    draws,
    stream: stream.split("fit"),
  });
  return 1 - spent() / (performance.now() - start);
}

console.log(`Kernel: ${kernel.record}`);
console.log("Share of a chain's time outside the engine, batches of 1000:");
for (const [title, name, options] of cases) {
  // The first run compiles; of three more the middle one counts, as others use the machine too.
  run(name, options);
  const shares = Array.from({ length: 3 }, () => run(name, options)).sort((a, b) => a - b);
  console.log(`${title}  ${(100 * shares[1]).toFixed(1)} %`);
}
// Reading the standard input would keep the process alive.
Deno.exit();
