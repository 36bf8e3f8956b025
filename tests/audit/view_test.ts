import { assertEquals } from "@std/assert";
import { parseHTML } from "linkedom";
import { besideTable } from "../../audit/report/view.ts";
import { someAudit } from "./_audits.ts";

Deno.test("a table lists what was measured beside the bins, and none stands for nothing", () => {
  const results = someAudit("A generator");
  assertEquals(besideTable(results), null);
  const quantity = (name: string, value: number | null) => ({
    name,
    meaning: "",
    value,
    error: value === null ? null : 0.01,
    calibrated: value === null ? null : { lower: -0.1, upper: 0.1 },
    reason: value === null ? "none" : null,
  });
  const beside = {
    kind: "projection" as const,
    title: "a × <b>",
    axes: ["a", "<b>"],
    within: null,
    shape: [8, 8],
    pValue: 0.3,
    quantities: [quantity("signed_deviation", null), quantity("holdout_signed", -0.25)],
  };
  const besides = [beside, { ...beside, title: "without draws", pValue: null }];
  const { document } = parseHTML(besideTable({ ...results, besides })!.text);
  assertEquals(
    [...document.querySelectorAll("tbody tr")].map((row) =>
      [...row.children].map(({ textContent }) => textContent!.trim())
    ),
    [["a\u00a0×\u00a0<b>", "8\u00a0×\u00a08", "−0.250\u00a0±\u00a00.010", "−0.10 to 0.10", "0.30"]],
  );
});
