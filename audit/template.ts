/**
 * A configuration with comments, to start from.
 *
 * @module
 */
import { stringify } from "@std/yaml";
import type { Answers, AxisEdges } from "./answers.ts";
import { formatTitles } from "./formats/mod.ts";
import { quantityMeanings } from "./quantities.ts";

/** A text as YAML writes it on one line. */
function scalar(value: string | number): string {
  return stringify(value, { lineWidth: -1 }).trimEnd();
}

function axisOf(edges: AxisEdges): string {
  return "file" in edges
    ? `{ file: ${JSON.stringify(edges.file)} }`
    : `{ from: ${edges.from}, to: ${edges.to}, bins: ${edges.bins} }`;
}

/** Lines as comments. */
function comment(text: string): string {
  return text.split("\n").map((line) => `# ${line}`.trimEnd()).join("\n");
}

/**
 * The text of a configuration: what was answered, and what else could be said, in comments.
 *
 * @example It starts an audit of events
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseConfig } from "./config.ts";
 * import { template } from "./template.ts";
 *
 * const text = template({
 *   title: "My generator",
 *   draws: "events",
 *   file: "draws/*.npy",
 *   truth: "events",
 *   truthFile: "truth.npy",
 *   nTrain: 1000,
 *   bins: [10, 10],
 * });
 * assertEquals(parseConfig("audit.yaml", text).nTrain, 1000);
 * ```
 */
export function template(answers: Answers): string {
  const { title, draws, file, truth, truthFile, holdoutFile, trainingFile, nTrain } = answers;
  const { bins, edges } = answers;
  const quantilesOf = truth === "events"
    ? "truth"
    : holdoutFile === undefined
    ? "training"
    : "holdout";
  const given = (condition: boolean, text: string) => condition ? text : comment(text);
  return `${
    comment(
      "An audit of a generator. deno task audit THIS-FILE writes the report. Paths go from its folder; where it\nis named by a link, from the folder of the link.",
    )
  }
title: ${scalar(title)}
generator: ${scalar(title)}

${
    comment(`What each posterior draw of the generator gives, one of
  masses     probabilities of bins, [draws, ...bins]
  densities  mean densities of bins, which need the edges of the bins below
  counts     events in bins, whole numbers
  events     [draws, events, numbers] in one file, or a file for each draw: [events, numbers]
Formats, found by content: ${formatTitles.join(", ")}.
Several runs (independent training sets): runs: true for [runs, draws, ...], or files: a list of lists.`)
  }
draws:
  kind: ${draws}
  ${file.includes("*") ? "files" : "file"}: ${scalar(file)}
  # dataset: name of the array, histogram or tree, where a file holds several
  # columns: [mass, pt]        # of a table or tree, in this order
  # runs: true
  # bins: [20, 20]             # where an array has its bins in one row
  # generated: 100000          # of counts: events of a draw, those beyond the bins too

${
    comment(
      "The truth: equal (all bins have the same mass), masses, densities, counts or events. A truth of counts\nor events has counting noise of its own, which is allowed for. Without a truth less can be said.",
    )
  }
${
    given(
      truth !== "none",
      `truth:\n  kind: ${truth === "none" ? "events" : truth}${
        truth === "equal" ? "" : `\n  file: ${scalar(truthFile ?? "truth.npy")}`
      }`,
    )
  }

${
    comment(
      "Events that the generator was not trained on: they test its intervals without any truth.",
    )
  }
${
    given(
      holdoutFile !== undefined,
      `holdout:\n  kind: events\n  file: ${scalar(holdoutFile ?? "holdout.npy")}`,
    )
  }

${comment("Training events of each run; amplification counts in them.")}
${given(nTrain !== undefined, `nTrain: ${nTrain ?? 10000}`)}

${
    comment(
      "Training events: quantiles may be of them, and they are counted where nTrain is not given.",
    )
  }
${
    given(
      trainingFile !== undefined,
      `training:\n  file: ${scalar(trainingFile ?? "training.npy")}`,
    )
  }

${
    comment(
      `Bins, in 1 to 5 dimensions: quantiles of the truth, the training or the held-out events, or edges along
each axis: a list, equal steps, or an array in a file. Without either, bins are those of the draws.`,
    )
  }
${
    given(
      bins !== undefined || edges !== undefined,
      edges !== undefined
        ? `binning:\n  edges:\n${edges.map((axis) => `    - ${axisOf(axis)}`).join("\n")}`
        : `binning:\n  quantiles: { of: ${quantilesOf}, bins: [${(bins ?? [10, 10]).join(", ")}] }`,
    )
  }
#  edges:
#    - [0, 1, 2, 5]
#    - { from: -3, to: 3, bins: 20 }
#    - { file: edges.npz, dataset: y }
#  beyond: outermost           # what lies beyond the outermost edges: left out, or in the outermost bins

# axes: [{ name: mass, unit: GeV }, { name: pt, unit: GeV }]
# coarser: auto                # coarser binnings too: auto, or [2, 4] for sums of 2 and 4 bins along each axis
# seed: 1                      # of simulated calibrated generators; the report is a function of all this
# replicates: 999              # simulations behind each p-value
# falseAlarms: 0.01            # chance that the report on a calibrated generator says "fails"
output: audit-report           # folder of the report, from the folder of this file

${
    comment(
      `deno task audit THIS-FILE --fail-if "coverage_deviation > 0.1" exits with 2 where that holds. Names:
${[...quantityMeanings].map(([name, meaning]) => `  ${name.padEnd(26)} ${meaning}`).join("\n")}`,
    )
  }
`;
}
