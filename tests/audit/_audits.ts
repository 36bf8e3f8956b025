/** Small audits in memory and on disk. */
import { masses } from "../../core/binning/mod.ts";
import { Stream } from "../../core/random.ts";
import { auditPrepared } from "../../audit/results.ts";
import { type AuditConfig, parseConfig } from "../../audit/config.ts";
import type { AuditResults } from "../../audit/schema.ts";
import { startProgram } from "../runner/_runs.ts";

/** Bytes of an array as NumPy writes it, of doubles. */
export function npy(shape: readonly number[], values: ArrayLike<number>): Uint8Array {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(", ")}${
    shape.length === 1 ? "," : ""
  }), }`;
  const header = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + "\n";
  const out = new Uint8Array(10 + header.length + 8 * values.length);
  out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  out.set(new TextEncoder().encode(header), 10);
  const view = new DataView(out.buffer, 10 + header.length);
  for (let i = 0; i < values.length; i++) view.setFloat64(8 * i, values[i], true);
  return out;
}

/** Masses of draws that scatter by 10 % about masses that are off by as much. */
export function someMasses(
  runs: number,
  draws: number,
  shape: readonly number[],
  seed = 1,
): Float64Array {
  const stream = Stream.fromSeed(seed);
  const bins = shape.reduce((a, b) => a * b, 1);
  const out = new Float64Array(runs * draws * bins);
  for (let run = 0; run < runs; run++) {
    for (let bin = 0; bin < bins; bin++) {
      const centre = 1 + 0.1 * stream.normal();
      for (let draw = 0; draw < draws; draw++) {
        out[(run * draws + draw) * bins + bin] = Math.max(0, centre + 0.1 * stream.normal()) /
          bins / 1.2;
      }
    }
  }
  return out;
}

/** The configuration of masses in `draws.npy`. */
export function massesConfig(more: Record<string, unknown> = {}): AuditConfig {
  return parseConfig(
    "audit.json",
    JSON.stringify({
      draws: { kind: "masses", file: "draws.npy" },
      truth: { kind: "equal" },
      nTrain: 1000,
      replicates: 19,
      ...more,
    }),
  );
}

/** The results of an audit of 2 runs of 8 draws, 8 x 4 bins, with a held-out sample. */
export function someAudit(title: string): AuditResults {
  const shape = [8, 4], bins = 32, holdout = Stream.fromSeed(3);
  const config = massesConfig({
    title,
    generator: title,
    holdout: { kind: "counts", file: title },
  });
  return auditPrepared(config, {
    masses: masses(2, 8, shape, someMasses(2, 8, shape)),
    truth: { masses: 1 / bins },
    holdout: {
      masses: Float64Array.from({ length: bins }, () => (20 + holdout.integer(10)) / 1000),
      counting: { events: 1000 },
    },
    nTrain: 1000,
    axes: [
      { name: title, unit: title, edges: Float64Array.from({ length: 9 }, (_, i) => i / 8) },
      { name: "y", unit: null, edges: null },
    ],
    inputs: [{ role: "draws", file: title, format: "npy", shape: [2, 8, 8, 4] }],
    beyond: "left out",
  });
}

/** Starts the command as its task does. */
export function startAudit(...args: string[]): Deno.ChildProcess {
  return startAuditIn(undefined, ...args);
}

/** Starts an audit as `deno task` does when it is called in another folder. */
export function startAuditIn(folder: string | undefined, ...args: string[]): Deno.ChildProcess {
  return startProgram(
    ["--no-remote", "-P=audit", "cli/audit.ts", ...args],
    folder === undefined ? {} : { env: { INIT_CWD: folder } },
  );
}
