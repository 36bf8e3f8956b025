/**
 * Times the pool of workers on fits: the speed-up of 2 workers over 1, start and planning included,
 * beside that of two independent runs on the machine's cores. Runs with 1 and with 2 workers alternate;
 * both must give the same bytes.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { paperArchitecture } from "../core/flow/mod.ts";
import { fitKind } from "../studies/shared/fit.ts";
import type { Cell, CellKind, Json } from "../runner/cell.ts";
import type { Study } from "../runner/study.ts";
import { endWithInput } from "../cli/_process.ts";
import { freshRun } from "./fresh_run.ts";
import { z } from "zod";

/** Number of fits, and of rounds. */
const fits = 6, rounds = 3;

const last: CellKind = {
  name: "last",
  version: 1,
  run: () => ({ json: { fits }, arrays: {} }),
};

/** One of the fits: a chain of AdamMCMC after a short warm-up, as in the paper's grid. */
const fit = (index: number): Cell => ({
  kind: "fit",
  config: {
    target: "gamma-ring",
    nTrain: 10_000,
    run: index,
    draws: 10,
    architecture: paperArchitecture as unknown as Json,
    posterior: {
      name: "adam-mcmc",
      options: {
        mode: "authors",
        burnIn: 60,
        spacing: 10,
        recordEvery: 0,
        batchSize: 1000,
        warmUp: { steps: 2000, batchSize: 1000 },
      },
    },
  },
  seed: 20240838,
  inputs: {},
  label: `fit ${index}`,
  cost: 1,
});

/** The kinds, for the workers. */
export const kinds = [fitKind, last];

/** A study of some of the fits. */
const studyOf = (indices: readonly number[]): Study => ({
  name: "pool",
  results: z.json(),
  summary: () => ({
    kind: "last",
    config: {},
    seed: 0,
    inputs: Object.fromEntries(indices.map((i) => [`fit${i}`, fit(i)])),
    label: "last",
    cost: 0,
  }),
});

if (import.meta.main) {
  if (Deno.args.includes("--attached")) endWithInput();
  const indices = Array.from({ length: fits }, (_, i) => i + 1);
  const time = (jobs: number, subset = indices) =>
    freshRun({ studies: [studyOf(subset)], kinds, registry: import.meta.url, jobs });
  const ratios: number[] = [], machine: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const oneWorker = await time(1), twoWorkers = await time(2);
    const differing = oneWorker.digests.findIndex((digest, i) => digest !== twoWorkers.digests[i]);
    if (differing >= 0) {
      throw new Error(
        `Cannot compare workers as 1 and 2 workers must give the same bytes: current value is ${
          twoWorkers.digests[differing].slice(0, 12)
        } for ${oneWorker.digests[differing].slice(0, 12)}`,
      );
    }
    // Two cores without a pool: half of the fits each, at the same time.
    const halves = await Promise.all(
      [0, 1].map((odd) => time(1, indices.filter((i) => i % 2 === odd))),
    );
    const apart = Math.max(...halves.map(({ seconds }) => seconds));
    ratios.push(oneWorker.seconds / twoWorkers.seconds);
    machine.push(oneWorker.seconds / apart);
    console.log(
      `${fits} fits: ${oneWorker.seconds.toFixed(1)} s with 1 worker, ${
        twoWorkers.seconds.toFixed(1)
      } s with 2: ${ratios.at(-1)!.toFixed(3)} times; two halves apart, side by side: ${
        machine.at(-1)!.toFixed(3)
      } times`,
    );
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[rounds >> 1].toFixed(3);
  console.log(`median ${median(ratios)} times, side by side ${median(machine)} times`);
  // Reading the standard input would keep the process alive.
  Deno.exit();
}
