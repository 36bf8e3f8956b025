/**
 * The work of an audit, or of a comparison of generators: reads, measures, writes the report and judges it. Started by `audit`, with
 * permission to read what configurations name and to write the report. The thread that reads the files may write
 * nothing.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { judgeGate, parseGate } from "../audit/verdicts/gate.ts";
import type { Progress } from "../audit/input/reader.ts";
import { Lines } from "../audit/progress.ts";
import { hold, tidy } from "../audit/report/leftovers.ts";
import { auditFiles, parseAudit } from "../audit/report/output.ts";
import { comparisonFiles, comparisonReport, parseComparison } from "../audit/comparison/output.ts";
import type { Comparison } from "../audit/comparison/schema.ts";
import { behindFirst, comparisonSummary } from "../audit/comparison/texts.ts";
import { plainText } from "../audit/report/plain_text.ts";
import { auditReport, checkReplaceable, swap } from "../audit/report/replace.ts";
import type { AuditResults } from "../audit/schema.ts";
import { inColour, standings } from "../audit/verdicts/standing.ts";
import { summary } from "../audit/report/summary.ts";
import { commandNamed } from "../runner/command.ts";
import { removeFolder, writeAll } from "../runner/files.ts";
import { list } from "../runner/arguments.ts";
import { main } from "./_command.ts";
import { endWithInput } from "./_process.ts";
import type { Reply, Request } from "./audit_worker.ts";

/** Exit code where a condition of `--fail-if` holds. */
const failed = 2;

/** Prints progress: which file of how many, and how long the rest may take. */
function reporter(terminal: boolean): Progress {
  const lines = new Lines();
  return (done, total, what) => {
    const line = lines.line(done, total, what, performance.now());
    if (line === undefined) return;
    if (terminal) console.error(line);
    else console.log(line);
  };
}

/** Measures in a thread, so that this one can end both at any moment. */
function measure<T extends AuditResults | Comparison>(request: Request): Promise<T> {
  const permissions = { read: "inherit", run: "inherit", write: false };
  const report = reporter(Deno.stdout.isTerminal());
  const worker = new Worker(
    import.meta.resolve("./audit_worker.ts"),
    { type: "module", deno: { permissions } } as WorkerOptions,
  );
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data: reply }: MessageEvent<Reply>) => {
      if (reply.type === "progress") report(reply.done, reply.total, reply.what);
      else {
        // Its memory is needed for the pages.
        worker.terminate();
        if (reply.type === "results") resolve(reply.results as T);
        else reject(Object.assign(new Error(reply.message), { stack: reply.stack }));
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(request);
  });
}

type Files = ReadonlyMap<string, string | Uint8Array>;

/** A report before it is written. */
interface Report {
  /** All files but pages and charts, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Pages and charts, which show what the files say. */
  readonly pages: () => Promise<Files>;
  /** Its summary for the terminal. */
  readonly text: string;
  /** The conditions that hold, in sentences. */
  readonly fails: () => readonly string[];
}

/** How text is shown. */
interface Terminal {
  readonly width: number;
  readonly colours: boolean;
}

/** Audits what a configuration names. */
async function audit(
  config: string,
  failIf: readonly string[],
  terminal: Terminal,
): Promise<Report> {
  const gates = failIf.map(parseGate);
  // Loaded, and the first time fetched, once the rest of the way is known to be free.
  const { auditSite } = await import("../audit/report/build.ts");
  const { auditFigures } = await import("../audit/report/figures.ts");
  const results = await measure<AuditResults>({ config });
  const shown = await plainText(results);
  const files = auditFiles(results, shown);
  return {
    files,
    async pages() {
      const path = "results.json";
      const written = await plainText(parseAudit(path, files.get(path)!));
      return new Map([...auditSite(written), ...await auditFigures(written)]);
    },
    text: summary(shown, terminal),
    fails: () =>
      gates.map((gate) => judgeGate(gate, results.quantities))
        .filter((sentence) => sentence !== undefined),
  };
}

/** Compares the generators that configurations name. */
async function compare(
  configs: readonly string[],
  sources: readonly string[],
  { title, failIfBehind }: Pick<Options, "title" | "failIfBehind">,
  terminal: Terminal,
): Promise<Report> {
  const { comparisonSite } = await import("../audit/comparison/page.ts");
  const compared = configs.map((path, i) => ({ path, source: sources[i] }));
  const comparison = await measure<Comparison>({ compare: compared, title });
  const shown = await plainText(comparison);
  const files = comparisonFiles(comparison, shown);
  return {
    files,
    async pages() {
      const path = "comparison.json";
      return comparisonSite(await plainText(parseComparison(path, files.get(path)!)));
    },
    text: comparisonSummary(shown, terminal),
    fails: () => failIfBehind ? behindFirst(comparison) : [],
  };
}

interface Options {
  readonly config: readonly string[];
  readonly source: readonly string[];
  readonly title?: string;
  readonly failIfBehind: boolean;
  readonly stage: string;
  readonly out: string;
  readonly old: string;
  readonly left: readonly string[];
  readonly failIf: readonly string[];
  readonly width: number;
  readonly attached: boolean;
}

const command = commandNamed("audit_run")
  .requiredOption("--config <path>", "may be given more than once, to compare", list, [])
  .option("--source <path>", "what is compared, as it was named; for each configuration", list, [])
  .option("--title <text>", "of a comparison")
  .option("--fail-if-behind", "as of compare", false)
  .requiredOption("--stage <folder>", "where the report grows")
  .requiredOption("--out <folder>", "where it goes")
  .requiredOption("--old <folder>", "where an older one is meanwhile")
  .option("--left <folder>", "what a killed audit left; may be given more than once", list, [])
  .option("--fail-if <condition>", "as of audit", list, [])
  .option("--width <columns>", "of the terminal", Number, 100)
  .option("--attached", "end when the standard input ends", false)
  .action(async (options: Options) => {
    const { config, source, stage, out, old, left, failIf, width, attached } = options;
    if (attached) endWithInput();
    const kind = source.length > 0 ? comparisonReport : auditReport;
    tidy(out, left);
    checkReplaceable(out, kind);
    // A path that cannot be written is reported before the measuring.
    writeAll(stage, new Map([[".writable", ""]]));
    removeFolder(stage);
    const colours = Deno.stdout.isTerminal() && !Deno.noColor;
    const { files, pages, text, fails } = source.length > 0
      ? await compare(config, source, options, { width, colours })
      : await audit(config[0], failIf, { width, colours });
    // The command may have been killed meanwhile.
    await new Promise((resolve) => setTimeout(resolve));
    // The first file makes the folder, or says why it cannot.
    const [first, ...others] = files;
    try {
      writeAll(stage, new Map([first]));
      using _held = hold(stage);
      writeAll(stage, new Map(others));
      writeAll(stage, await pages());
      checkReplaceable(out, kind);
      swap(stage, out, old);
    } catch (error) {
      removeFolder(stage);
      throw error;
    }
    console.log(text);
    console.log(`  ${out}`);
    const failing = fails();
    const sign = colours ? inColour("fails", standings.fails.sign) : standings.fails.sign;
    for (const sentence of failing) console.log(`${sign} Fails by ${sentence}`);
    Deno.exit(failing.length > 0 ? failed : 0);
  });

await main(command);
