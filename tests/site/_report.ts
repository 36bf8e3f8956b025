/** Made-up results with the form of real ones, for the tests of the site. */
import type { AmplificationResults } from "../../studies/amplification/schema.ts";
import type { CalibrationResults } from "../../studies/calibration/schema.ts";
import { findings as reproductionFindings } from "../../studies/reproduction/findings.ts";
import { isPublished, type Measured, reproduce } from "../../studies/reproduction/reproduce.ts";
import type { ReproductionResults } from "../../studies/reproduction/schema.ts";
import type { RingResults } from "../../studies/ring/schema.ts";
import type { Json } from "../../runner/cell.ts";
import { writeChanges } from "../../runner/changes.ts";
import { writeResults } from "../../runner/results.ts";
import { closureElsewhere } from "../../studies/ring/closure.ts";
import { choosing } from "./_choosing.ts";
import { length } from "./_length.ts";
import { edges, trainingSize } from "./_measures.ts";
import { posteriors } from "./_posteriors.ts";
import { adamMcmc, meanField, setupOf } from "../studies/_methods.ts";
import { someAudit } from "../audit/_audits.ts";
import { someComparison } from "../audit/_contenders.ts";
import { ranks, worth } from "./_ranks_and_worth.ts";
import { verdicts } from "./_verdicts.ts";
import { likelihood } from "./_likelihood.ts";
import { yardstick } from "./_yardstick.ts";

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const estimate = (
  value: number,
  error: number | null = 0.1 * Math.abs(value),
) => ({ value, error });

const judged = (value: number, lower: number, upper: number) => ({
  ...estimate(value),
  calibrated: { lower, upper },
});

const methods = [...[1, 10, 100].map(meanField), ...[0.05, 0.1].map(adamMcmc)];
const nBins = [2, 3, 5, 7, 10, 20, 50];

const setup = (title: string) => setupOf(methods, title);

function density(x: number, y: number, blur: number): number {
  const r = Math.hypot(x, y);
  const s = r - 4 + blur;
  return s <= 0 ? 1e-6 * blur : 4 * s * Math.exp(-2 * s) / (2 * Math.PI * r);
}

function ring(title: string): RingResults {
  const centres = range(40).map((i) => -9.75 + 0.5 * i);
  const grid = (blur: number) => centres.map((y) => centres.map((x) => density(x, y, blur)));
  const radius = range(60).map((i) => 3 + 0.1 * i);
  const radial = (f: number) =>
    radius.map((r) => r < 4 ? 0.001 * f : f * 4 * (r - 4) * Math.exp(-2 * (r - 4)));
  return {
    setup: setup(title),
    findings: [{
      id: "edge",
      sentence: "The drawn flows put 0.8 % of their mass into the hole.",
      evidence: { "mass in the hole": estimate(0.008) },
    }],
    sample: range(400).map((i) => {
      const r = 4 - Math.log(1 - (i + 0.5) / 400) * 0.8;
      return [r * Math.cos(2.4 * i), r * Math.sin(2.4 * i)];
    }),
    grid: {
      centres,
      truth: grid(0),
      methods: methods.map((method) => ({
        method,
        mean: grid(0.05),
        spread: centres.map((y) => centres.map((x) => density(x, y, 0) > 0 ? 0.04 : null)),
      })),
    },
    radial: {
      radius,
      truth: radial(1),
      methods: methods.map((method) => ({
        method,
        median: radial(0.98),
        lower68: radial(0.93),
        upper68: radial(1.03),
        lower95: radial(0.88),
        upper95: radial(1.08),
      })),
    },
    traces: methods.flatMap((method) =>
      ["loss", "divergence from the prior"].map((name) => ({
        method,
        run: 0,
        name,
        unit: name === "loss" ? "" : "nats",
        steps: range(300).map((i) => 100 * i),
        values: range(300).map((i) => 1 + 30 / (1 + i)),
      }))
    ),
    summary: methods.map((method, i) => ({
      method,
      divergence: estimate(0.002 + 0.001 * i),
      divergenceOfDraws: estimate(0.004 + 0.001 * i),
      closure: estimate(0.007 + 0.001 * i),
      inside: estimate(0.008),
      total: estimate(0.99998, 2e-6),
    })),
    closureBins: 50,
    closureElsewhere: closureElsewhere(),
    warnings: [{ method: methods[0], run: 1, warning: "the loss still falls" }],
  };
}

function calibration(title: string): CalibrationResults {
  const nominal = range(50).map((j) => (2 * j + 1) / 99);
  const rankNominal = range(25).map((a) => 1 - 2 * (a + 1) / 51).reverse();
  const bend = (c: number, i: number) => c ** (1 + 0.2 * i);
  return {
    setup: setup(title),
    findings: [{
      id: "narrow",
      sentence: "The intervals of the mean field at k = 10 are too narrow.",
      evidence: {
        "signed deviation": estimate(-0.05, 0.01),
        "without error": estimate(0.3, null),
      },
    }],
    steps: methods.map((_, i) => 1000 * (i + 1)),
    nBins,
    nominal,
    rankNominal,
    series: methods.flatMap((method, i) =>
      (["exact", "scaled"] as const).map((protocol) => ({
        method,
        protocol,
        curves: [5, 10, 50].map((n) => ({
          nBins: n,
          mean: nominal.map((c) => bend(c, i)),
          error: nominal.map((c) => 0.05 * c * (1 - c)),
          lower: nominal.map((c) => c - c * (1 - c) / n),
          upper: nominal.map((c) => c + c * (1 - c) / n),
        })),
        rankCurves: [5, 10, 50].map((n) => ({
          nBins: n,
          mean: rankNominal.map((c) => bend(c, i)),
          error: rankNominal.map(() => null),
          lower: rankNominal.map((c) => c - c * (1 - c) / n),
          upper: rankNominal.map((c) => c + c * (1 - c) / n),
        })),
        deviations: nBins.map((n) => ({
          nBins: n,
          mad: judged(0.02 + 0.03 * i + 0.1 / n, 0.02, 0.06),
          madRadius: judged(0.03 + 0.03 * i + 0.1 / n, 0.02, 0.06),
          madAngle: judged(0.025 + 0.03 * i + 0.1 / n, 0.02, 0.06),
          signed: judged(-0.02 * i, -0.05, 0.05),
          oneSigma: estimate(0.68 - 0.05 * i),
        })),
        radius: {
          nBins: 50,
          centres: range(50).map((j) => 4.05 + 0.05 * j),
          deviation: range(50).map((j) => -0.3 / (1 + j)),
          error: range(50).map(() => 0.02),
          lower: range(50).map(() => -0.06),
          upper: range(50).map(() => 0.06),
          massRatio: range(50).map((j) => 1 - 0.2 / (1 + j)),
          spread: range(50).map(() => 0.05),
        },
        oneSigmaMap: {
          nBins: 20,
          share: range(20).map((r) => range(20).map((p) => ((r * 7 + p * 3) % 6) / 5)),
        },
      }))
    ),
    oneSigmaExpected: 0.68,
    floors: nBins.map((n) => ({
      nBins: n,
      mad: 0.02 + 0.1 / n,
      madRadius: 0.03 + 0.1 / n,
      madAngle: 0.03 + 0.1 / n,
    })),
  };
}

function amplification(title: string): AmplificationResults {
  const perRun = (value: number) => ({
    mean: estimate(value),
    min: 0.8 * value,
    max: 1.25 * value,
  });
  return {
    setup: setup(title),
    findings: [{
      id: "factor",
      sentence: "At 50 × 50 bins the mean field at k = 10 claims 10 times its training events.",
      evidence: { "amplification": estimate(10.2, 0.8) },
    }],
    nBins,
    series: methods.flatMap((method, i) =>
      (["exact", "scaled"] as const).map((protocol) => ({
        method,
        protocol,
        rows: nBins.map((n) => {
          const bins = n * n;
          const counted = protocol === "exact" ? null : perRun(0.01 * bins);
          return {
            nBins: n,
            bins,
            autocorrelationTime: 1,
            unbiased: perRun(0.004 * (i + 1) * bins),
            std: perRun(0.0043 * (i + 1) * bins),
            naive: counted,
            mean: counted,
            binomial: counted,
            achieved: perRun(0.003 * bins),
            divergence: perRun(1e-6 * bins),
            divergenceNaive: protocol === "exact" ? null : 2e-6 * bins,
            divergenceStd: 3e-6 * bins,
            fromDivergence: perRun(0.0025 * bins),
          };
        }),
        fit: {
          linear: { a: estimate(0.004 * (i + 1)), b: estimate(0.99, 0.06) },
          logarithmic: i === 0 ? null : { a: estimate(0.004), b: estimate(1, 0.01) },
        },
      }))
    ),
  };
}

function reproduction(title: string): ReproductionResults {
  const coverages = calibration(title).series;
  const amplifications = amplification(title).series;
  const measured = coverages.flatMap((coverage, i): Measured[] => {
    const { method, protocol, radius: { centres, deviation, error } } = coverage;
    if (protocol === "exact" || !isPublished(method)) return [];
    const radius = {
      nBins: centres.length,
      edges: [4, ...centres.map((r) => r + 0.025)],
      centres,
      deviation,
      error,
      perRun: range(5).map((run) => deviation.map((d) => d + 0.02 * (run - 2))),
    };
    return [
      { method, protocol: "fixed", coverage },
      { method, protocol: "scaled", coverage, amplification: amplifications[i], radius },
    ];
  });
  const settings = [{ name: "steps", paper: "1,800,000", ours: "1,500" }];
  const changes = [null, 5, 10, 50].map((nBins) => ({
    quantity: nBins === null ? "amplification" as const : "coverage" as const,
    nBins,
    reason: "another first draw",
    change: estimate(-0.1, 0.02),
  }));
  const sameDraws = setup(title).methods.map((method) => ({ method, changes }));
  const lengths = measured.filter(({ protocol }) => protocol === "fixed").flatMap(
    ({ method, protocol, coverage }) =>
      [500, 1500].map((steps) => ({ method, protocol, steps, coverage: coverage! })),
  );
  const record = reproduce(setup(title), measured, settings, undefined, sameDraws, lengths);
  return { ...record, findings: reproductionFindings(record) };
}

/**
 * Writes results of every study.
 *
 * @param folder The data folder.
 * @param title Title of the target, which ends up in the pages.
 */
export function writeReport(folder: string, title = "Gamma ring"): void {
  const all = {
    ring: ring(title),
    calibration: calibration(title),
    ranks: ranks(setup(title), nBins),
    amplification: amplification(title),
    worth: worth(setup(title), nBins),
    posteriors: posteriors(setup(title)),
    edges: edges(setup(title)),
    "training-size": trainingSize(setup(title)),
    reproduction: reproduction(title),
    length: length(setup(title)),
    choosing: choosing(title),
    verdicts: verdicts(),
    yardstick: yardstick(undefined, undefined, title),
    likelihood: likelihood({ title }),
    audit: someAudit(title),
    comparison: someComparison(title),
  };
  writeChanges(folder, [
    {
      revision: "a".repeat(40),
      date: "2026-01-02",
      subject: "data: first results",
      studies: [{ study: "ring", state: "new", moved: 0, largest: [], sentences: [] }],
    },
    {
      revision: "b".repeat(40),
      date: "2026-02-03",
      subject: `data: ${title}`,
      studies: [{
        study: "ring",
        state: "changed",
        moved: 2,
        largest: [{ name: "radius", before: "1 ± 0.1", after: "2 ± 0.1", difference: "+10 σ" }],
        sentences: [{ before: "It is round.", after: "It is a ring." }],
      }],
    },
  ]);
  for (const [study, data] of Object.entries(all)) {
    writeResults(folder, {
      study,
      profile: "smoke",
      key: "0".repeat(64),
      data: data as unknown as Json,
    });
  }
}
