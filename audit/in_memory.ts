/**
 * An audit of files in memory, for programs of any runtime: the same bytes as those of the command.
 *
 * @module
 */
import { auditConfiguration } from "./audit.ts";
import { parseConfig } from "./config.ts";
import { inMemory } from "./input/by_name.ts";
import { auditFiles } from "./report/output.ts";
import { plainText } from "./report/plain_text.ts";
import { judgeGate, parseGate } from "./verdicts/gate.ts";

/** A sentence about the generator, computed from its numbers. */
export interface AuditVerdict {
  /** What it is about, such as `coverage`. */
  readonly id: string;
  /**
   * "fails" where chance alone would say so in too few reports, "cautious" where errors are larger than they need be,
   * "holds" where neither is seen, "open" where these data cannot decide.
   */
  readonly standing: "holds" | "fails" | "cautious" | "open";
  /** The sentence. */
  readonly sentence: string;
  /** What would settle it, with a number; absent where it is settled. */
  readonly next?: string;
}

/** A number of the finest binning. */
export interface AuditQuantity {
  /** The name by which conditions know it, such as `coverage_deviation`. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly meaning: string;
  /** The number; null where it cannot be had. */
  readonly value: number | null;
  /** Its standard error; null without one. */
  readonly error: number | null;
  /** The range of 95 % of calibrated generators; null where it is not known. */
  readonly calibrated: { readonly lower: number; readonly upper: number } | null;
  /** Why the number cannot be had; null where it can. */
  readonly reason: string | null;
}

/** The outcome of an audit. */
export interface Audit {
  /** The verdicts. */
  readonly verdicts: readonly AuditVerdict[];
  /** The numbers by which conditions judge. */
  readonly quantities: readonly AuditQuantity[];
  /** What these data cannot say, in sentences. */
  readonly limits: readonly string[];
  /** The conditions that hold, in sentences. */
  readonly failing: readonly string[];
  /**
   * The report but its pages and charts, texts by path: `results.json` by the schema `results.schema.json`,
   * `summary.md`, tables as CSV and for HEPData.
   */
  readonly files: ReadonlyMap<string, string>;
}

/** Options of an audit. */
export interface AuditOptions {
  /** Conditions on which it fails, such as `coverage_deviation > 0.1`; by default none. */
  readonly failIf?: readonly string[];
  /** Called with the progress: how much of how much is done, and what it is. */
  readonly report?: (done: number, total: number, what: string) => void;
}

/**
 * Audits a generator from files in memory: NumPy, Arrow, safetensors, JSON or tables of text. HDF5, ROOT and Parquet are
 * read by the command alone.
 *
 * @param config Configuration as the command takes it, YAML or JSON.
 * @param files Bytes of the files that it names, by name; of a path only the name counts.
 * @throws {SyntaxError} If the configuration, a file or a condition cannot be understood.
 * @throws {RangeError} If files do not fit together, or a condition cannot be judged.
 * @throws {Error} If a file is missing, or in a format that the command alone reads.
 *
 * @example Masses of eight draws in two bins, which all miss the truth
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { audit } from "./mod.ts";
 *
 * const draws = Array.from({ length: 20 }, (_, i) => [0.3 + 0.001 * i, 0.7 - 0.001 * i]);
 * const config = { draws: { kind: "masses", file: "draws.json" }, truth: { kind: "equal" } };
 * const { quantities } = await audit(
 *   JSON.stringify(config),
 *   new Map([["draws.json", new TextEncoder().encode(JSON.stringify(draws))]]),
 * );
 * const { value } = quantities.find(({ name }) => name === "coverage_deviation")!;
 * assertEquals(value! > 0.1, true);
 * ```
 */
export async function audit(
  config: string,
  files: ReadonlyMap<string, Uint8Array>,
  { failIf = [], report }: AuditOptions = {},
): Promise<Audit> {
  const gates = failIf.map(parseGate);
  const results = await auditConfiguration(
    parseConfig("configuration", config),
    inMemory(files),
    report,
  );
  const shown = await plainText(results);
  const { verdicts, quantities, limits } = shown;
  return {
    verdicts,
    quantities,
    limits,
    failing: gates.map((gate) => judgeGate(gate, results.quantities))
      .filter((sentence) => sentence !== undefined),
    files: auditFiles(results, shown),
  };
}
