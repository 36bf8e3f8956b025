import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import type { Engine } from "../../../core/engine/mod.ts";
import { createEngine } from "../../../core/engine/mod.ts";
import { paperArchitecture } from "../../../core/flow/mod.ts";
import { posterior } from "../../../core/posterior/mod.ts";
import { Stream } from "../../../core/random.ts";
import { target } from "../../../core/target/mod.ts";
import { posteriorKind } from "../../../studies/posteriors/measure.ts";
import type { FitRecord } from "../../../studies/shared/fit.ts";
import { findings } from "../../../studies/posteriors/findings.ts";
import { mixingCaption, mixingNote } from "../../../studies/posteriors/mixing.ts";
import type { PosteriorSeries } from "../../../studies/posteriors/schema.ts";
import { widthSlope } from "../../../studies/posteriors/width.ts";
import { workOf } from "../../../studies/posteriors/work.ts";
import { cellEngine } from "../../../runner/engine.ts";
import type { Artefact, Json } from "../../../runner/cell.ts";
import { posteriors } from "../../site/_posteriors.ts";
import { meanField, setupOf } from "../_methods.ts";

const nTrain = 60;

/** Passes over all points that an engine was asked for. */
function counting(engine: Engine) {
  const passes = { flowMatching: 0, gradients: 0, values: 0 };
  const share = (values: Float32Array) => values.length / 2 / nTrain;
  const counted: Engine = {
    name: engine.name,
    numerics: engine.numerics,
    architecture: engine.architecture,
    flowMatching(weights, batch, gradient) {
      passes.flowMatching += share(batch.values);
      return engine.flowMatching(weights, batch, gradient);
    },
    logLikelihood(weights, points, solve, gradient) {
      if (gradient) passes.gradients += share(points.values);
      else passes.values += share(points.values);
      return engine.logLikelihood(weights, points, solve, gradient);
    },
    velocity: (...all) => engine.velocity(...all),
    logDensity: (...all) => engine.logDensity(...all),
    encode: (...all) => engine.encode(...all),
    decode: (...all) => engine.decode(...all),
  };
  return { counted, passes };
}

const warmUp = { steps: 6, batchSize: 30 };
const schedule = { burnIn: 3, spacing: 2, recordEvery: 0, batchSize: 20, warmUp };

Deno.test("the work of a fit is what its engine was asked for", async () => {
  const cases: [string, Record<string, unknown>][] = [
    ["mean-field", { steps: 9, batchSize: 30 }],
    ["ensemble", { training: warmUp }],
    ["repulsive-ensemble", { points: 20, training: warmUp }],
    ["laplace", { nodes: 1, training: warmUp }],
    ["laplace", { weights: "all", nodes: 1, training: warmUp }],
    ["swag", { training: warmUp, snapshots: 5, collectEvery: 2, rank: 3 }],
    ["sghmc", schedule],
    ["adam-mcmc", { ...schedule, mode: "authors" }],
    ["adam-mcmc", { ...schedule, mode: "exact", chains: 2 }],
    ["adam-mcmc", { ...schedule, mode: "shared-step" }],
    ["adam-mcmc", { ...schedule, mode: "exact", acceptance: "full" }],
  ];
  const architecture = paperArchitecture;
  const engine = await createEngine("simd", architecture);
  const ring = target("gamma-ring"), stream = Stream.fromSeed(1);
  for (const [name, options] of cases) {
    const { counted, passes } = counting(engine);
    const { diagnostics } = posterior(name, options).fit({
      engine: counted,
      data: ring.sample(nTrain, stream.split("data")),
      condition: ring.condition,
      draws: 4,
      stream,
    });
    const config = { nTrain, draws: 4, architecture, posterior: { name, options } };
    const work = workOf({ config, diagnostics } as unknown as FitRecord);
    const chains = Number(options.chains ?? 1);
    // A test on all data knows its value at the start of each chain.
    const start = options.acceptance === "full" ? chains : 0;
    // The error of the discretisation is two values, at the start and at up to three draws of each chain.
    const each = 4 / chains, looks = new Set([0, (each - 1) >> 1, each - 1]).size + 1;
    const judged = ["sghmc", "adam-mcmc"].includes(name) ? 2 * chains * looks : 0;
    assertAlmostEquals(work.flowMatching, passes.flowMatching, 1e-9, name);
    assertAlmostEquals(work.gradients, passes.gradients, 1e-9, name);
    assertAlmostEquals(work.values + start + judged, passes.values, 1e-9, name);
  }
  assertThrows(
    () => {
      const config = { architecture, posterior: { name: "guess", options: {} } };
      return workOf({ config } as unknown as FitRecord);
    },
    RangeError,
    "guess",
  );
});

/** Draws of 4 x 4 bins whose relative masses scatter with a spread around 1 plus a shift. */
function artefacts(seed: number, spread: number, shift: number, draws: number, chains?: number) {
  const stream = Stream.fromSeed(seed);
  const values = Float64Array.from(
    { length: draws * 16 },
    () => (1 + shift + spread * stream.normal()) / 16,
  );
  const masses: Artefact = {
    json: null,
    arrays: {
      "4 bins": { shape: [draws, 4, 4], values },
    },
  };
  const fit: Artefact = {
    json: {
      config: {
        nTrain,
        draws,
        architecture: paperArchitecture,
        posterior: { name: "mean-field", options: {} },
      },
      diagnostics: { traces: [], scalars: chains === undefined ? {} : { chains }, warnings: [] },
    } as unknown as Json,
    arrays: {},
  };
  return { fit, masses };
}

function measure(own: ReturnType<typeof artefacts>, reference: Artefact, method = "own") {
  const artefact = posteriorKind.run({
    config: { method, reference: "reference", referenceChains: 1, nBins: 4, mixingBins: 4 },
    seed: 1,
    inputs: { ...own, reference },
    engine: cellEngine,
    checkpoint: () => {},
    progress: () => {},
  }) as Artefact;
  return posteriorKind.record(artefact);
}

Deno.test("spread, distance and error of independent normal masses", () => {
  // 16 bins and 400 draws: the spread is known to 1 / sqrt(2 * 16 * 399) = 0.9 %; six of these fail once
  // in 10^9.
  const own = artefacts(1, 0.2, 0.1, 400, 4), reference = artefacts(2, 0.1, 0, 400);
  const { spread, spreadRatio, distance, errorOverSpread, mixing } = measure(
    own,
    reference.masses,
  );
  assertAlmostEquals(spread.value, 0.2, 6 * 0.009 * 0.2);
  assertAlmostEquals(spreadRatio.value, 2, 6 * 0.013 * 2);
  assert(spread.error! > 0.3 * 0.009 * 0.2 && spread.error! < 3 * 0.009 * 0.2);
  // The shift of 0.1 in units of 0.1 and of 0.2; the noise of the means adds 6e-3 in square.
  assertAlmostEquals(distance.value, 1, 0.06);
  assertAlmostEquals(errorOverSpread!.value, 0.5, 0.03);
  assert(mixing!.mixed && mixing!.rHat! < mixing!.rHatIndependent);
});

Deno.test("what a chain records of its discrete map is passed on, and what fits none says so", () => {
  const own = artefacts(1, 0.2, 0, 40, 4), reference = artefacts(2, 0.1, 0, 40);
  assertEquals(measure(own, reference.masses).discretisation, null);
  const { diagnostics } = own.fit.json as unknown as FitRecord;
  Object.assign(diagnostics.scalars, {
    "error of the discretisation at the start": null,
    "error of the discretisation": -0.1,
    "largest error of the discretisation": 0.4,
  });
  assertEquals(measure(own, reference.masses).discretisation, {
    start: null,
    mean: -0.1,
    largest: 0.4,
  });
});

Deno.test("the reference is itself, and draws that stand still have no width", () => {
  const reference = artefacts(3, 0.1, 0, 40, 2);
  const itself = measure(reference, reference.masses, "reference");
  assertEquals(itself.spreadRatio, { value: 1, error: 0 });
  assertEquals(itself.distance, { value: 0, error: 0 });
  const still = artefacts(4, 0, 0.1, 40, 2);
  const found = measure(still, reference.masses);
  assertEquals(found.errorOverSpread, null);
  assertEquals([found.mixing!.rHat, found.mixing!.mixed], [null, false]);
});

Deno.test("a chain that mostly stands still does not pass", () => {
  const chain = artefacts(7, 0.1, 0, 40, 1);
  const { values } = chain.masses.arrays["4 bins"];
  for (let d = 0; d < 40; d++) values.copyWithin(d * 16, (d - d % 4) * 16, (d - d % 4 + 1) * 16);
  assertEquals(measure(chain, artefacts(8, 0.1, 0, 40).masses).mixing!.mixed, false);
});

Deno.test("a chain that drifts is found out", () => {
  const drifting = artefacts(5, 0.1, 0, 40, 2);
  const { values } = drifting.masses.arrays["4 bins"];
  for (let d = 0; d < 40; d++) {
    for (let b = 0; b < 16; b++) values[d * 16 + b] += 0.02 * (d % 20) / 16;
  }
  assertEquals(measure(drifting, artefacts(6, 0.1, 0, 40).masses).mixing!.mixed, false);
});

const { series, slopes } = posteriors(setupOf([1, 10].map(meanField)));

function sentences(of: readonly PosteriorSeries[], found = slopes) {
  return new Map(findings(of, found, "hmc").map(({ id, sentence }) => [id, sentence]));
}

Deno.test("the slope of a power law is its power", () => {
  const law = series.slice(-3).map((one) => {
    const value = 2 * one.method.parameter.value ** 0.7;
    return { ...one, spread: { value, error: 0.01 * value } };
  });
  const { slope } = widthSlope("any", law);
  assertAlmostEquals(slope.value, 0.7, 1e-12);
  assertAlmostEquals(slope.error!, 0, 1e-12);
});

Deno.test("beside chains that have not mixed stands by which rule, and that they speak for no posterior", () => {
  const of = (which: (one: PosteriorSeries) => boolean, rHat: number | null) =>
    series.map((one) =>
      one.mixing === null ? one : {
        ...one,
        mixing: which(one)
          ? { ...one.mixing, rHat, mixed: false }
          : { ...one.mixing, rHat: 1.01, mixed: true },
      }
    );
  const methods = series.map(({ method }) => method);
  assertEquals(mixingNote({ series: of(() => false, 1) }, methods, { tested: true }), undefined);
  // A page that shows no chain has nothing to say.
  assertEquals(
    mixingNote({ series: of(() => true, 2) }, methods.slice(1, 3), { tested: true }),
    undefined,
  );
  assertEquals(
    mixingNote({ series }, methods.slice(1, 3), { tested: false }),
    undefined,
  );
  assertMatch(
    mixingNote({ series }, methods, { tested: false })!,
    /^Mixing was tested on chains of another length than those of .*AdamMCMC at σ = 0\.1.* here\. Statements about them here /,
  );
  const one = of(({ method }) => method.id === "adam-mcmc-s0.1", 2);
  assertEquals(
    mixingNote({ series: one }, methods, { tested: true }),
    "The chains of AdamMCMC at σ = 0.1 have not mixed on the training set on which that was tested, because of bin masses whose R-hat exceeds that of independent draws. Statements about them here are about these draws, not about a posterior.",
  );
  const still = of(({ method }) => method.posterior === "adam-mcmc", null);
  assertStringIncludes(
    mixingNote({ series: still }, methods, { tested: true })!,
    "The chains of 3 of 4 chain methods have not mixed on the training set on which that was tested, because of a bin mass that did not move.",
  );
  const results = posteriors(setupOf([1, 10].map(meanField)));
  const caption = (series: PosteriorSeries[]) => mixingCaption({ ...results, series });
  assertEquals(caption(of(() => false, 1)), "");
  assertStringIncludes(caption(one), "The chains of 1 other have not mixed");
  assertStringIncludes(caption(of(() => true, 2)), "The chains of the reference and 3 others");
});

Deno.test("a width that falls between follows no power, however small its errors", () => {
  const spreads = [0.1, 0.4, 0.3];
  const falling = series.map((item) => {
    const i = series.slice(-3).indexOf(item);
    return i < 0 ? item : { ...item, spread: { value: spreads[i], error: 1e-6 } };
  });
  const found = sentences(falling, [widthSlope("AdamMCMC of the authors", falling.slice(-3))]);
  assertStringIncludes(found.get("slope-adammcmc-of-the-authors")!, "is not shown to follow");
  assert(!found.get("verdict")!.includes("whose width is a setting"), found.get("verdict"));
});

Deno.test("sentences follow the numbers", () => {
  const found = sentences(series);
  assert(found.get("reference")!.includes("pass for independent draws"));
  assertStringIncludes(
    found.get("unmixed")!,
    "The reason is bin masses whose R-hat exceeds that of independent draws.",
  );
  assertStringIncludes(found.get("wider")!, "2.00 ± 0.10");
  assertStringIncludes(found.get("as-wide")!, "mean field at k = 1");
  assert(found.get("verdict")!.includes("Not here"));

  // pi / 5e-4 = 6283 steps for each of 48 draws, beside 300 gradients: 1005 times.
  assert(found.get("nuts")!.includes("= 6283 leapfrog steps"), found.get("nuts"));
  assert(found.get("nuts")!.includes("NUTS would not help"));
  const long = sentences(series.map((one) => ({ ...one, work: { ...one.work, gradients: 1e6 } })));
  assert(long.get("nuts")!.includes("NUTS might help"));
  const none = sentences(series.map(({ stepSize: _, ...one }) => one));
  assertEquals(none.has("nuts"), false);

  const level = [{ ...slopes[0], slope: { value: 0.01, error: 0.1 } }];
  const quiet = series.map((one) =>
    one.test === null ? one : { ...one, test: { ...one.test, noise: { value: 0.5, error: 0.1 } } }
  );
  const calm = sentences(quiet, level);
  assert(calm.get("verdict")!.includes("Nothing here speaks against it"));
  assert(calm.get("noise")!.includes("none of them is clearly above it"));
  const unmoved = calm.get("slope-adammcmc-of-the-authors")!;
  assert(unmoved.includes("is not shown to follow"));
  assertStringIncludes(unmoved, "say little, since only 2 of these 3 chains have mixed.");
});
