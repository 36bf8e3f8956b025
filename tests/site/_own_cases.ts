/** Files that are audited by the command and in the page, and must give the same. */
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { assertEquals } from "@std/assert";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { Stream } from "../../core/random.ts";
import { encodeTensors } from "../../runner/safetensors.ts";
import { npy, startAuditIn } from "../audit/_audits.ts";
import { ended } from "../runner/_runs.ts";

/** Files, and what the command makes of them. */
export interface Case {
  readonly name: string;
  /** Paths of the files. */
  readonly files: readonly string[];
  /** Fields of the page. */
  readonly fields: Readonly<Record<string, string>>;
  /** Folder of the report, if there is one, and the configuration. */
  readonly report?: string;
  readonly config?: string;
  /** What the command ends in otherwise. */
  readonly sentence?: string;
}

/** Files by name, the same said by fields and by flags. */
interface Input {
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  readonly fields?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

/** Numbers that scatter about a centre. */
function normals(name: string, count: number, shift = 0): Float64Array {
  const stream = Stream.fromSeed(7).split(name);
  return Float64Array.from({ length: count }, () => shift + stream.normal());
}

/** Rows of a table of two features. */
function rows(name: string, count: number, shift = 0): number[][] {
  const values = normals(name, 2 * count, shift);
  return Array.from({ length: count }, (_, i) => [...values.subarray(2 * i, 2 * i + 2)]);
}

async function npz(members: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  for (const [name, bytes] of Object.entries(members)) {
    await writer.add(`${name}.npy`, new Uint8ArrayReader(bytes));
  }
  return await writer.close();
}

/** Bytes of a file that the program of another has written. */
const fixture = (name: string) => Deno.readFileSync(`tests/audit/fixtures/${name}`);

const draws = npy([12, 400, 2], normals("draws", 12 * 400 * 2));
const threeFeatures = npy([12, 400, 3], normals("three features", 12 * 400 * 3));
const truth = npy([2000, 2], normals("truth", 4000));

/** Bytes of which eight are others from a place on. */
const wrong = (bytes: Uint8Array, at: number) => bytes.slice().fill(0xa5, at, at + 8);

async function inputs(): Promise<Record<string, Input>> {
  const table = (rows: number[][]) =>
    `$p_T^2$,eta\n${rows.map((row) => row.join(",")).join("\n")}\n`;
  const lines = (rows: number[][]) => rows.map((row) => JSON.stringify({ a: row[0], b: row[1] }));
  return {
    "arrays of NumPy, with a held-out sample and a name": {
      files: {
        "draws.npy": draws,
        "truth.npy": truth,
        "val.npy": npy([500, 2], normals("v", 1000)),
      },
      fields: { title: "Mine & <yours>", nTrain: "300", bins: "5,4" },
      flags: ["--title", "Mine & <yours>", "--training-events", "300", "--bins", "5,4"],
    },
    "an archive of NumPy with weights": {
      files: {
        "all.npz": await npz({
          draws,
          truth,
          truth_weights: npy([2000], normals("w", 2000, 4)),
        }),
      },
    },
    "tables of text, a file for each draw, formulas in names, packed": {
      files: {
        ...Object.fromEntries(
          Array.from({ length: 12 }, (_, i) => [`run_${i}.csv`, table(rows(`t${i}`, 300))]),
        ),
        "reference.csv.gz": gzipSync(table(rows("reference", 1500))),
      },
    },
    "JSON Lines with names that tell nothing": {
      files: {
        "a.jsonl": Array.from(
          { length: 10 },
          (_, draw) =>
            rows(`j${draw}`, 200).map(([a, b]) => JSON.stringify({ draw, a, b })).join("\n"),
        ).join(
          "\n",
        ),
        "b.jsonl": lines(rows("b", 1000)).join("\n"),
      },
      fields: { truth: "b.jsonl" },
      flags: ["--truth", "b.jsonl"],
    },
    "masses and a truth in one JSON": {
      files: {
        "spectra.json": JSON.stringify({
          draws: Array.from({ length: 20 }, (_, i) => {
            const values = normals(`m${i}`, 8).map((value) => Math.abs(1 + 0.1 * value));
            const sum = values.reduce((a, b) => a + b, 0);
            return [...values.map((value) => value / sum)];
          }),
          truth: new Array(8).fill(0.125),
        }),
      },
    },
    "tensors": {
      files: {
        "both.safetensors": encodeTensors({
          metadata: {},
          arrays: {
            samples: { shape: [12, 400, 2], values: Float32Array.from(normals("s", 9600)) },
            reference: { shape: [1500, 2], values: normals("r", 3000) },
          },
        }),
      },
    },
    "a compressed table of Arrow": {
      files: {
        "draws.npy": npy([12, 400, 3], normals("arrow", 12 * 400 * 3)),
        "truth.arrow": fixture("lz4.arrow"),
      },
    },
    "trees, tables of Parquet and HDF5, and Arrow, in every compression": {
      files: {
        "audit.yaml": `draws: { kind: events, files: ["*.root", "*.parquet"], columns: [a, b, n] }
truth: { kind: events, file: zstd.arrow, columns: [a, b, n] }
holdout: { kind: events, file: several.h5, dataset: table, columns: [a, b, n] }
binning: { quantiles: { of: truth, bins: [2, 1, 2] } }
replicates: 19
`,
        ...Object.fromEntries(
          ["zlib.root", "lz4.root", "lzma.root", "zstd.root", "snappy.parquet", "gzip.parquet"]
            .concat(["zstd.parquet", "zstd.arrow", "several.h5"])
            .map((name) => [name, fixture(name)]),
        ),
      },
    },
    "arrays of HDF5 in chunks that gzip packed": {
      files: {
        "audit.yaml": `draws: { kind: events, file: several.h5, dataset: draws }
truth: { kind: events, file: several.h5, dataset: x }
binning: { quantiles: { of: truth, bins: [2, 1, 2] } }
replicates: 19
`,
        "several.h5": fixture("several.h5"),
      },
    },
    "histograms of ROOT": {
      files: {
        "audit.yaml": `draws: { kind: counts, file: several.root, dataset: draws }
truth: { kind: equal }
replicates: 19
`,
        "several.root": fixture("several.root"),
      },
    },
    "an array of HDF5, which is looked into": {
      files: {
        "draws.npy": threeFeatures,
        "truth.h5": fixture("one.h5"),
      },
    },
    "an RNTuple": {
      files: {
        "audit.yaml": `draws: { kind: events, files: [none.root, zlib.root], columns: [a, n] }
truth: { kind: events, file: tuple.root, dataset: tuple, columns: [a, n] }
binning: { quantiles: { of: truth, bins: [2, 2] } }
replicates: 19
`,
        ...Object.fromEntries(
          ["none.root", "zlib.root", "tuple.root"].map((name) => [name, fixture(name)]),
        ),
      },
    },
    "a table of Parquet, which is looked into": {
      files: {
        "draws.npy": threeFeatures,
        "truth.parquet": fixture("zstd.parquet"),
      },
    },
    "one sample without draws": {
      files: {
        "generated.npy": npy([600, 2], normals("g", 1200, 0.2)),
        "truth.npy": npy([600, 2], normals("h", 1200)),
        "train.npy": npy([300, 2], normals("i", 600)),
        "holdout.npy": npy([300, 2], normals("k", 600)),
      },
    },
    "a configuration with a pattern, edges, weights in a column and missing values": {
      files: {
        "audit.yaml": `title: By a configuration
draws: { kind: events, files: "far/draw_*.csv", columns: [b, a], weights: w }
truth: { kind: events, file: truth.npy }
binning: { edges: [{ from: -3, to: 3, bins: 6 }, [-2, 0, 1, 4]], beyond: outermost }
axes: [{ name: b, unit: GeV }, { name: a }]
missing: [-999]
nTrain: 1000
seed: 5
replicates: 99
`,
        ...Object.fromEntries(
          Array.from({ length: 11 }, (_, i) => [
            `far/draw_${i}.csv`,
            `a,b,w\n${
              rows(`c${i}`, 500).map(([a, b], k) => `${k === 7 ? -999 : a},${b},${1 + k % 3}`)
                .join("\n")
            }\n`,
          ]),
        ),
        "truth.npy": truth,
      },
    },
    "a configuration that says what is not there": {
      files: {
        "audit.yml": "draws: { kind: events, file: draws.npy }\nbinning: { edges: [[0]] }\n",
        "draws.npy": draws,
      },
    },
    "an array that is cut off": {
      files: { "draws.npy": draws.subarray(0, 5000), "truth.npy": truth },
    },
    "HDF5 that is cut off": {
      files: { "draws.npy": draws, "truth.h5": fixture("one.h5").subarray(0, 2900) },
    },
    "a chunk of HDF5 with a wrong byte": {
      files: { "draws.npy": threeFeatures, "truth.h5": wrong(fixture("sums.h5"), 4500) },
    },
    "Parquet that is cut off": {
      files: { "draws.npy": draws, "truth.parquet": fixture("snappy.parquet").subarray(0, 2600) },
    },
    "a basket of ROOT with wrong bytes": {
      files: { "draws.npy": threeFeatures, "truth.root": wrong(fixture("zstd.root"), 600) },
    },
    "a buffer of Arrow with a wrong byte": {
      files: {
        "draws.npy": threeFeatures,
        "truth.arrow": wrong(fixture("zstd.arrow"), 1060),
      },
    },
    "an archive without its end": {
      files: { "draws.npy": draws, "truth.npz": (await npz({ truth })).slice(0, 9000) },
    },
    "not a number": {
      files: {
        "draws.npy": draws,
        "truth.csv": "x,y\n1,2\n3,nan\n",
      },
    },
    "another kind of file": { files: { "draws.npy": draws, "truth.npy": "\x00\x01 no numbers" } },
    "files that names do not tell apart": {
      files: { "x.npy": truth, "y.npy": truth },
    },
  };
}

/** What pages say of fields where the command says it of flags; they know no folder of a file. */
const inThePage = (sentence: string, folder: string) =>
  sentence.replace("flags: --draws, --truth, --holdout, --training", "the fields for files")
    .replaceAll(`${folder}/`, "");

/**
 * Audits files with the command.
 *
 * @param folder Where the files go.
 */
export async function ownCases(folder: string): Promise<Case[]> {
  const cases: Case[] = [];
  for (const [i, [name, input]] of Object.entries(await inputs()).entries()) {
    const { files, fields = {}, flags = [] } = input;
    const place = resolve(`${folder}/${i}`);
    Deno.mkdirSync(`${place}/far`, { recursive: true });
    for (const [file, content] of Object.entries(files)) {
      Deno.writeFileSync(
        `${place}/${file}`,
        typeof content === "string" ? new TextEncoder().encode(content) : content,
      );
    }
    const config = Object.keys(files).find((file) => /\.ya?ml$/.test(file));
    const named = config === undefined
      ? Object.keys(files).filter((file) => !flags.includes(file))
      : [config];
    const { code, error } = await ended(startAuditIn(place, ...named, ...flags));
    const paths = Object.keys(files).map((file) => `${place}/${file}`);
    if (code === 0) {
      assertEquals(error, "");
      cases.push({
        name,
        files: paths,
        fields,
        report: `${place}/audit-report`,
        config: `${place}/${config ?? "audit-report.yaml"}`,
      });
    } else {
      cases.push({ name, files: paths, fields, sentence: inThePage(error.trim(), place) });
    }
  }
  return cases;
}
