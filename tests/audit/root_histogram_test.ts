import { assertEquals, assertThrows } from "@std/assert";
import { openHistogram } from "../../audit/root/histogram.ts";
import { RandomAccessFile } from "../../audit/formats/file.ts";

/** Two bins along one axis, with a cell below and one beyond it. */
const axis = { fNbins: 2, fXmin: 0, fXmax: 1, fXbins: [] };

Deno.test("a histogram with weights brings the sums of their squares, bin by bin", () => {
  using file = RandomAccessFile.open("tests/audit/fixtures/several.root");
  const open = (more: { fSumw2?: ArrayLike<number> }) =>
    openHistogram(file, "h", "TH1D", {
      fXaxis: axis,
      fYaxis: axis,
      fZaxis: axis,
      fArray: [9, 1.5, 2.5, 9],
      ...more,
    }, undefined);
  assertEquals(open({ fSumw2: [7, 0.75, 2.25, 7] }).squares, Float64Array.of(0.75, 2.25));
  // Without sums of squares the weights are one.
  assertEquals(open({}).squares, undefined);
  assertEquals(open({ fSumw2: [] }).squares, undefined);
  assertThrows(
    () => open({ fSumw2: [1, 2] }),
    SyntaxError,
    '"h" must have sums of squares of 4 cells: current value is 2',
  );
  // Along two axes the first index moves fastest in the file.
  const { squares, values } = openHistogram(file, "h", "TH2D", {
    fXaxis: axis,
    fYaxis: axis,
    fZaxis: axis,
    fArray: Array.from({ length: 16 }, (_, cell) => cell),
    fSumw2: Array.from({ length: 16 }, (_, cell) => 2 * cell),
  }, undefined);
  assertEquals([...values() as Iterable<Float64Array>], [Float64Array.of(5, 9, 6, 10)]);
  assertEquals(squares, Float64Array.of(10, 18, 12, 20));
});
