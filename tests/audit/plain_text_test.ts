import { assertEquals, assertStrictEquals } from "@std/assert";
import { plainText } from "../../audit/report/plain_text.ts";
import { someAudit } from "./_audits.ts";

Deno.test("formulas between dollars are read as plain text", async () => {
  const texts = {
    "$p_T$": "p_T",
    "$m_{\\mu\\mu}$ [GeV]": "m_μμ [GeV]",
    "$\\Delta R$": "ΔR",
    "$E^{2}$": "E²",
    "$x_{12}$": "x₁₂",
    "$10^{-3}$": "10⁻³",
    "$\\sqrt{s}$": "√s",
    "$\\sqrt{ab}$": "√(ab)",
    "$\\frac{a}{b+1}$": "a/(b+1)",
    "$\\mathrm{GeV}/c^2$": "GeV/c²",
    "$p_\\mathrm{T}^\\text{miss}$": "p_T^miss",
    "$x'$": "x′",
    "$\\hat{x}$": "x\u0302",
    "$|\\eta| < 2.5$": "|η|<2.5",
    "$a$ and $b$": "a and b",
    // No formulas.
    "5 $ and more": "5 $ and more",
    "$\\notACommand$": "$\\notACommand$",
    "$\\frac{a$": "$\\frac{a$",
    "$\\def\\x{\\x\\x}\\x$": "$\\def\\x{\\x\\x}\\x$",
    "$<script>$": "<script>",
  };
  assertEquals(await plainText(Object.keys(texts)), Object.values(texts));
});

Deno.test("results without formulas stay what they are; of others only texts change", async () => {
  const plain = someAudit("A generator");
  assertStrictEquals(await plainText(plain), plain);
  const shown = await plainText(someAudit("$\\mu$ of 1 $"));
  assertEquals(shown.title, "μ of 1 $");
  const { axes: [axis] } = shown.setup;
  assertEquals([shown.generator, axis.name, axis.unit], ["μ of 1 $", "μ of 1 $", "μ of 1 $"]);
  // Files are found by their names.
  assertEquals(shown.inputs[0].file, "$\\mu$ of 1 $");
  assertEquals(shown.binnings, plain.binnings);
});
