/**
 * Counts by the hundred thousand numbers in a loop, from which it makes small objects of numbers: an engine may replace
 * the loop while it runs. Says so if two objects have the same mean, which those of different numbers never have.
 */
const bins = 4, trials = 20_000;

function moments(values: Float64Array) {
  return Array.from({ length: bins }, (_, bin) => {
    let sum = 0, squares = 0, fourth = 0;
    for (let i = bin; i < values.length; i += bins) sum += values[i];
    const count = values.length / bins, mean = sum / count;
    for (let i = bin; i < values.length; i += bins) {
      const square = (values[i] - mean) * (values[i] - mean);
      squares += square;
      fourth += square * square;
    }
    const variance = squares / (count - 1);
    return {
      mean,
      meanError: Math.sqrt(variance / count),
      variance,
      varianceError: Math.sqrt((fourth / count - variance * variance) / count),
    };
  });
}

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
  const all = [first, first, first, first.map((x, i) => x - i % 7), first].map(moments);
  for (const [i, found] of all.entries()) {
    if (new Set(found.map(({ mean }) => mean)).size < bins) console.log(`shared in ${k}, ${i}`);
  }
}
