/**
 * What reads HDF5, ROOT and Parquet in a page gives the numbers and the sentences of what reads them for the command, of
 * whole files and of damaged ones. Where a browser is not found its test is ignored.
 */
import { assert, assertEquals } from "@std/assert";
import { processes } from "../../../audit/formats/apart.ts";
import type { ApartFormat } from "../../../audit/formats/formats.ts";
import type { Readers } from "../../../audit/formats/readers.ts";
import { isSentence } from "../../../audit/formats/source.ts";
import { Stream } from "../../../core/random.ts";
import { bundles } from "../../../site/bundle.ts";
import { Kept } from "../../../site/kept.ts";
import { damagedBy } from "../../audit/formats/_mutations.ts";
import { scratch } from "../../runner/_runs.ts";
import { answerIn, named, present } from "./_in_browsers.ts";

/** Fixtures of each format that is read apart; the first ones are damaged, too. */
const fixtures: Readonly<Record<string, readonly string[]>> = {
  hdf5: ["several.h5", "one.h5", "records.h5", "pandas.h5"],
  parquet: ["snappy.parquet", "zstd.parquet", "nested1.parquet", "nested2.parquet"],
  root: ["several.root", "zlib.root", "lz4.root", "lzma.root", "tuple.root"],
};
const titles: Readonly<Record<string, string>> = { hdf5: "HDF5", parquet: "Parquet", root: "ROOT" };

/** Mutations of a file: each once. */
const DAMAGED = 5;

/** A file to read. */
interface Trial {
  readonly name: string;
  readonly format: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const trials: readonly Trial[] = Object.entries(fixtures).flatMap(([format, names]) =>
  names.flatMap((name, place) => {
    const bytes = Deno.readFileSync(`tests/audit/fixtures/${name}`);
    const stream = Stream.fromSeed(9).split(name);
    const damaged = Array.from(
      { length: place === 0 ? DAMAGED : 0 },
      (_, i) => Uint8Array.from(damagedBy(bytes, i, stream.split(i))),
    );
    return [bytes, ...damaged].map((bytes, i) => ({ name: `${i}-${name}`, format, bytes }));
  })
);

/** What a file gives: its arrays, and the numbers of the first that can be read; or the sentence in which that ends. */
interface Outcome {
  readonly arrays?: unknown;
  readonly values?: readonly number[];
  readonly sentence?: string;
}

/** What a file gives to the command. */
async function outcomeOf(readers: Readers, { name, format }: Trial, path: string) {
  const apart: ApartFormat = {
    name: format,
    title: titles[format],
    apart: import.meta.resolve(
      format === "root" ? "../../../audit/root/root.ts" : `../../../audit/formats/${format}.ts`,
    ),
  };
  const outcome: Record<string, unknown> = {};
  try {
    const arrays = outcome.arrays = await readers.inspect(apart, path);
    const first = arrays.find(({ unreadable }) => unreadable === undefined);
    if (first === undefined) return outcome;
    const selection = {
      ...(first.name !== null && { dataset: first.name }),
      ...(first.columns && { columns: first.columns }),
      nonFinite: true,
    };
    const values: number[] = [];
    const { values: read } = await readers.open(apart, path, selection);
    for await (const part of read()) for (const value of part) values.push(value);
    outcome.values = values;
  } catch (error) {
    assert(isSentence(path, error), String(error));
    outcome.sentence = error.message.replaceAll(path, name);
  }
  return outcome;
}

/** The same in a page: one thread for each file, whose requests are those of {@linkcode Readers}. */
const script =
  `const script = new Blob([\`import "\${location.origin}/assets/audit/reader.js";\`], {
  type: "text/javascript",
});
const outcomeOf = ({ name, format }, bytes) => new Promise((resolve) => {
  const thread = new Worker(URL.createObjectURL(script), { type: "module" });
  const outcome = {};
  let selection, values;
  const done = () => {
    thread.terminate();
    resolve(outcome);
  };
  thread.onerror = (event) => {
    outcome.sentence = "the thread ended: " + event.message;
    done();
  };
  thread.onmessage = ({ data }) => {
    if (data.say === "ready") thread.postMessage({ ask: "arrays" });
    else if (data.say === "arrays") {
      outcome.arrays = data.arrays;
      const first = data.arrays.find(({ unreadable }) => unreadable === undefined);
      selection = first && {
        ...(first.name !== null && { dataset: first.name }),
        ...(first.columns && { columns: first.columns }),
        nonFinite: true,
      };
    } else if (data.say === "error") {
      outcome.sentence = data.message;
      done();
    } else if (data.say === "end") {
      if (selection === undefined) return done();
      if (values === undefined) {
        values = [];
        thread.postMessage({ ...selection, ask: "values" });
      } else {
        outcome.values = values;
        done();
      }
    } else if (data.say === undefined) {
      for (const value of data) values.push(value);
      thread.postMessage("taken");
    }
  };
  thread.postMessage({ format, file: new File([bytes], name) });
});
const trials = await (await fetch("/trials.json")).json();
const outcomes = [];
for (const [i, trial] of trials.entries()) {
  outcomes.push(await outcomeOf(trial, await (await fetch(\`/files/\${i}\`)).arrayBuffer()));
}
answer(outcomes);
`;

Deno.test({
  name: `files that are read apart give the same in ${named}`,
  ignore: present.length === 0,
  fn: async () => {
    using folder = scratch();
    const readers = processes();
    const wanted: Outcome[] = [];
    for (const trial of trials) {
      const path = `${folder.path}/${trial.name}`;
      Deno.writeFileSync(path, trial.bytes);
      wanted.push(await outcomeOf(readers, trial, path));
    }
    await readers.end();
    const refused = wanted.filter(({ sentence }) => sentence !== undefined).length;
    assert(refused > trials.length / 6, `${refused} of ${trials.length} refused`);
    const scripts = await bundles(new Kept(".cache"));
    const files = trials.map(({ bytes }) => bytes);
    const json = { "/trials.json": trials.map(({ name, format }) => ({ name, format })) };
    for (const browser of present) {
      const outcomes = await answerIn<Outcome[]>(browser, { script, scripts, files, json });
      for (const [i, outcome] of outcomes.entries()) {
        // A page says of numbers that are none what JSON does.
        assertEquals(
          outcome,
          JSON.parse(JSON.stringify(wanted[i])),
          `${browser.name}: ${trials[i].name}`,
        );
      }
    }
  },
});
