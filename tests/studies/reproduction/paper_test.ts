import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { paperCurves, paperFits, seriesLabel } from "../../../studies/reproduction/paper.ts";
import { powerLaw } from "../../../core/amplification/mod.ts";
import { reference } from "../../reference_checks/_load.ts";

interface Series {
  readonly name: string;
  readonly x: number[];
  readonly y: (number | null)[];
}
interface Figures {
  readonly figures: Readonly<Record<string, { panels: { title: string; series: Series[] }[] }>>;
}

const { figures } = reference<Figures>("paper-figures");

const names: Record<string, string> = {
  "VIB k=10": "mean field, k = 10",
  "AdamMCMC sigma=0.01": "AdamMCMC, σ = 0.01",
  "AdamMCMC sigma=0.05": "AdamMCMC, σ = 0.05",
  "AdamMCMC sigma=0.1": "AdamMCMC, σ = 0.1",
  "AdamMCMC sigma=0.5": "AdamMCMC, σ = 0.5",
};
const measures: Record<string, string> = {
  MAD: "mad",
  MAD_phi: "madAngle",
  MAD_r: "madRadius",
};

/** A series of the reference with quantity, label and bins of its counterpart. */
const expected = [
  ...figures["coverage-diagonals"].panels.flatMap(({ title, series }) =>
    series.map((one) => ({ quantity: "coverage", nBins: parseInt(title), ...one }))
  ),
  ...figures["coverage-deviation"].panels[0].series.map((one) => {
    const words = one.name.split(" ");
    return { ...one, quantity: measures[words.pop()!], nBins: null, name: words.join(" ") };
  }),
  ...figures["coverage-deviation"].panels[1].series.map((one) => ({
    ...one,
    quantity: "radius",
    nBins: 200,
  })),
  ...figures["amplification"].panels[0].series.map((one) => ({
    ...one,
    quantity: "amplification",
    nBins: null,
  })),
];

Deno.test("the curves are those of the reference", () => {
  assertEquals(paperCurves.length, expected.length);
  for (const { quantity, nBins, name, x, y } of expected) {
    const curve = paperCurves.find((one) =>
      one.quantity === quantity && one.nBins === nBins && seriesLabel(one) === names[name]
    );
    assert(curve !== undefined, `${quantity} of ${name}`);
    if (quantity !== "radius") assertEquals(curve.x.length, x.length);
    curve.x.forEach((at, i) => {
      // Six digits after the point are kept.
      const place = x.findIndex((v) => Math.abs(v - at) < 1e-6);
      assert(place >= 0, `${quantity} of ${name} at ${at}`);
      assertAlmostEquals(curve.y[i], y[place]!, 1e-6);
    });
  }
});

Deno.test("fits through the published curves give the printed numbers", () => {
  const curves = paperCurves.filter(({ quantity }) => quantity === "amplification");
  assertEquals(curves.length, paperFits.length);
  curves.forEach(({ x, y, posterior }) => {
    const printed = paperFits.find((fit) => fit.posterior === posterior)!;
    const { a, b } = powerLaw(x.slice(-8), y.slice(-8), { residuals: "linear" });
    // Printed with three digits; the digitisation moves b by up to 1.2 % / ln(100), a by 1.2 %.
    assertAlmostEquals(b, printed.b.value, 0.003);
    assertAlmostEquals(a / printed.a.value, 1, 0.017);
  });
});
