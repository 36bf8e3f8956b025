/**
 * Damaged files in a page: their audit ends in the results of an audit in memory, or in its sentence. Where a browser is
 * not found its test is ignored.
 */
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { assert, assertEquals } from "@std/assert";
import { gzipSync } from "node:zlib";
import { audit } from "../../../audit/mod.ts";
import { Stream } from "../../../core/random.ts";
import { encodeTensors } from "../../../runner/safetensors.ts";
import { bundles } from "../../../site/bundle.ts";
import { Kept } from "../../../site/kept.ts";
import { npy } from "../../audit/_audits.ts";
import { damagedBy } from "../../audit/formats/_mutations.ts";
import { answerIn, named, present } from "./_in_browsers.ts";

/** Mutations of files. */
const DAMAGED = 40;

const draws = 10, events = 40;
const values = Stream.fromSeed(6).normals(new Float64Array(draws * events * 2));
const rows = Array.from({ length: draws * events }, (_, i) => ({
  d: Math.floor(i / events),
  a: values[2 * i],
  b: values[2 * i + 1],
}));
const text = (lines: readonly string[]) => new TextEncoder().encode(lines.join("\n"));
const table = text(["d,a,b", ...rows.map(({ d, a, b }) => `${d},${a},${b}`)]);
const array = npy([draws, events, 2], values);

async function archive(): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  await writer.add("draws.npy", new Uint8ArrayReader(array));
  return await writer.close();
}

/** Files of the same draws, by name, and what a configuration says of them beside the name. */
const whole: readonly (readonly [string, Uint8Array, Record<string, unknown>?])[] = [
  ["draws.npy", array],
  ["draws.npz", await archive()],
  [
    "draws.safetensors",
    encodeTensors({
      metadata: {},
      arrays: { draws: { shape: [draws, events, 2], values: Float32Array.from(values) } },
    }),
  ],
  ["draws.csv", table, { columns: ["a", "b"], draw: "d" }],
  ["draws.csv.gz", gzipSync(table), { columns: ["a", "b"], draw: "d" }],
  ["draws.jsonl", text(rows.map((row) => JSON.stringify(row))), { columns: ["a", "b"], draw: "d" }],
  [
    "draws.json",
    text([JSON.stringify({
      draws: Array.from(
        { length: draws },
        (_, d) => rows.slice(d * events, (d + 1) * events).map(({ a, b }) => [a, b]),
      ),
    })]),
  ],
  ["draws.arrow", Deno.readFileSync("tests/audit/fixtures/zstd.arrow"), { columns: ["a", "b"] }],
];

/** A damaged file beside a configuration. */
const trials = Array.from({ length: DAMAGED }, (_, i) => {
  const [file, bytes, layout] = whole[i % whole.length];
  const damaged = damagedBy(bytes, Math.floor(i / whole.length), Stream.fromSeed(12).split(i));
  const config = JSON.stringify({
    draws: { kind: "events", file, ...layout },
    truth: { kind: "equal" },
    binning: { edges: [{ from: -1, to: 1, bins: 2 }, [-1, 0, 1]] },
    replicates: 19,
  });
  return { file, config, bytes: Uint8Array.from(damaged) };
});

/** The audits, one thread after the other. */
const script =
  `const fields = { files: {}, title: "", nTrain: "", bins: "", columns: "", weights: "" };
const outcomeOf = (files) => new Promise((resolve) => {
  const thread = new Worker("/assets/audit/thread.js", { type: "module" });
  const done = (outcome) => {
    thread.terminate();
    resolve(outcome);
  };
  thread.onerror = (event) => done("the thread ended: " + event.message);
  thread.onmessage = ({ data }) => {
    if (data.say === "failed") done(data.sentence);
    if (data.say === "report") done(data.report.files.get("results.json"));
  };
  thread.postMessage({ ask: "audit", files, fields });
});
const trials = await (await fetch("/trials.json")).json();
const outcomes = [];
for (const [i, { file, config }] of trials.entries()) {
  const bytes = await (await fetch(\`/files/\${i}\`)).arrayBuffer();
  outcomes.push(await outcomeOf([new File([config], "audit.json"), new File([bytes], file)]));
}
answer(outcomes);
`;

Deno.test({
  name: `damaged files end in ${named} as they do in memory`,
  ignore: present.length === 0,
  fn: async () => {
    const wanted: string[] = [];
    let refused = 0;
    for (const { file, config, bytes } of trials) {
      try {
        wanted.push((await audit(config, new Map([[file, bytes]]))).files.get("results.json")!);
      } catch (error) {
        assert(error instanceof Error && /^Cannot [^\n]*$/.test(error.message), String(error));
        wanted.push(error.message);
        refused++;
      }
    }
    assert(refused > trials.length / 3, `${refused} of ${trials.length} refused`);
    const scripts = await bundles(new Kept(".cache"));
    const files = trials.map(({ bytes }) => bytes);
    const json = { "/trials.json": trials.map(({ file, config }) => ({ file, config })) };
    for (const browser of present) {
      const outcomes = await answerIn<string[]>(browser, { script, scripts, files, json });
      for (const [i, outcome] of outcomes.entries()) {
        assertEquals(outcome, wanted[i], `${browser.name}: mutation ${i} of ${trials[i].file}`);
      }
    }
  },
});
