import { assert } from "@std/assert";
import { Stream } from "../../../core/random.ts";
import { auditSite } from "../../../audit/report/build.ts";
import { auditConfiguration } from "../../../audit/audit.ts";
import { parseConfig } from "../../../audit/config.ts";
import { auditFiles } from "../../../audit/report/output.ts";
import { onDisk } from "../../../audit/input/files.ts";
import { scratch } from "../../runner/_runs.ts";
import { npy, someMasses } from "../../audit/_audits.ts";

type Value = unknown;

const valid: Record<string, Value>[] = [
  {
    draws: { kind: "masses", file: "masses.npy" },
    truth: { kind: "equal" },
    holdout: { kind: "counts", file: "counts.npy", events: 100 },
    nTrain: 100,
    replicates: 19,
    axes: [{ name: "x", unit: "GeV" }, { name: "y" }],
    binning: { edges: [[0, 1, 2], { from: 0, to: 1, bins: 2 }] },
  },
  {
    draws: { kind: "events", file: "events.npy" },
    truth: { kind: "events", file: "truth.npy" },
    training: { file: "truth.npy" },
    binning: { quantiles: { of: "truth", bins: [2, 3] }, beyond: "outermost" },
    coarser: "auto",
    replicates: 19,
  },
  {
    draws: { kind: "counts", file: "draw_counts.npy", generated: 50, bins: [4] },
    truth: { kind: "counts", file: "counts.npy", events: 100 },
    nTrain: 10,
    replicates: 19,
  },
];

const strange: readonly Value[] = [
  null,
  true,
  -1,
  0,
  1,
  2,
  3.5,
  1e308,
  -0,
  2 ** 31,
  Number.MAX_SAFE_INTEGER,
  "",
  "../../../etc/passwd",
  "/dev/zero",
  "masses.npy",
  "counts.npy",
  "negative.npy",
  "nan.npy",
  "empty.npy",
  "one.npy",
  "huge.npy",
  "<script>alert(1)</script>",
  "\u202etxt",
  "*",
  "none.npy",
  [],
  [1, 0],
  [[0, 1], [1, 0]],
  { __proto__: null },
  {},
  "equal",
  "events",
  "densities",
];

/** Puts something strange somewhere, leaves something out, or adds what nobody asked for. */
function mutate(value: Value, stream: Stream, whole = false): Value {
  if (typeof value !== "object" || value === null || (!whole && stream.uniform() < 0.25)) {
    return strange[stream.integer(strange.length)];
  }
  if (Array.isArray(value)) {
    const copy = [...value];
    const i = stream.integer(copy.length + 1);
    if (i === copy.length || stream.uniform() < 0.2) copy.splice(i, 1, ...copy.slice(0, 2));
    else copy[i] = mutate(copy[i], stream);
    return copy;
  }
  const entries = Object.entries(value);
  const i = stream.integer(entries.length + 1);
  if (i === entries.length) {
    const key = ["__proto__", "constructor", "toString", "file", "kind", "runs", "columns", "bins"];
    entries.push([key[stream.integer(key.length)], strange[stream.integer(strange.length)]]);
  } else if (stream.uniform() < 0.2) entries.splice(i, 1);
  else entries[i] = [entries[i][0], mutate(entries[i][1], stream)];
  return Object.fromEntries(entries);
}

/** JSON in which a key for prototypes is written out. */
function text(value: Value): string {
  return JSON.stringify(value);
}

Deno.test("500 mutated configurations each end in a sentence or in whole results", async () => {
  using place = scratch();
  const files: Record<string, Uint8Array> = {
    "masses.npy": npy([6, 2, 2], someMasses(1, 6, [2, 2])),
    "counts.npy": npy([4], [20, 30, 24, 26]),
    "draw_counts.npy": npy([5, 4], Array.from({ length: 20 }, (_, i) => 8 + i % 5)),
    "events.npy": npy([3, 40, 2], Stream.fromSeed(1).normals(new Float64Array(240))),
    "truth.npy": npy([60, 2], Stream.fromSeed(2).normals(new Float64Array(120))),
    "negative.npy": npy([6, 2, 2], someMasses(1, 6, [2, 2]).map((x) => -x)),
    "nan.npy": npy([6, 2, 2], new Float64Array(24).fill(NaN)),
    "empty.npy": npy([0, 2, 2], []),
    "one.npy": npy([1, 2, 2], [0.2, 0.3, 0.2, 0.3]),
    "huge.npy": npy([2 ** 31, 4], [1, 2]),
  };
  for (const [name, bytes] of Object.entries(files)) {
    Deno.writeFileSync(`${place.path}/${name}`, bytes);
  }
  const stream = Stream.fromSeed(20260801);
  let whole = 0, refused = 0;
  for (let i = 0; i < 500; i++) {
    let config: Value = valid[i % valid.length];
    for (let k = 0; k < 1 + i % 2; k++) config = mutate(config, stream, true);
    const what = text(config) ?? "null";
    try {
      const results = await auditConfiguration(
        parseConfig("mutated.json", what),
        onDisk(place.path),
      );
      for (
        const content of [
          ...auditFiles(results).values(),
          ...(i % 25 < 3 ? auditSite(results).values() : []),
        ]
      ) {
        assert(
          typeof content !== "string" || !content.includes("<script>alert") ||
            content.startsWith("{"),
          what,
        );
      }
      whole++;
    } catch (error) {
      const { message } = error as Error;
      assert(
        message.startsWith("Cannot ") && !message.includes("\n"),
        `${what}: ${(error as Error).stack}`,
      );
      refused++;
    }
  }
  // Both ends are reached often, or the mutations test nothing.
  assert(whole > 30 && refused > 200, `${whole} whole, ${refused} refused`);
  assert(!("x" in {}) && Object.keys(Object.prototype).length === 0);
});
