/**
 * Computes the results of an audit from arrays that have been read. It reads no files, so that it works in a page, too.
 *
 * @module
 */
import { isPresent, measure } from "../core/measure/mod.ts";
import { plain } from "../render/format.ts";
import type { AuditConfig } from "./config.ts";
import { quantitiesOf, sampleQuantities } from "./verdicts/quantities.ts";
import { samplesOf } from "./samples.ts";
import type { Prepared, PreparedBeside } from "./input/read.ts";
import type { Progress } from "./input/reader.ts";
import { type AuditResults, auditSchema, type BesideResults } from "./schema.ts";
import { limitsOf } from "./verdicts/limits.ts";
import { axisResults, spectraOf } from "./spectra.ts";
import { verdictsOf } from "./verdicts/verdicts.ts";

/** Raised by hand whenever the same input would give other numbers. */
export const auditVersion = 20;

/** How the bins came about, in words. */
function binningOf({ binning, draws, truth }: AuditConfig, { axes }: Prepared): string {
  if (binning?.quantiles !== undefined) {
    const sample = {
      truth: "the truth",
      training: "the training events",
      holdout: "the held-out sample",
    }[binning.quantiles.of];
    return `quantiles of ${sample} along each axis`;
  }
  if (binning?.edges !== undefined) return "edges that were given";
  if (axes.some(({ edges }) => edges === null)) return "bins that came without edges";
  const ofTruth = truth !== undefined && truth.kind !== "events" && truth.kind !== "equal";
  const others = ofTruth ? "truth" : "held-out sample";
  return `edges that came with the ${draws.kind === "events" ? others : "draws"}`;
}

/** The samples whose events have weights. */
function weightedOf({ generated, truth, holdout }: Prepared): AuditResults["setup"]["weighted"] {
  const countings = { draws: generated, truth: truth?.counting, holdout: holdout?.counting };
  return (["draws", "truth", "holdout"] as const)
    .filter((sample) => countings[sample]?.eventMasses !== undefined);
}

/** Measures one projection, or one bin of the condition. */
function besideOf(
  beside: PreparedBeside,
  { seed, id, replicates }: Pick<AuditConfig, "seed" | "id" | "replicates">,
): BesideResults {
  const { kind, axes, within } = beside;
  const names = axes.map(({ name }) => name);
  const title = within === undefined
    ? names.join(" × ")
    : `${within.name} from ${plain(within.from)} to ${plain(within.to)}`;
  const { binnings: [binning] } = measure(beside, {
    seed,
    names: ["beside", id, title],
    replicates,
    coarser: [],
  });
  const { calibration, holdout, shape } = binning;
  const tested = isPresent(calibration) ? calibration : holdout;
  return {
    kind,
    title,
    axes: names,
    within: within ?? null,
    shape,
    pValue: isPresent(tested) ? tested.pSigned : null,
    quantities: quantitiesOf(binning),
  };
}

/**
 * Audits what was read. The random numbers are those that the studies use for a fit of the same seed and
 * identifier, so that its masses give the study's numbers to the last digit.
 */
export function auditPrepared(
  config: AuditConfig,
  prepared: Prepared,
  report?: Progress,
): AuditResults {
  const { seed, id, replicates, falseAlarms, coarser } = config;
  const { runs, draws, binnings } = measure(prepared, {
    seed,
    names: ["exact", id],
    replicates,
    ...(coarser === "auto" ? {} : { coarser }),
    ...(report === undefined ? {} : {
      report: (done: number, total: number) => report(done, total, "measuring bins"),
    }),
  });
  const finest = binnings[binnings.length - 1];
  const besides = (prepared.besides ?? []).map((beside, i, all) => {
    report?.(i, all.length, "measuring projections and the condition");
    return besideOf(beside, { seed, id, replicates });
  });
  const spectra = spectraOf(prepared);
  const features = spectra.map(({ axis }) => axis.name);
  const samples = prepared.samples &&
    samplesOf(prepared.samples, { seed, id, replicates }, report);
  const single = runs * draws === 1;
  const examined = besides.filter(({ kind, axes }) => kind === "projection" && axes.length === 1)
    .length;
  const setup: AuditResults["setup"] = {
    runs,
    draws,
    nTrain: prepared.nTrain ?? null,
    drawsAs: config.draws.kind,
    generated: prepared.generated?.events ?? null,
    truthAs: config.truth?.kind ?? null,
    truthEvents: prepared.truth?.counting?.events ?? null,
    holdoutEvents: prepared.holdout?.counting.events ?? null,
    weighted: weightedOf(prepared),
    axes: prepared.axes.map(axisResults),
    binning: binningOf(config, prepared),
    beyond: prepared.beyond,
    seed,
    id,
    replicates,
    falseAlarms,
  };
  return {
    schema: auditSchema,
    title: config.title,
    generator: config.generator,
    setup,
    inputs: prepared.inputs.map((input) => ({ ...input })),
    verdicts: verdictsOf(finest, setup, { binnings, besides, samples, axes: features }),
    spectra,
    quantities: [...quantitiesOf(finest), ...sampleQuantities(samples)],
    limits: [...prepared.notes ?? [], ...limitsOf(finest, setup, { single, features: examined })],
    binnings,
    besides,
    ...(samples && { samples }),
  };
}
