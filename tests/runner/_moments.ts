/**
 * Counts by the hundred thousand numbers in a loop, from which it makes small objects of numbers: an engine may replace
 * the loop while it runs. Says so if two objects have the same mean, which those of different numbers never have.
 */
import { moments } from "../core/_moments.ts";

const bins = 4, trials = 20_000;

let state = 12345;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return (state >>> 0) / 4294967296;
};
for (let k = 0; k < 8; k++) {
  const first = new Float64Array(trials * bins);
  for (let i = 0; i < trials; i++) {
    const drawn = new Float64Array(5).map(random);
    first.subarray(i * bins, (i + 1) * bins).set(drawn.subarray(0, bins));
  }
  const all = [first, first, first, first.map((x, i) => x - i % 7), first].map((values) =>
    moments(values, bins)
  );
  for (const [i, found] of all.entries()) {
    if (new Set(found.map(({ mean }) => mean)).size < bins) console.log(`shared in ${k}, ${i}`);
  }
}
