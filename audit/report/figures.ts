/**
 * The charts of an audit as files for papers and slides.
 *
 * @module
 */
import { sheet } from "../../render/charts/sheet.ts";
import { pdfOf } from "../../render/pdf.ts";
import { printed } from "../../render/pictures.ts";
import { auditCharts, figureFolder } from "./charts.ts";
import type { AuditResults } from "../schema.ts";

/** Every chart as SVG and as PDF, by path: `figures/coverage.svg`. */
export async function auditFigures(
  results: AuditResults,
): Promise<Map<string, string | Uint8Array>> {
  const out = new Map<string, string | Uint8Array>();
  for (const [name, chart] of Object.entries(auditCharts(results))) {
    const svg = printed(sheet(chart));
    out.set(`${figureFolder}${name}.svg`, svg);
    out.set(`${figureFolder}${name}.pdf`, await pdfOf(svg));
  }
  return out;
}
