/** A module of a format that goes astray: it says nothing, takes too much, prints noise, or ends its thread. */
import type { Bytes } from "../../../audit/formats/bytes.ts";

export function inspect({ path }: Bytes): Promise<never> {
  if (path.endsWith("silent")) { for (;;) { /* No timer and no signal handler ever runs. */ } }
  if (path.endsWith("large")) {
    for (const held: number[][] = [];;) held.push(new Array(1e6).fill(0.5));
  }
  if (path.endsWith("noise")) {
    for (;;) Deno.stdout.writeSync(new Uint8Array(1000).fill(255));
  }
  setTimeout(() => {
    throw new Error("dead");
  });
  return new Promise(() => {});
}

export const open = inspect;
