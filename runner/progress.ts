/**
 * Progress of a run for people and programs.
 *
 * @module
 */
import type { Event } from "./executor.ts";
import type { Step } from "./plan.ts";

/** Output and format of progress. */
export interface ProgressOptions {
  /** `"json"` writes only lines with one object each. */
  readonly log: "text" | "json";
  /** Whether lines can be rewritten. */
  readonly terminal: boolean;
  /** Columns of the terminal. */
  readonly columns: number;
  /** Clock in milliseconds. */
  readonly now: () => number;
  readonly write: (text: string) => void;
}

/** A display of the steps of a plan. */
export interface Progress {
  readonly report: (event: Event) => void;
  /** Shows the final state; call it last. */
  readonly end: () => void;
}

/**
 * A duration in words, such as "45 s" or "2 h 5 min".
 *
 * @param seconds Not negative.
 */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Shows the progress of the steps of a plan: numbers done, running and waiting, and the time left. */
export function showProgress(steps: readonly Step[], options: ProgressOptions): Progress {
  const { log, terminal, columns, now, write } = options;
  const began = now();
  const running = new Map<string, { step: Step; fraction: number; status: string }>();
  let whole = steps.reduce((sum, { cell }) => sum + cell.cost, 0);
  let done = 0, failed = 0, skipped = 0, worked = 0;
  let drawn = 0, shown = began;

  const secondsLeft = () => {
    let work = worked;
    for (const { step, fraction } of running.values()) work += fraction * step.cell.cost;
    const seconds = (now() - began) / 1000;
    return work > 0 && seconds > 1 ? seconds * (whole - work) / work : undefined;
  };
  const counts = () => {
    const waiting = steps.length - done - failed - skipped - running.size;
    const left = secondsLeft();
    return [
      `${done} of ${steps.length} cells done`,
      running.size > 0 && `${running.size} running`,
      waiting > 0 && `${waiting} waiting`,
      failed > 0 && `${failed} failed`,
      skipped > 0 && `${skipped} skipped`,
      left !== undefined && done < steps.length && `about ${duration(left)} left`,
    ].filter(Boolean).join(", ");
  };
  const clear = () => {
    if (drawn > 0) write(`\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  };
  const draw = () => {
    clear();
    const lines = [counts()];
    for (const { step, fraction, status } of running.values()) {
      lines.push(`  ${Math.floor(100 * fraction)} %  ${step.cell.label}${status && `: ${status}`}`);
    }
    write(lines.map((line) => line.slice(0, columns - 1) + "\n").join(""));
    drawn = lines.length;
    shown = now();
  };
  const line = (text: string) => {
    if (terminal) clear();
    write(text + "\n");
    if (terminal) draw();
  };
  const asText = (event: Event) => {
    const { label } = event.step.cell;
    if (event.type === "note") line(event.message);
    if (event.type === "failed") line(`failed: ${label}`);
    if (terminal) {
      if (now() - shown > 100) draw();
      return;
    }
    if (event.type === "done" && (now() - shown > 1000 || done === steps.length)) {
      line(`${label} (${duration(event.record.seconds)}); ${counts()}`);
      shown = now();
    } else if (event.type === "progress" && now() - shown > 20_000) {
      const percent = Math.floor(100 * event.done / event.total);
      line(`${label}: ${percent} %${event.status && `, ${event.status}`}; ${counts()}`);
      shown = now();
    }
  };
  const asJson = (event: Event) => {
    const { step, type, ...details } = event;
    const waiting = steps.length - done - failed - skipped - running.size;
    const left = secondsLeft();
    const fields = "needs" in details
      ? { needs: details.needs.cell.label }
      : "record" in details
      ? { digest: details.record.digest, seconds: details.record.seconds }
      : details;
    write(
      JSON.stringify({
        event: type,
        cell: step.cell.label,
        kind: step.cell.kind,
        key: step.key,
        ...fields,
        cells: { done, running: running.size, waiting, failed, skipped },
        secondsLeft: left === undefined ? null : Math.round(left),
      }) + "\n",
    );
  };
  return {
    report: (event) => {
      const { step } = event;
      if (event.type === "start") running.set(step.key, { step, fraction: 0, status: "" });
      if (event.type === "progress") {
        const fraction = event.total > 0 ? Math.min(1, event.done / event.total) : 0;
        running.set(step.key, { step, fraction, status: event.status });
      }
      if (event.type === "done" || event.type === "failed" || event.type === "skipped") {
        running.delete(step.key);
      }
      if (event.type === "done" || event.type === "failed") worked += step.cell.cost;
      if (event.type === "done") done++;
      if (event.type === "failed") failed++;
      if (event.type === "skipped") {
        skipped++;
        whole -= step.cell.cost;
      }
      (log === "json" ? asJson : asText)(event);
    },
    end: () => {
      if (log === "text" && terminal) draw();
    },
  };
}
