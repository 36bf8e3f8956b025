/**
 * The page of the times: the committed table of the bench.
 *
 * @module
 */
import type { PerformanceTable } from "../bench/schema.ts";
import { measured, unbroken } from "../render/format.ts";
import { type Markup, markup } from "../render/markup.ts";
import { table } from "../render/table.ts";

/** A time with the half width of its quartiles. */
function time({ ms, low, high, measuredShare }: PerformanceTable["rows"][number]): string {
  return measured({ value: ms, error: (high - low) / 2 }) + (measuredShare < 1 ? "*" : "");
}

/** A ceiling with the half width of its quartiles. */
function speed({ gigaflops, low, high }: PerformanceTable["ceiling"]): string {
  return `${measured({ value: gigaflops, error: (high - low) / 2 })} GFLOP/s a core`;
}

/** What the wide kernel gains, and how far it is from what the machine can do. */
function gain({ ratios, packedCeiling }: PerformanceTable): Markup | null {
  const ratio = (name: string) => ratios.find((ratio) => ratio.name === name);
  const faster = ratio("U2: simd, narrow over simd, wide");
  const share = ratio("U2: with activations, GFLOP/s of simd, wide over its ceiling");
  if (!faster || !share || !packedCeiling) return null;
  const number = ({ value, spread }: typeof faster) => measured({ value, error: spread });
  return markup`<p>On such a processor the wide kernel computes the likelihood ${
    number(faster)
  } times as fast, without a change of a bit. WebAssembly multiplies and adds in packed pairs at most at ${
    speed(packedCeiling)
  }, of which the kernel reaches a part of ${number(share)}.</p>`;
}

/** The tables of the performance page; one sentence where nothing was measured. */
export function performanceView(performance: PerformanceTable | undefined): Markup {
  if (performance === undefined) {
    return markup`<p>These results came without times: <code>deno task bench --json _data/performance/results.json</code> measures them.</p>`;
  }
  const { provenance, ceiling, packedCeiling, units, rows, ratios } = performance;
  // The unit that most of them do, first: there, those that belong together stand together.
  const doneBy = (name: string) => rows.filter(({ unit }) => unit === name);
  const most = units.map(({ name }) => doneBy(name)).sort((a, b) => b.length - a.length)[0];
  const contenders = [...new Set([...most, ...rows].map(({ contender }) => contender))];
  const shared = rows.some(({ measuredShare }) => measuredShare < 1);
  return markup`
    ${gain(performance)}
    <h2 id="times">Times</h2>
    <dl class="glossary">${
    units.map(({ name, title }) => markup`<dt>${name}</dt><dd>${unbroken(title)}.</dd>\n`)
  }</dl>
    ${
    table(
      "Milliseconds: median, and half the distance of the quartiles",
      [
        "engine",
        ...units.map(({ name }) => name),
      ],
      contenders.map((contender) => [
        contender,
        ...units.map(({ name }) => {
          const row = rows.find((row) => row.unit === name && row.contender === contender);
          return row ? time(row) : "–";
        }),
      ]),
    )
  }
    ${shared ? markup`<p>* A part of the work was timed and scaled up to all of it.</p>` : null}
    <h2 id="ratios">Ratios</h2>
    <p>Machines differ, and so do their days; ratios within one run carry over better than times. Where half the distance of the quartiles is large, the machine did other work beside, which slows whatever wants both of its cores the most.</p>
    ${
    table(
      "Ratios of times within the run: of the medians, with half the distance of the quartiles",
      ["ratio", "value"],
      ratios.map(({ name, value, spread }) => [name, measured({ value, error: spread })]),
    )
  }
    <h2 id="machine">Machine</h2>
    ${
    table("Where the times were measured", ["what", "value"], [
      ["date", provenance.date.slice(0, 10)],
      ["processor", `${provenance.processor}, ${provenance.cores} cores`],
      ["system", provenance.system],
      ["Deno and V8", `${provenance.deno}, ${provenance.v8}`],
      ["WebAssembly ceiling", speed(ceiling)],
      ...(packedCeiling ? [["the same in packed pairs", speed(packedCeiling)]] : []),
    ])
  }
  `;
}
