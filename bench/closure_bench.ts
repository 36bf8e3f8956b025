/**
 * The closure of the paper's mean field here and in JAX, if `python3` has it: fits of the same training
 * set with several seeds. Prints the table of `studies/ring/closure_elsewhere.csv`; 4 seeds of 200,000
 * steps take half an hour.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { jensenShannon } from "../core/amplification/mod.ts";
import { cubature } from "../core/binning/mod.ts";
import { continuousSolve, paperArchitecture, weightCount } from "../core/flow/mod.ts";
import { meanField } from "../core/posterior/mod.ts";
import { Stream } from "../core/random.ts";
import { target } from "../core/target/mod.ts";
import { count } from "../runner/arguments.ts";
import { commandNamed } from "../runner/command.ts";
import { endWithInput } from "../cli/_process.ts";
import { trainingData } from "../studies/shared/fit.ts";
import { cellEngine } from "../runner/engine.ts";
import { paperGrid } from "../studies/shared/grid.ts";
import { chooseKernel } from "../runner/kernel.ts";
import { launch } from "../runner/launch.ts";

const ring = target("gamma-ring"), { seed, nTrain } = paperGrid("paper");
const nBins = 50, draws = 50, klWeight = 10;

/** Jensen-Shannon divergence of the mean of draws `[draws, P]` from the truth, nats. */
type Closure = (weights: Float32Array) => number;

/** The engine, and the closure on it. */
async function makeClosure(): Promise<
  { engine: Awaited<ReturnType<typeof cellEngine>>; closure: Closure }
> {
  const engine = await cellEngine(paperArchitecture, (await chooseKernel()).name);
  const grid = cubature(ring, { panelNodes: 4, periodicNodes: 256 });
  const points = { values: grid.points, condition: ring.condition };
  const size = weightCount(paperArchitecture), bins = nBins * nBins;
  const closure = (weights: Float32Array) => {
    const mean = new Float64Array(bins), count = weights.length / size;
    for (let d = 0; d < count; d++) {
      const drawn = weights.slice(d * size, (d + 1) * size);
      const { values } = grid.masses(engine.logDensity(drawn, points, continuousSolve), nBins);
      for (let b = 0; b < bins; b++) mean[b] += Math.max(0, values[b]) / count;
    }
    return jensenShannon(new Float64Array(bins).fill(1 / bins), mean);
  };
  return { engine, closure };
}

/** Draws of the Gaussian with the given means and rho, `[draws, P]`. */
function drawsOf(parameters: ArrayLike<number>, stream: Stream): Float32Array {
  const size = parameters.length / 2;
  const out = new Float32Array(draws * size), noise = new Float64Array(size);
  for (let d = 0; d < draws; d++) {
    stream.split(d).normals(noise);
    for (let i = 0; i < size; i++) {
      out[d * size + i] = parameters[i] + Math.log1p(Math.exp(parameters[size + i])) * noise[i];
    }
  }
  return out;
}

/** Means and rho of a fit in JAX, for each number of steps; undefined without Python or JAX. */
async function peer(question: unknown): Promise<number[][] | undefined> {
  try {
    const process = launch("python3", {
      args: ["-B", `${import.meta.dirname}/peers/jax_mean_field.py`],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    });
    const writer = process.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify(question) + "\n"));
    await writer.close();
    const { success, stdout } = await process.output();
    if (!success) return undefined;
    return new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

const command = commandNamed("bench:closure")
  .description("Closure of the paper's mean field with several seeds, here and in JAX, as CSV.")
  .option("--seeds <count>", "seeds of each", count, 4)
  .option("--steps <list>", "numbers of steps", "100000,200000")
  .option("--attached")
  .action(async ({ seeds, steps: list }: { seeds: number; steps: string }) => {
    const steps = list.split(",").map(count);
    const { engine, closure } = await makeClosure();
    const data = trainingData(seed, { target: ring.name, nTrain, run: 0 });
    console.log("implementation,seed,steps,divergence");
    for (let s = 1; s <= seeds; s++) {
      const stream = Stream.fromSeed(seed).split("closure", s);
      const built = meanField({
        klWeight,
        klConvention: "authors",
        steps: Math.max(...steps) + 1,
        early: steps,
      });
      const problem = { engine, data, condition: ring.condition, draws, stream };
      const state = built.stretches!.state(problem, 0);
      for (const n of steps) {
        const divergence = closure(built.stretches!.early(problem, state, n));
        console.log(`here,${s},${n},${divergence.toExponential(3)}`);
      }
      const fits = await peer({
        data: [...data],
        condition: ring.condition[0],
        klWeight,
        steps,
        seed: s,
      });
      fits?.forEach((parameters, i) => {
        const divergence = closure(drawsOf(parameters, stream.split("draws of the peer")));
        console.log(`JAX,${s},${steps[i]},${divergence.toExponential(3)}`);
      });
    }
  });

if (Deno.args.includes("--attached")) endWithInput();
await command.parseAsync(Deno.args, { from: "user" });
Deno.exit();
