/**
 * The share of a chain's time outside the engine: each sampler runs on an engine that times itself.
 *
 * @module
 */
import "../runner/no_environment.ts";
import type { Engine } from "../core/engine/mod.ts";
import { paperArchitecture } from "../core/flow/mod.ts";
import { posterior } from "../core/posterior/mod.ts";
import { Stream } from "../core/random.ts";
import { target } from "../core/target/mod.ts";
import { endWithInput } from "../cli/_process.ts";
import { cellEngine } from "../runner/engine.ts";
import { chooseKernel } from "../runner/kernel.ts";

if (Deno.args.includes("--attached")) endWithInput();

/** An engine that counts the milliseconds spent in it. */
function timed(engine: Engine): { engine: Engine; spent: () => number } {
  let spent = 0;
  const clocked = <A extends unknown[], R>(work: (...args: A) => R) => (...args: A): R => {
    const start = performance.now();
    try {
      return work(...args);
    } finally {
      spent += performance.now() - start;
    }
  };
  const clockedEngine: Engine = {
    name: engine.name,
    numerics: engine.numerics,
    architecture: engine.architecture,
    flowMatching: clocked((...args: Parameters<Engine["flowMatching"]>) =>
      engine.flowMatching(...args)
    ),
    logLikelihood: clocked((...args: Parameters<Engine["logLikelihood"]>) =>
      engine.logLikelihood(...args)
    ),
    velocity: (...args) => engine.velocity(...args),
    logDensity: (...args) => engine.logDensity(...args),
    encode: (...args) => engine.encode(...args),
    decode: (...args) => engine.decode(...args),
  };
  return { engine: clockedEngine, spent: () => spent };
}

const nTrain = 10_000, batchSize = 1000, draws = 2;

/** Chains without a warm-up, so that only the sampler's steps are timed. */
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
  // The first run compiles; the median of three more is insensitive to other work on the machine.
  run(name, options);
  const shares = Array.from({ length: 3 }, () => run(name, options)).sort((a, b) => a - b);
  console.log(`${title}  ${(100 * shares[1]).toFixed(1)} %`);
}
// Reading the standard input would keep the process alive.
Deno.exit();
