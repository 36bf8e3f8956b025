/**
 * What a report on a training file says, joined from the scores of the fits and the audit of each.
 *
 * @module
 */
import { paperArchitecture } from "../core/flow/mod.ts";
import type { AuditResults, NamedQuantity } from "../audit/schema.ts";
import type { Profile } from "../runner/study.ts";
import { capital, grouped, inText, listed, plusMinus } from "../render/sentence.ts";
import { type OwnFits, type OwnResults, type OwnSample, ownSchema } from "./schema.ts";

const { hidden: hiddenLayers } = paperArchitecture;

/** All that a report joins. */
export interface Parts {
  readonly profile: Profile;
  readonly sample: OwnSample;
  readonly fits: OwnFits;
  /** The audit of each fit, in their order. */
  readonly audits: readonly AuditResults[];
}

/** A number of an audit by its name. */
export function quantityOf({ quantities }: AuditResults, name: string): NamedQuantity {
  return quantities.find((quantity) => quantity.name === name)!;
}

/** The audit of the fit with the best score. */
export function bestAudit({ fits, audits }: Pick<Parts, "fits" | "audits">): AuditResults {
  return audits[fits.fits.findIndex(({ id }) => id === fits.best)];
}

/** Which posterior is best, and how it stands. */
function bestFinding({ sample, fits: { best, rivals, fits } }: Parts): string {
  const labelOf = (id: string) => inText(fits.find((fit) => fit.id === id)!.label);
  const { score } = fits.find(({ id }) => id === best)!;
  const others = rivals.length === 0
    ? "No other may be as good."
    : `${capital(listed(rivals.map(labelOf)))} may be as good.`;
  return `The best posterior by the ${grouped(sample.heldOut)} held-out events is ${
    labelOf(best)
  }: its log score, their mean log density, is ${plusMinus(score)} nats. ${others}`;
}

/** Whether error bars of the best hold, as its audit says. */
function calibrationFinding(parts: Parts): string {
  const { verdicts } = bestAudit(parts);
  return verdicts.find(({ id }) => id === "coverage")!.sentence;
}

/** How many true events a sample of the best would be worth. */
function forecastFinding(parts: Parts): string {
  const audit = bestAudit(parts);
  const { value, error, reason } = quantityOf(audit, "forecast_without_counting");
  if (value === null) return `No amplification can be forecast: ${reason}.`;
  const { standing } = audit.verdicts.find(({ id }) => id === "coverage")!;
  const trust = standing === "fails"
    ? "Its coverage fails, so that this is not to be trusted."
    : "It trusts the spread of the draws, and no bias that all draws share is in it.";
  return `At ${
    audit.binnings.at(-1)!.shape.join(" × ")
  } bins a large sample of it is forecast to be worth ${plusMinus({ value, error })} times the ${
    grouped(parts.sample.training)
  } training events. ${trust}`;
}

/** What such a report cannot say. */
function limitsOf(parts: Parts): string[] {
  const { sample, fits: { fits } } = parts;
  return [
    ...sample.notes,
    `The best of ${fits.length} posteriors was chosen by the ${
      grouped(sample.heldOut)
    } held-out events by which it is judged, too. The choice favours it, if only by its log score; events that no choice has seen would judge it without favour.`,
    `All posteriors are of one network, with hidden layers of ${
      listed(hiddenLayers.map(String))
    } units. A larger one may follow the events more closely.`,
    ...fits.flatMap(({ label, warnings }) =>
      warnings.map((warning) => `${capital(label)}: ${warning}`)
    ),
    ...bestAudit(parts).limits,
  ];
}

/** The results of a report. */
export function joined(parts: Parts): OwnResults {
  const { profile, sample, fits, audits } = parts;
  return {
    schema: ownSchema,
    title: `Generative networks fitted to ${sample.file}`,
    profile,
    findings: [
      { id: "best", sentence: bestFinding(parts) },
      { id: "calibration", sentence: calibrationFinding(parts) },
      { id: "forecast", sentence: forecastFinding(parts) },
    ],
    limits: limitsOf(parts),
    sample,
    ...fits,
    audits: audits.map(({ verdicts, quantities }, i) => ({
      id: fits.fits[i].id,
      verdicts: verdicts.map(({ id, standing, sentence }) => ({ id, standing, sentence })),
      quantities: [...quantities],
    })),
  };
}
