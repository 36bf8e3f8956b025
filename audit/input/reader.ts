/**
 * Opens what a configuration names, each array once, and keeps account of it.
 *
 * @module
 */
import type { ArrayPlace, AuditConfig, EventsPlace } from "../config.ts";
import { valuesOf } from "../formats/formats.ts";
import { type ArraySource, nameOf, sentence, size, type TextWay } from "../formats/source.ts";
import type { Folder } from "./folder.ts";
import { checkEvents } from "./events.ts";
import { checkEdges, tallied, type Tally, type View } from "./histogram.ts";
import { cannot } from "./masses.ts";
import { type ArrangedEvents, type OpenEvents, openEvents } from "./open_events.ts";

/** The most masses of all draws: 100 MB, with which all of an audit stays below 500. */
export const MAX_VALUES = 12 << 20;

/** What was read from where. */
export interface Input {
  readonly role: "draws" | "truth" | "holdout" | "training" | "edges";
  /** Its name, without its folder: results do not depend on where files lie. */
  readonly file: string;
  readonly format: string;
  readonly shape: (number | null)[];
  /** Events read, and those beyond the outermost edges. */
  readonly events?: number;
  readonly outside?: number;
  /** Events that were left out, as one of their numbers is missing. */
  readonly missing?: number;
}

/** Numbers of an array from which on it is reported how far it has been read. */
const LONG = 1e7;

/** Called with what is being read: how many of how many files, draws or numbers are done. */
export type Progress = (done: number, total: number, what: string) => void;

/** Reads what a configuration names. */
export class Reader {
  readonly inputs: Input[] = [];
  /** Sentences on unusual properties of the files. */
  readonly notes: string[] = [];
  readonly #sources = new Map<string, ArraySource>();
  /** What is being read, where its parts are not reported. */
  #reading: string | undefined;
  /** Edges of all arrays of bins, if an array has them. */
  known: readonly Float64Array[] | undefined;

  private constructor(
    readonly config: AuditConfig,
    readonly folder: Folder,
    readonly progress: Progress,
  ) {}

  /**
   * Reports what is being read, or how far.
   *
   * @param total 1 where it is one sample: then arrays that are long report how far they have been read.
   */
  report(done: number, total: number, what: string): void {
    this.#reading = total === 1 ? what : undefined;
    this.progress(done, total, what);
  }

  /** An array that reports how far it has been read, if it is long. */
  #reported(source: ArraySource): ArraySource {
    const total = size(source.shape.map((extent) => extent ?? 0));
    if (total < LONG) return source;
    const chunks = source.chunks.bind(source);
    const now = (done: number) => {
      if (this.#reading !== undefined) this.progress(done, total, this.#reading);
    };
    source.chunks = async function* () {
      let done = 0, percent = 0;
      for await (const chunk of chunks()) {
        yield chunk;
        done += chunk.length;
        if (100 * done / total < percent + 1) continue;
        percent = Math.floor(100 * done / total);
        now(done);
      }
    };
    return source;
  }

  /** Works with a reader, and closes what it opened. Not by `using`, which is not in every browser. */
  static async open<T>(
    config: AuditConfig,
    folder: Folder,
    report: Progress,
    work: (reader: Reader) => Promise<T>,
  ): Promise<T> {
    const reader = new Reader(config, folder, report);
    try {
      return await work(reader);
    } finally {
      reader.#close();
    }
  }

  #close(): void {
    for (const source of this.#sources.values()) source.close();
  }

  path(source: { file: string }): string {
    return this.folder.path(source.file);
  }

  /** An array that the configuration names; it stays open, for another role may need it too. */
  async open(
    request: Omit<ArrayPlace, "columns" | "text"> & {
      readonly columns?: readonly (string | number)[];
      readonly text?: readonly TextWay[];
    },
  ) {
    const { file, dataset, columns, text } = request;
    const key = JSON.stringify([file, dataset, columns, text]);
    const source = this.#sources.get(key) ??
      this.#reported(
        await this.folder.open(this.path({ file }), {
          dataset,
          text,
          columns: columns?.map(String),
          nonFinite: this.config.missing !== undefined,
        }),
      );
    this.#sources.set(key, source);
    return source;
  }

  /** The arrays that a file holds, without their values. */
  async #inspect(file: string) {
    return (await this.folder.inspect(this.path({ file }))).arrays;
  }

  /** Events; their arrays stay open. */
  openEvents(place: ArrangedEvents, leading = 1): Promise<OpenEvents> {
    const { condition } = this.config;
    return openEvents(
      { open: (request) => this.open(request), inspect: (file) => this.#inspect(file) },
      { ...place, condition: condition && (place.condition ?? condition.column) },
      leading,
    );
  }

  /** Works with a reader of its own, such as for one of many files, and closes what it opened. */
  async apart<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return await Reader.open(this.config, this.folder, this.progress, work);
  }

  /** Notes that an array was read. */
  note(
    role: Input["role"],
    file: string,
    { format, shape }: Pick<ArraySource, "format" | "shape">,
    counted?: Pick<Tally, "events" | "outside" | "missing">,
  ): void {
    this.inputs.push({
      role,
      file: nameOf(file),
      format,
      shape: [...shape],
      ...(counted === undefined ? {} : {
        events: counted.events,
        outside: counted.outside,
        ...(this.config.missing !== undefined && { missing: counted.missing }),
      }),
    });
  }

  /** All values of an array, with what its file says of edges and of squares of weights. */
  async array(place: ArrayPlace) {
    const source = await this.open(place);
    const { edges, squares, format } = source;
    return { ...await valuesOf(source, MAX_VALUES), edges, squares, format };
  }

  /** Edges of each axis, from a list, steps or a file. */
  async edges(lists: NonNullable<NonNullable<AuditConfig["binning"]>["edges"]>) {
    const out: Float64Array[] = [];
    for (const list of lists) {
      if (Array.isArray(list)) out.push(Float64Array.from(list));
      else if ("file" in list) {
        const array = await this.array(list);
        const { shape, values } = array;
        this.note("edges", list.file, array);
        if (size(shape.filter((extent) => extent !== 1)) !== Math.max(...shape)) {
          throw cannot("the edges of an axis must be one row", `[${shape.join(", ")}]`);
        }
        out.push(values);
      } else {
        const { from, to, bins } = list;
        if (!(from < to)) throw cannot("edges must rise", `from ${from} to ${to}`);
        if (bins > MAX_VALUES) throw cannot(`an axis must have at most ${MAX_VALUES} bins`, bins);
        out.push(
          Float64Array.from(
            { length: bins + 1 },
            (_, i) => i === bins ? to : from + (to - from) * i / bins,
          ),
        );
      }
    }
    checkEdges(out);
    return out;
  }

  /** Events of a file in the bins of some views. */
  async events(
    role: Input["role"],
    place: EventsPlace,
    views: readonly View[],
    { features, beyond }: {
      readonly features: number;
      readonly beyond: "left out" | "outermost";
    },
  ): Promise<Tally[]> {
    const { source, ...layout } = await this.openEvents(place);
    checkEvents(source, 1, features + layout.beside);
    const { missing } = this.config;
    const counted = await tallied(source, views, { ...layout, beyond, missing });
    this.note(role, place.file, source, counted[0]);
    if (counted[0].events === 0) {
      throw new RangeError(sentence(source.path, "a sample must have events", "none"));
    }
    return counted;
  }

  /** The edges that come with the bins of a truth or of a held-out sample. */
  async edgesOfOthers(): Promise<readonly Float64Array[] | undefined> {
    for (const place of [this.config.truth, this.config.holdout]) {
      if (place === undefined || place.kind === "equal" || place.kind === "events") continue;
      this.agree(this.path(place), (await this.open(place)).edges);
    }
    return this.known;
  }

  /**
   * The edges of all arrays of bins: those that the configuration gives, or else the first that come with an
   * array; those that come later must be the same.
   *
   * @throws {RangeError} If they are not.
   */
  agree(path: string, edges: readonly Float64Array[] | undefined): void {
    if (edges === undefined) return;
    checkEdges(edges);
    const known = this.known ??= edges;
    const same = known.length === edges.length &&
      known.every((list, axis) =>
        list.length === edges[axis].length &&
        list.every((edge, i) => close(edge, edges[axis][i], list))
      );
    if (same) return;
    const text = (lists: readonly Float64Array[]) =>
      lists.map((list) => `${list.length - 1} from ${list[0]} to ${list.at(-1)}`).join(" x ");
    throw new RangeError(
      sentence(
        path,
        `its bins must be those of the binning or of other files, ${text(known)}`,
        `${text(edges)}${text(known) === text(edges) ? " with other edges between" : ""}`,
      ),
    );
  }
}

/** Whether two edges of an axis are the same but for rounding: to a billionth of the bins' mean width. */
function close(edge: number, other: number, list: Float64Array): boolean {
  const width = (list[list.length - 1] - list[0]) / (list.length - 1);
  return edge === other || Math.abs(edge - other) <= 1e-9 * width;
}
