/**
 * Series of a summary: one for each method and each way of generating.
 *
 * @module
 */
import type { Artefact, Cell, TypedKind } from "../../runner/cell.ts";
import type { Grid } from "./grid.ts";
import type { GridMethod } from "./methods.ts";
import type { Method, Protocol } from "./schema.ts";

const protocols: readonly Protocol[] = ["exact", "scaled"];

function everyOne<T>(
  { methods }: Grid,
  map: (method: GridMethod, protocol: Protocol, name: string) => T,
): T[] {
  return methods.flatMap((method) =>
    protocols.map((protocol) => map(method, protocol, `${method.method.id} ${protocol}`))
  );
}

/** The cells of all series, as inputs of the summary. */
export function seriesCells(
  grid: Grid,
  cell: (grid: Grid, method: GridMethod, protocol: Protocol) => Cell,
): Record<string, Cell> {
  return Object.fromEntries(
    everyOne(grid, (method, protocol, name) => [name, cell(grid, method, protocol)]),
  );
}

/** What these cells say. */
export function seriesOf<Record>(
  grid: Grid,
  kind: TypedKind<never, Record>,
  inputs: Readonly<{ [name: string]: Artefact }>,
): ({ readonly method: Method; readonly protocol: Protocol } & Record)[] {
  return everyOne(grid, ({ method }, protocol, name) => ({
    method,
    protocol,
    ...kind.record(inputs[name]),
  }));
}
