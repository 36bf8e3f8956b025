import type { Stream } from "../../../../core/random.ts";

/** What is done to a file: it ends early, bits flip, bytes are others, a stretch is doubled or gone. */
export const mutations: readonly ((bytes: Uint8Array, stream: Stream) => Uint8Array)[] = [
  (bytes, stream) => bytes.slice(0, Math.floor(stream.uniform() * bytes.length)),
  (bytes, stream) => {
    const out = bytes.slice();
    for (let i = 0; i < 4; i++) {
      out[Math.floor(stream.uniform() * out.length)] ^= 1 << Math.floor(stream.uniform() * 8);
    }
    return out;
  },
  (bytes, stream) => {
    const out = bytes.slice();
    const at = Math.floor(stream.uniform() * out.length);
    out.fill(stream.uniform() < 0.5 ? 255 : 0, at, at + 8);
    return out;
  },
  (bytes, stream) => {
    const at = Math.floor(stream.uniform() * bytes.length);
    const length = 1 + Math.floor(stream.uniform() * 40);
    return Uint8Array.of(...bytes.slice(0, at + length), ...bytes.slice(at));
  },
  (bytes, stream) => {
    const at = Math.floor(stream.uniform() * bytes.length);
    const length = 1 + Math.floor(stream.uniform() * 40);
    return Uint8Array.of(...bytes.slice(0, at), ...bytes.slice(at + length));
  },
];
