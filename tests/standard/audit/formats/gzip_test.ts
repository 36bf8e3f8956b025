import { assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { inspect, openArray, readArray } from "../../../../audit/formats/mod.ts";
import { scratch } from "../../../runner/_runs.ts";
import { npy } from "../../../audit/_audits.ts";

const fixtures = fileURLToPath(new URL("../../../audit/fixtures/", import.meta.url));
const x = Float64Array.from({ length: 120 }, (_, i) => (i - 60) / 8);
const text = (separator: string) =>
  Array.from({ length: 40 }, (_, i) => [...x.slice(3 * i, 3 * i + 3)].join(separator)).join("\n");
const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("a compressed file is read as what it unpacks to, again and again", async () => {
  using place = scratch();
  const path = `${place.path}/file.gz`;
  for (
    const [bytes, format, selection] of [
      [npy([40, 3], x), "npy", {}],
      [encode(`a,b,c\n${text(",")}`), "csv", {}],
      [encode(JSON.stringify({ y: 1, x: [...x] })), "json", { dataset: "x" }],
      [Deno.readFileSync(`${fixtures}deflated.npz`), "npz", { dataset: "fortran" }],
      [Deno.readFileSync(`${fixtures}several.safetensors`), "safetensors", { dataset: "half" }],
    ] as const
  ) {
    Deno.writeFileSync(path, gzipSync(bytes));
    const source = await openArray(path, selection);
    assertEquals(source.format, format);
    for (let again = 0; again < 2; again++) {
      const values = (await Array.fromAsync(source.chunks())).flatMap((part) => [...part]);
      assertEquals(values, [...x], format);
    }
    source.close();
    assertEquals((await inspect(path)).format, format);
  }
});

Deno.test("members that follow each other unpack to what they hold together, wherever they end", async () => {
  using place = scratch();
  const path = `${place.path}/file.gz`;
  const bytes = npy([40, 3], x);
  const noise = npy(
    [20_000, 3],
    Float64Array.from({ length: 60_000 }, (_, i) => (i * 7919) % 9973),
  );
  for (const whole of [bytes, noise]) {
    for (const cut of [1, 100, Math.floor(whole.length / 2)]) {
      const members = [whole.subarray(0, cut), whole.subarray(cut), new Uint8Array()].map((part) =>
        new Uint8Array(gzipSync(part, { level: 1 }))
      );
      // A long name in its header lets a member end with a step of unpacking; zeros fill up the end.
      const step = 1 << 13;
      const [first, ...others] = members;
      const name = new Uint8Array(step - first.length % step).fill(97, 0, -1);
      const named = Uint8Array.of(...first.slice(0, 10), ...name, ...first.slice(10));
      named[3] |= 8;
      assertEquals(named.length % step, 0);
      for (
        const parts of [members, [named, ...others], [...members, new Uint8Array(step)]]
      ) {
        Deno.writeFileSync(path, Uint8Array.from(parts.flatMap((part) => [...part])));
        const { values, shape } = await readArray(path);
        assertEquals(shape, [whole === bytes ? 40 : 20_000, 3]);
        assertEquals(
          values.subarray(0, 3),
          whole === bytes ? x.subarray(0, 3) : Float64Array.of(0, 7919, 5865),
        );
      }
    }
  }
});

Deno.test("what is compressed streams, and is held where it must be turned, up to a limit", async () => {
  using place = scratch();
  const path = `${place.path}/file.gz`;
  const long = Float64Array.from({ length: 2_000_000 }, (_, i) => (i * 7919) % 10007);
  Deno.writeFileSync(path, gzipSync(npy([1_000_000, 2], long), { level: 1 }));
  const { values } = await readArray(path);
  assertEquals(values, long);
  const turn = (rows: number, fill: (i: number) => number) => {
    const bytes = npy([rows, 2], Float64Array.from({ length: 2 * rows }, (_, i) => fill(i)));
    const at = new TextDecoder("latin1").decode(bytes.subarray(0, 128)).indexOf("False");
    bytes.set(encode("True "), at);
    Deno.writeFileSync(path, gzipSync(bytes, { level: 1 }));
  };
  turn(3, (i) => i);
  assertEquals([...(await readArray(path)).values], [0, 3, 1, 4, 2, 5]);
  turn(4_200_000, (i) => i % 1009);
  await assertRejects(
    () => readArray(path),
    RangeError,
    "not read from its beginning must have at most 67108864 bytes",
  );
});

Deno.test("compressed files that are damaged or bombs are refused", async () => {
  using place = scratch();
  const path = `${place.path}/file.gz`;
  const whole = new Uint8Array(gzipSync(npy([40, 3], x)));
  const change = (at: number) => whole.map((byte, i) => i === whole.length + at ? byte ^ 1 : byte);
  for (
    const [bytes, words] of [
      [whole.slice(0, -9), "as whole gzip streams"],
      [whole.slice(0, 12), "as whole gzip streams"],
      // The checksum, and the length.
      [change(-6), "as whole gzip streams"],
      [change(-2), "as whole gzip streams"],
      // A second member that is none, or cut short.
      [Uint8Array.of(...whole, 1, 2, 3), "as whole gzip streams"],
      [Uint8Array.of(...whole, ...whole.slice(0, -9)), "as whole gzip streams"],
      [gzipSync(whole), "in a known format: current value is other bytes"],
      [gzipSync(npy([9e6], new Float64Array(9e6))), "more than 500-fold"],
      [
        gzipSync(Deno.readFileSync(`${fixtures}one.h5`)),
        'in a shell: gunzip --keep "file.gz": current value is HDF5 compressed by gzip as a whole',
      ],
      [gzipSync(Uint8Array.of(1, 2, 3, 0)), "in a known format"],
      [gzipSync(new Uint8Array()), "in a known format"],
    ] as const
  ) {
    Deno.writeFileSync(path, bytes);
    await assertRejects(() => readArray(path), SyntaxError, words);
    await assertRejects(() => inspect(path), SyntaxError, `Cannot read "${path}" as `);
  }
});
