/** Moments of simulated bins. */

/** Mean and variance of each bin with their errors, from values `[trials, bins]`. */
export function moments(values: Float64Array, bins: number) {
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
