/** A reader that goes astray: it says that it is ready, and then nothing, or too much, or ends. */
import { encodeFrame } from "../../../audit/formats/frames.ts";

const { name: path } = self as unknown as { name: string };
self.onmessage = () => {
  if (path.endsWith("silent")) { for (;;) { /* No timer and no signal handler ever runs. */ } }
  if (path.endsWith("large")) {
    for (const held: number[][] = [];;) held.push(new Array(1e6).fill(0.5));
  }
  if (path.endsWith("noise")) {
    for (;;) Deno.stdout.writeSync(new Uint8Array(1000).fill(255));
  }
  throw new Error("dead");
};
for (const bytes of encodeFrame({ say: "ready" })) Deno.stdout.writeSync(bytes);
