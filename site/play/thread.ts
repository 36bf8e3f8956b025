/**
 * The thread that plays for a page.
 *
 * @module
 */
/// <reference lib="webworker" />
import { chartsOf, type Moment } from "./charts.ts";
import type { Message } from "./messages.ts";
import { type Events, type Learned, play } from "./play.ts";
import { isAnother, type State } from "./state.ts";
import { summary } from "./summary.ts";

const tell = (message: Message) => self.postMessage(message);

/** The progress of a game. */
interface Table {
  readonly state: State;
  readonly stages: ReturnType<typeof play>;
  readonly learned: Learned[];
}

let table: Table | undefined;

/** The game so far if more training sets of it are wanted; else a new one. */
function tableOf(state: State): Table {
  if (table !== undefined && !isAnother(table.state, state)) return table = { ...table, state };
  const learned: Learned[] = [];
  const stages = play(
    state,
    (share) => tell({ tell: "progress", set: learned.length + 1, share }),
  );
  return table = { state, stages, learned };
}

/** Plays until all training sets are learned. */
async function playOn(state: State): Promise<void> {
  const { stages, learned } = tableOf(state);
  let events: Events | undefined;
  while (learned.length < state.sets) {
    const { value: stage } = await stages.next();
    if (stage.stage === "events") events = stage;
    else learned.push(stage);
    const moment: Moment = { events: events!, learned };
    tell({ tell: "stage", stage, charts: chartsOf(state, moment) });
  }
  tell({ tell: "end", summary: summary(state, learned[state.sets - 1]) });
}

self.onmessage = async ({ data }: MessageEvent<State>) => {
  try {
    await playOn(data);
  } catch (error) {
    table = undefined;
    tell({ tell: "failed", sentence: error instanceof Error ? error.message : String(error) });
  }
};
