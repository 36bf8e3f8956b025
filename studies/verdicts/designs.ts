/**
 * The designs of audits whose verdicts are counted, and the faults that they should find.
 *
 * @module
 */
import { normalQuantile } from "../../core/random.ts";
import { grouped, listed } from "../../render/sentence.ts";
import type { Profile } from "../../runner/study.ts";

/** Sizes of a generator, and what its draws are compared with. */
export interface Design {
  readonly name: string;
  /** Independent training sets. */
  readonly runs: number;
  /** Draws of each run. */
  readonly draws: number;
  readonly bins: number;
  /** Autocorrelation time of the draws of a run, in draws; 1 for independent ones. */
  readonly time: number;
  /** Neighbouring bins that fluctuate together; 1 for independent bins. */
  readonly span: number;
  /** The true masses, or how many events they are counted on; null without a truth. */
  readonly truth: "exact" | number | null;
  /** Events of the held-out sample; null without one. */
  readonly heldOut: number | null;
}

/** Training events of a run: those of the paper, and 100 a bin at least, so that no mass comes near 0. */
export function trainingEvents({ bins }: Pick<Design, "bins">): number {
  return Math.max(10_000, 100 * bins);
}

/** Neighbouring bins that fluctuate together in designs with correlated bins: a tenth of all, 3 at least. */
const correlated = (bins: number) => Math.max(3, Math.round(bins / 10));

type Special = Partial<Pick<Design, "time" | "truth" | "heldOut">> & { readonly smooth?: boolean };

function named(
  runs: number,
  draws: number,
  bins: number,
  { time = 1, truth = "exact", heldOut = null, smooth = false }: Special = {},
): Design {
  const events = [
    ...(typeof truth === "number" ? [`${grouped(truth)} true`] : []),
    ...(heldOut === null ? [] : [`${grouped(heldOut)} held-out`]),
  ];
  const name = [
    `${runs} × ${draws} draws`,
    ...(time > 1 ? [`of autocorrelation time ${time}`] : []),
    `in ${bins} ${smooth ? "correlated bins" : "bins"}`,
    ...(events.length > 0 ? [`against ${listed(events)} events`] : []),
  ].join(" ");
  return { name, runs, draws, bins, time, span: smooth ? correlated(bins) : 1, truth, heldOut };
}

/** A held-out sample instead of a truth. */
const heldOut = (events: number): Special => ({ truth: null, heldOut: events });

/** One sample of truth events, and another that is held out. */
const both = (events: number): Special => ({ truth: events, heldOut: events });

/** All designs, in the order of the page. */
export const designs: readonly Design[] = [
  // Exact truth, independent draws and bins.
  named(1, 10, 12),
  named(1, 20, 12),
  named(1, 50, 100),
  named(1, 20, 400),
  named(2, 10, 12),
  named(2, 20, 100),
  named(2, 50, 100),
  named(3, 10, 100),
  named(3, 20, 100),
  named(5, 10, 12),
  named(5, 50, 100),
  named(5, 20, 400),
  named(10, 10, 12),
  named(10, 20, 100),
  // Correlated bins.
  named(1, 50, 100, { smooth: true }),
  named(2, 20, 12, { smooth: true }),
  named(5, 50, 100, { smooth: true }),
  named(3, 20, 400, { smooth: true }),
  // One sample for all runs.
  named(1, 20, 12, { truth: 1e6 }),
  named(2, 20, 12, { truth: 1e3 }),
  named(5, 20, 12, { truth: 1e3 }),
  named(10, 20, 12, { truth: 1e4 }),
  named(5, 50, 100, { truth: 1e4 }),
  named(5, 20, 12, { truth: 1e5, smooth: true }),
  named(1, 50, 12, heldOut(1e4)),
  named(10, 20, 12, heldOut(1e3)),
  named(5, 20, 100, heldOut(1e5)),
  named(5, 19, 12, both(2000)),
  named(10, 19, 12, both(1e4)),
  named(5, 19, 12, both(1e5)),
  // Chains.
  named(1, 50, 100, { time: 4 }),
  named(3, 50, 12, { time: 4 }),
  named(5, 50, 100, { time: 4 }),
  named(5, 50, 12, { time: 4, truth: 1e4 }),
  named(3, 50, 100, { time: 17 }),
  named(10, 50, 12, { time: 17, smooth: true }),
];

/** What the draws and the truth of a design are, in the order of the page. */
export const groups = [
  "exact truth",
  "correlated bins",
  "finite samples",
  "chains",
] as const;

/** The group that a design stands in. */
export function groupOf({ time, span, truth, heldOut }: Design): typeof groups[number] {
  if (time > 1) return "chains";
  if (typeof truth === "number" || heldOut !== null) return "finite samples";
  return span > 1 ? "correlated bins" : "exact truth";
}

/** What is wrong with a generator. */
export interface Fault {
  /** Name in files. */
  readonly id: string;
  /** What such a generator is, as in "a generator that is ...". */
  readonly words: string;
  /** Standard deviation of the draws over the right one. */
  readonly width: number;
  /** Shift of all draws in right standard deviations, up and down in neighbouring bins. */
  readonly shift: number;
}

/** A calibrated generator. */
export const none: Fault = { id: "calibrated", words: "calibrated", width: 1, shift: 0 };

/** Faults that a report should find. */
export const faults: readonly Fault[] = [
  { id: "narrow", words: "over-confident by a factor of 1.4", width: 1 / 1.4, shift: 0 },
  { id: "biased", words: "biased by half a standard deviation", width: 1, shift: 0.5 },
  {
    id: "short",
    words: "short of coverage by ten points",
    // The central 68 % of draws are those within one of their standard deviations; 58 % of truths lie there.
    width: normalQuantile((1 + 0.58) / 2),
    shift: 0,
  },
];

const withName = (...names: string[]) =>
  names.map((name) => designs.find((design) => design.name === name)!);

/** Designs on which faulty generators are tried. */
export const powerNames = {
  oneRun: "1 × 50 draws in 100 bins",
  fewDraws: "2 × 20 draws in 100 bins",
  twoRuns: "2 × 50 draws in 100 bins",
  threeRuns: "3 × 20 draws in 100 bins",
  fiveRuns: "5 × 50 draws in 100 bins",
  counted: "5 × 50 draws in 100 bins against 10,000 true events",
  chain: "5 × 50 draws of autocorrelation time 4 in 100 bins",
} as const;

/** Two designs that differ in one respect. */
export interface Comparison {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

const { oneRun, fewDraws, twoRuns, threeRuns, fiveRuns, counted, chain } = powerNames;

/** What is compared: what more draws and runs give, and what a finite sample and a chain cost. */
export const comparisons: readonly Comparison[] = [
  { id: "draws", from: fewDraws, to: twoRuns },
  { id: "second-run", from: oneRun, to: twoRuns },
  { id: "third-run", from: fewDraws, to: threeRuns },
  { id: "five-runs", from: twoRuns, to: fiveRuns },
  { id: "counting", from: fiveRuns, to: counted },
  { id: "correlation", from: fiveRuns, to: chain },
];

/** How many generators are audited, and how. */
export interface Size {
  readonly designs: readonly Design[];
  /** Calibrated generators of each design. */
  readonly generators: number;
  /** Designs that faulty generators are tried on. */
  readonly powerDesigns: readonly Design[];
  /** Generators of each fault and design. */
  readonly faulty: number;
  /** Simulations behind each p-value. */
  readonly replicates: number;
}

/** Simulations behind each p-value of an audit that states none. */
export const auditReplicates = 999;

/** Chance that the report of an audit that states none says "fails" of a calibrated generator. */
export const auditFalseAlarms = 0.01;

/** The size of the study in a profile. */
export function sizeOf(profile: Profile): Size {
  if (profile === "smoke") {
    return {
      designs: withName(
        "1 × 20 draws in 12 bins",
        "2 × 10 draws in 12 bins",
        "2 × 20 draws in 12 correlated bins",
        "2 × 20 draws in 12 bins against 1,000 true events",
      ),
      generators: 4,
      powerDesigns: withName("2 × 10 draws in 12 bins"),
      faulty: 2,
      replicates: 99,
    };
  }
  const powerDesigns = withName(...Object.values(powerNames));
  const common = { designs, powerDesigns, replicates: auditReplicates };
  return profile === "standard"
    ? { ...common, generators: 100, faulty: 50 }
    : { ...common, generators: 1000, faulty: 400 };
}
