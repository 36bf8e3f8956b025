/**
 * A configuration with comments, to start from.
 *
 * @module
 */
import { stringify } from "../../types/std/yaml.ts";
import type { Draft } from "../config.ts";
import { formatTitles } from "../formats/formats.ts";
import { type Range, stepsOver } from "./ranges.ts";
import { quantityMeanings } from "../verdicts/quantities.ts";

/** Members of a configuration as YAML: what is within members on one line. */
function yaml(members: Draft | Record<string, unknown>): string {
  return stringify(JSON.parse(JSON.stringify(members)), { lineWidth: -1, flowLevel: 2 }).trimEnd();
}

/** Lines as comments. */
function comment(text: string): string {
  return text.split("\n").map((line) => `# ${line}`.trimEnd()).join("\n");
}

/** Edges along each axis as comments: such as the ranges of the features allow, or any. */
function edgeExamples({ binning }: Draft, ranges: readonly Range[] = []): string {
  const bins = binning?.quantiles?.bins ?? [];
  const examples = ranges.length === 0
    ? ["[0, 1, 2, 5]", "{ from: -3, to: 3, bins: 20 }", "{ file: edges.npz, dataset: y }"]
    : ranges.slice(0, 5).map((range, axis) => {
      const { from, to, bins: steps } = stepsOver(range, bins[axis] ?? bins.at(-1) ?? 10);
      return `{ from: ${from}, to: ${to}, bins: ${steps} }   # ${range.name}`;
    });
  return examples.map((example) => `\n#    - ${example}`).join("");
}

/**
 * The text of a configuration: its settings, and further possible ones in comments.
 *
 * @param ranges Ranges of the features, by which edges are proposed.
 * @example It starts an audit of events
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseConfig } from "../config.ts";
 * import { template } from "./template.ts";
 *
 * const text = template({
 *   title: "My generator",
 *   draws: { kind: "events", files: "draws/*.npy" },
 *   truth: { kind: "events", file: "truth.npy" },
 *   nTrain: 1000,
 *   binning: { quantiles: { of: "truth", bins: [10, 10] } },
 * });
 * assertEquals(parseConfig("audit.yaml", text).nTrain, 1000);
 * ```
 */
export function template(draft: Draft, ranges?: readonly Range[]): string {
  const { title, generator, draws, truth, holdout, nTrain, training, binning, axes } = draft;
  const { condition, missing, output = "audit-report" } = draft;
  /** A member; without a value, an example of it as a comment. */
  const member = (name: string, value: unknown, example: unknown) =>
    value === undefined ? comment(yaml({ [name]: example })) : yaml({ [name]: value });
  const events = (file: string) => ({ kind: "events", file });
  return `${
    comment(
      "An audit of a generator. deno task audit THIS-FILE writes the report. Paths go from its folder; where it\nis named by a link, from the folder of the link.",
    )
  }
${yaml({ title, generator })}

${
    comment(`What each posterior draw of the generator gives, one of
  masses     probabilities of bins, [draws, ...bins]
  densities  mean densities of bins, which need the edges of the bins below
  counts     events in bins: whole numbers, or sums of weights with squares: { file: … }
  events     [draws, events, features] in one file, or a file for each draw: [events, features]
Formats, found by content: ${formatTitles.join(", ")}.
Several runs (independent training sets): runs: true for [runs, draws, ...], or files: a list of lists.`)
  }
${yaml({ draws })}
  # dataset: name of the array, histogram or tree, where a file holds several
  # columns: [mass, pt]        # features: columns of a table or tree, or arrays of a file, by name or number
  # text: [decimal commas, row of units]   # what a table of text has, if it has such
  # weights: w                 # of events: a column or array likewise; of any sign
  # draw: id                   # column that tells draws apart, in a table of all of them
  # order: [events, draws, features]   # axes of an array, where they are not [draws, events, features]
  # runs: true
  # bins: [20, 20]             # where an array has its bins in one row
  # generated: 100000          # of counts: events of a draw, those beyond the bins too

${
    comment(
      "The truth: equal (all bins have the same mass), masses, densities, counts or events. A truth of counts\nor events has counting noise of its own, which is allowed for. Without a truth less can be said.",
    )
  }
${member("truth", truth, events("truth.npy"))}

${
    comment(
      "Events that the generator was not trained on: they test its intervals without any truth.",
    )
  }
${member("holdout", holdout, events("holdout.npy"))}

${comment("Training events of each run; amplification counts in them.")}
${member("nTrain", nTrain, 10_000)}

${
    comment(
      "Training events: quantiles may be of them, and they are counted where nTrain is not given.",
    )
  }
${member("training", training, { file: "training.npy" })}

${
    comment(
      `Bins, in 1 to 5 dimensions: quantiles of the truth, the training or the held-out events, or edges along
each axis: a list, equal steps, or an array in a file. Without either, bins are those that come with the arrays.`,
    )
  }
${member("binning", binning, { quantiles: { of: "truth", bins: [10, 10] } })}
#  edges:${edgeExamples(draft, ranges)}
#  beyond: outermost           # what lies beyond the outermost edges: left out, or in the outermost bins

${
    comment(
      "The condition of the generator for each event: everything is measured in each bin of it, too. Bins are quantiles, or\nedges: [0, 10, 100].",
    )
  }
${member("condition", condition, { column: "energy", quantiles: 4 })}

${
    comment(
      "Names and units of the features. Features beyond the axes of the binning are looked at by projections on each and\non each pair.",
    )
  }
${member("axes", axes, [{ name: "mass", unit: "GeV" }, { name: "pt", unit: "GeV" }])}
${member("missing", missing, ["nan", -999])}   # events with such a value are left out and counted
# coarser: auto                # coarser binnings too: auto, or [2, 4] for sums of 2 and 4 bins along each axis
# seed: 1                      # of simulated calibrated generators; the report is a function of all this
# replicates: 999              # simulations behind each p-value
# falseAlarms: 0.01            # chance that the report on a calibrated generator says "fails"
output: ${
    yaml({ output }).slice("output: ".length)
  }   # folder of the report, from the folder of this file

${
    comment(
      `deno task audit THIS-FILE --fail-if "coverage_deviation > 0.1" exits with 2 where that holds. Names:
${[...quantityMeanings].map(([name, meaning]) => `  ${name.padEnd(26)} ${meaning}`).join("\n")}`,
    )
  }
`;
}
