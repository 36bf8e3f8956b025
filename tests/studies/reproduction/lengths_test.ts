import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { lengthCell, lengthsOf } from "../../../studies/length/measure.ts";
import { lengthFindings, lengthInputs } from "../../../studies/reproduction/lengths.ts";
import { type PaperCurve, paperCurves } from "../../../studies/reproduction/paper.ts";
import { type AfterSteps, reproduce } from "../../../studies/reproduction/reproduce.ts";
import { reproductionResults } from "../../../studies/reproduction/schema.ts";
import { paperGrid } from "../../../studies/shared/grid.ts";
import { adamMcmc, setupOf } from "../_methods.ts";

const method = adamMcmc(0.1);
const setup = setupOf([method]);
const diagonals = paperCurves.filter(({ quantity, parameter }) =>
  quantity === "coverage" && parameter === 0.1
);

/** The paper's diagonals after a number of steps, each moved, with an error of ours. */
function after(steps: number, moved: (curve: PaperCurve) => number, error = 0.01): AfterSteps {
  const curves = diagonals.map((curve) => ({
    nBins: curve.nBins!,
    mean: curve.y.map((y) => y + moved(curve)),
    error: curve.y.map(() => error),
  }));
  return { method, steps, protocol: "fixed", coverage: { curves } };
}

function compared(...lengths: AfterSteps[]) {
  return reproduce(setup, [], [], undefined, [], lengths).lengths;
}

Deno.test("each published diagonal is compared with ours at every length", () => {
  const lengths = compared(after(100, () => 0), after(1000, () => 0.1));
  assertEquals(lengths.map(({ nBins }) => nBins), diagonals.map(({ nBins }) => nBins!));
  for (const { points } of lengths) {
    assertEquals(points.map(({ steps }) => steps), [100, 1000]);
    const [first, whole] = points.map(({ comparison }) => comparison);
    assertAlmostEquals(first.difference.value, 0, 1e-12);
    assertAlmostEquals(whole.difference.value, 0.1, 1e-12);
    assertEquals([first.verdict, whole.verdict], ["agrees", "differs"]);
  }
});

Deno.test("the finding names the beginnings that are consistent with all diagonals, and the closest", () => {
  const none = 1;
  const [finding] = lengthFindings(compared(
    after(100, () => 0.012),
    after(200, () => 0.003),
    after(400, ({ nBins }) => nBins === 50 ? none : 0),
    after(1000, () => none),
  ));
  assertStringIncludes(finding.sentence, "After all steps no diagonal is consistent with ours.");
  assertStringIncludes(
    finding.sentence,
    "Of three beginnings two are consistent with all of them: those of 100 and 200 steps.",
  );
  assertStringIncludes(finding.sentence, "The closest is that of 200 steps");
  assertStringIncludes(finding.sentence, "where ours lies above the paper's by 0.003");
  assertEquals(Object.keys(finding.evidence).length, diagonals.length);
});

Deno.test("beginnings that are all off are said to be so, and whole chains may agree", () => {
  const [{ sentence }] = lengthFindings(compared(after(100, () => -0.5), after(1000, () => 0)));
  assertStringIncludes(sentence, "After all steps every diagonal is consistent with ours.");
  assertStringIncludes(sentence, "No beginning is consistent with all of them.");
  assertStringIncludes(sentence, "where ours lies below the paper's by 0.500");
});

Deno.test("a diagonal on the other side of nominal is counted apart", () => {
  const wide = 0.2;
  const mirrored = ({ x, y }: PaperCurve) =>
    -2 * y.reduce((sum, covered, i) => sum + (covered - x[i]) / y.length, 0);
  const [{ sentence }] = lengthFindings(
    compared(after(100, mirrored, wide), after(1000, () => 1)),
  );
  assertStringIncludes(
    sentence,
    "where ours lies on the other side of nominal for three of them, within errors",
  );
});

Deno.test("nothing is said of one length, or where no difference is judged", () => {
  assertEquals(lengthFindings(compared(after(1000, () => 0))), []);
  const small = reproduce({ ...setup, nTrain: 100 }, [], [], undefined, [], [
    after(100, () => 0),
    after(1000, () => 0),
  ]);
  assertEquals(small.lengths.length, diagonals.length);
  assertEquals(lengthFindings(small.lengths), []);
  reproductionResults.shape.lengths.parse(small.lengths);
});

Deno.test("the inputs are the measures of all runs of chains with beginnings", () => {
  const grid = paperGrid("smoke");
  const chain = grid.methods.find(({ method: { posterior } }) => posterior === "adam-mcmc")!;
  const cells = Object.values(lengthInputs(grid));
  assertEquals(cells.length, grid.runs * lengthsOf(chain).length);
  assertEquals(cells.at(-1), lengthCell(grid, chain, grid.runs - 1));
  assert(cells.slice(0, grid.runs).every(({ label }) => label.endsWith("10 steps")));
});
