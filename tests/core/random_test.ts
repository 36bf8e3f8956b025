import gammaCdf from "@stdlib/math-base-special-gammainc";
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { normalQuantile, Stream } from "../../core/random.ts";
import { threefry } from "./_threefry.ts";
import { assertCounts, assertFollows, normalBound } from "./_statistics.ts";

Deno.test("Threefry-2x32-20 gives the known answers of Random123", () => {
  // Key, counter, answer: kat_vectors of the Random123 library, "threefry2x32 20".
  for (
    const [key, counter, answer] of [
      [[0, 0], [0, 0], [0x6b200159, 0x99ba4efe]],
      [[0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], [0x1cb996fc, 0xbb002be7]],
      [[0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3], [0xc4923a9c, 0x483df7a0]],
    ]
  ) assertEquals(threefry(key, counter), answer);
});

Deno.test("a stream is Threefry of its key at counters 0, 1, 2, ...", () => {
  for (const seed of [0, 1, 2 ** 32 - 1, 2 ** 32, 0x1fffff_fedcba98, Number.MAX_SAFE_INTEGER]) {
    const stream = Stream.fromSeed(seed);
    const key = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)];
    for (let counter = 0; counter < 20; counter++) {
      assertEquals([stream.uint32(), stream.uint32()], threefry(key, [counter, 0]), `seed ${seed}`);
    }
  }
});

Deno.test("arrays of any length hold the numbers that words give one by one, whatever came before", () => {
  /** A stream as its words say. */
  class Plain {
    #next = 0;
    readonly #key: readonly number[];
    constructor(key: readonly number[]) {
      this.#key = key;
    }
    uint32() {
      const word = threefry(this.#key, [this.#next >>> 1, 0])[this.#next % 2];
      this.#next++;
      return word;
    }
    uniforms<T extends Float32Array | Float64Array>(out: T): T {
      for (let i = 0; i < out.length; i++) {
        out[i] = (Math.floor(this.uint32() / 512) + 0.5) / 2 ** 23;
      }
      return out;
    }
    normals<T extends Float32Array | Float64Array>(out: T): T {
      for (let i = 0; i < out.length; i++) out[i] = normalQuantile((this.uint32() + 0.5) / 2 ** 32);
      return out;
    }
  }
  const lengths = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 100, 2498, 4095, 4096, 4097, 9001];
  for (let seed = 0; seed < 40; seed++) {
    const key = [seed * 0x9e3779b9 % 2 ** 32, seed];
    const plain = new Plain(key), stream = Stream.fromSeed(key[0] + 2 ** 32 * key[1]);
    const choice = Stream.fromSeed(seed);
    for (let call = 0; call < 12; call++) {
      const skipped = choice.integer(4);
      for (let i = 0; i < skipped; i++) assertEquals(stream.uint32(), plain.uint32());
      const kind = choice.integer(2) === 0 ? "normals" : "uniforms";
      const Numbers = choice.integer(2) === 0 ? Float64Array : Float32Array;
      const length = lengths[choice.integer(lengths.length)];
      const [found, expected] = [stream, plain].map((s) => s[kind](new Numbers(length)));
      const at = found.findIndex((value, i) => value !== expected[i]);
      assertEquals(at, -1, `${kind}, ${length} of them after ${call} calls, seed ${seed}`);
    }
  }
});

Deno.test("a split stream's key is Threefry of the name's bytes, then of their number", () => {
  // "n12" fills one block: bytes 6e 31 32.
  const key = [7, 0];
  const block = threefry(key, [0x0032316e, 0]);
  const split = threefry(block, [3, 0xffffffff]);
  const stream = Stream.fromSeed(7).split(12);
  assertEquals([stream.uint32(), stream.uint32()], threefry(split, [0, 0]));
});

Deno.test("splits differ by name, kind, order and depth, and do not depend on use", () => {
  const root = Stream.fromSeed(3);
  const paths: (string | number)[][] = [
    [],
    ["a"],
    ["b"],
    ["a", "b"],
    ["b", "a"],
    ["ab"],
    ["1"],
    [1],
    [11],
    [1, 1],
    [""],
    ["", ""],
    ["12345678"],
    ["123456789"],
    ["1234567", "8"],
  ];
  const first = new Set(paths.map((path) => root.split(...path).uint32()));
  // "" is a name of its own; the empty path is the stream itself.
  assertEquals(first.size, paths.length);
  const before = root.split("late").uint32();
  for (let i = 0; i < 7; i++) root.uint32();
  assertEquals(root.split("late").uint32(), before);
  assertEquals(root.split("a").split("b").uint32(), root.split("a", "b").uint32());
});

Deno.test("uniforms are uniform, in (0, 1), and exact in single precision where they fill", () => {
  const n = 100_000;
  const stream = Stream.fromSeed(11);
  assertFollows(Float64Array.from({ length: n }, () => stream.uniform()), (u) => u, "one by one");
  const filled = stream.uniforms(new Float64Array(n));
  assertFollows(filled, (u) => u, "filled");
  assertEquals(Float64Array.from(Float32Array.from(filled)), filled);
  assertEquals(filled.every((u) => u > 0 && u < 1), true);
});

Deno.test("normals are normal: law, mean, variance, fourth moment", () => {
  const n = 200_000;
  const values = Stream.fromSeed(12).normals(new Float64Array(n));
  assertFollows(values, (z) => normalCdf(z, 0, 1), "law");
  const moment = (power: number) => values.reduce((sum, z) => sum + z ** power, 0) / n;
  // Variances of z, z^2 and z^4 are 1, 2 and 96.
  assertLess(Math.abs(moment(1)), normalBound * Math.sqrt(1 / n));
  assertLess(Math.abs(moment(2) - 1), normalBound * Math.sqrt(2 / n));
  assertLess(Math.abs(moment(4) - 3), normalBound * Math.sqrt(96 / n));
});

Deno.test("normals invert the normal distribution function", () => {
  // The stream's next 32 bits tell the probability that its next normal number stands for.
  for (let i = 0; i < 200; i++) {
    const name = Stream.fromSeed(13).split(i);
    const z = name.normal();
    const p = (Stream.fromSeed(13).split(i).uint32() + 0.5) / 2 ** 32;
    assertAlmostEquals(normalCdf(z, 0, 1), p, 1e-14);
  }
});

Deno.test("Gamma numbers follow the incomplete Gamma function", () => {
  for (const shape of [1, 2, 3.5, 40]) {
    const stream = Stream.fromSeed(14).split(shape);
    const values = Float64Array.from({ length: 50_000 }, () => stream.gamma(shape));
    assertFollows(values, (x) => gammaCdf(x, shape), `shape ${shape}`);
  }
});

Deno.test("integers and permutations are equally likely", () => {
  const stream = Stream.fromSeed(15);
  const faces = new Float64Array(7);
  for (let i = 0; i < 70_000; i++) faces[stream.integer(7)]++;
  assertCounts(faces, () => 1 / 7, "integers");
  const orders = new Map<string, number>();
  for (let i = 0; i < 24_000; i++) {
    const order = stream.permutation(4).join("");
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  assertEquals(orders.size, 24);
  assertCounts([...orders.values()], () => 1 / 24, "permutations");
});

Deno.test("streams of neighbouring names and seeds are uncorrelated", () => {
  const n = 50_000;
  const draw = (stream: Stream) => stream.normals(new Float64Array(n));
  const root = Stream.fromSeed(16);
  const streams = [
    root,
    root.split("run", 0),
    root.split("run", 1),
    root.split("run", 0, "data"),
    Stream.fromSeed(17),
  ].map(draw);
  const pairs = streams.flatMap((a, i) => streams.slice(0, i).map((b) => [a, b]));
  for (const [a, b] of pairs) {
    const mean = a.reduce((sum, x, i) => sum + x * b[i], 0) / n;
    assertLess(Math.abs(mean), normalBound / Math.sqrt(n));
  }
});

Deno.test("a seed, a bound or a shape out of range is refused", () => {
  for (const seed of [-1, 0.5, NaN, 2 ** 53]) {
    assertThrows(() => Stream.fromSeed(seed), RangeError, `current value is ${seed}`);
  }
  const stream = Stream.fromSeed(1);
  for (const bound of [0, 1.5, 2 ** 32 + 1]) {
    assertThrows(() => stream.integer(bound), RangeError, `current value is ${bound}`);
  }
  for (const shape of [0.5, NaN, Infinity]) {
    assertThrows(() => stream.gamma(shape), RangeError, `current value is ${shape}`);
  }
});
