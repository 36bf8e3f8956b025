import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { properties } from "../../render/pictures.ts";
import {
  inColour,
  type Standing,
  standingCounts,
  standings,
} from "../../audit/verdicts/standing.ts";
import { summary } from "../../audit/report/summary.ts";
import { standingList, verdictList } from "../../audit/report/view.ts";
import { someAudit } from "./_audits.ts";

const all = Object.keys(standings) as Standing[];

/** A colour of the style sheet as linear red, green and blue, in the light or the dark mode. */
function linear(name: string, mode: 0 | 1): number[] {
  const value = properties.get(name)!;
  const other = /^var\((--[\w-]+)\)$/.exec(value);
  if (other !== null) return linear(other[1], mode);
  const hex = value.match(/#[0-9a-f]{6}/g)![mode];
  return [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
}

const times = (matrix: readonly (readonly number[])[], v: readonly number[]) =>
  matrix.map((row) => row.reduce((sum, x, i) => sum + x * v[i], 0));

/** From linear sRGB to CIE 1931 XYZ (IEC 61966-2-1). */
const xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [
  0.0193339,
  0.119192,
  0.9503041,
]];

/** CIE 1976 L*a*b* of linear sRGB under D65. */
function lab(rgb: readonly number[]): number[] {
  const f = times(xyz, rgb.map((v) => Math.min(1, Math.max(0, v))))
    .map((v, i) => v / [0.95047, 1, 1.08883][i])
    .map((v) => v > 216 / 24389 ? Math.cbrt(v) : (24389 / 27 * v + 16) / 116);
  return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])];
}

/** What people see who lack one kind of cone: Machado, Oliveira and Fernandes 2009, severity 1. */
const visions = {
  all: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [
    -0.003882,
    -0.048116,
    1.051998,
  ]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [
    -0.01182,
    0.04294,
    0.968881,
  ]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [
    0.004733,
    0.691367,
    0.3039,
  ]],
};

Deno.test("standings can be read on the paper in both modes: a contrast of 4.5 (WCAG AA)", () => {
  for (const mode of [0, 1] as const) {
    const luminance = (name: string) => times(xyz, linear(name, mode))[1];
    for (const standing of all) {
      const [low, high] = [luminance("--paper"), luminance(`--${standing}`)].sort((a, b) => a - b);
      assertGreaterOrEqual((high + 0.05) / (low + 0.05), 4.5, `${standing} ${mode}`);
    }
  }
});

Deno.test("no two standings look alike, whatever cones a reader has", () => {
  for (const [vision, matrix] of Object.entries(visions)) {
    for (const mode of [0, 1] as const) {
      const colours = all.map((standing) => lab(times(matrix, linear(`--${standing}`, mode))));
      colours.forEach((a, i) =>
        colours.slice(0, i).forEach((b, j) => {
          const distance = Math.hypot(...a.map((v, k) => v - b[k]));
          // Of CIE 1976: 2.3 is just noticed; side by side, 20 is another colour.
          assertGreaterOrEqual(distance, 20, `${vision} ${mode}: ${all[i]} and ${all[j]}`);
        })
      );
    }
  }
});

Deno.test("counts name every standing, the worst first, each with its sign and its word", () => {
  const texts = (...list: Standing[]) =>
    standingCounts(list.map((standing) => ({ standing }))).map(({ text }) => text);
  assertEquals(texts("holds", "fails", "holds"), [
    "✗ 1 fails",
    "△ 0 too cautious",
    "? 0 open",
    "✓ 2 hold",
  ]);
  assertEquals(texts("cautious", "open", "holds", "fails", "fails"), [
    "✗ 2 fail",
    "△ 1 too cautious",
    "? 1 open",
    "✓ 1 holds",
  ]);
});

Deno.test("without colours a terminal gets no escape code, and with them the same words", () => {
  const results = someAudit("A generator");
  const plain = summary(results), coloured = summary(results, { colours: true });
  // deno-lint-ignore no-control-regex
  const codes = /\x1b\[[\d;]*m/g;
  assert(!plain.includes("\x1b"));
  assertEquals(coloured.replaceAll(codes, ""), plain);
  assertEquals(coloured.match(codes)!.length, 2 * (all.length + results.verdicts.length));
  assertEquals(inColour("fails", "✗"), "\x1b[1;31m✗\x1b[0m");
});

Deno.test("lines of a terminal are no longer than it is wide, and signs begin the verdicts", () => {
  const { verdicts, ...results } = someAudit("A generator");
  const lines = summary({ ...results, verdicts }, { width: 70 }).split("\n");
  assert(lines.every((line) => line.length <= 70), lines.join("\n"));
  assertEquals(
    lines.flatMap((line) => /^ {2}([✗△?✓]) [a-z]/.exec(line)?.[1] ?? []),
    verdicts.map(({ standing }) => standings[standing].sign),
  );
  assertEquals(
    lines.filter((line) => line.trimStart().startsWith("Next step: ")).length,
    verdicts.filter(({ next }) => next !== undefined).length,
  );
});

Deno.test("a page counts the verdicts above them, and hides signs from those who hear the word", () => {
  const results = someAudit("A generator");
  const [counts, list] = [standingList(results).text, verdictList(results).text];
  assertEquals(counts.match(/<li>/g)!.length, all.length);
  assertEquals(
    (counts + list).match(/aria-hidden="true">[✗△?✓]</g)!.length,
    all.length + results.verdicts.length,
  );
  for (const { standing } of results.verdicts) {
    assert(list.includes(`<li class="${standing}">`), standing);
  }
});
