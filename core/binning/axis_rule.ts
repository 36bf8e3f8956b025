/**
 * Spectral integration along one axis: from values at nodes to the integral over any interval.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { cos, sin } from "../elementary.ts";
import type { Axis } from "../target/target.ts";

/** Nodes on an axis, and the weights of their values in integrals. */
export interface AxisRule {
  /** Ascending. */
  readonly nodes: Float64Array;
  /**
   * Weights of the nodes' values in the integral over each bin.
   *
   * @param edges Ascending, within the axis' range.
   * @param coarse Whether to leave out the highest frequencies: the second resolution, for the error estimate.
   * @returns `[bins, nodes]`
   */
  weights(edges: readonly number[], coarse: boolean): Float64Array;
}

/** Nodes and weights of Gauss-Legendre quadrature on [-1, 1], by Newton's iteration. */
export function gaussLegendre(order: number): { nodes: Float64Array; weights: Float64Array } {
  checkInteger("integrate", "order of Gauss-Legendre quadrature", order, 1);
  const nodes = new Float64Array(order), weights = new Float64Array(order);
  const p = new Float64Array(order + 1);
  for (let i = 0; i < order; i++) {
    let x = -cos(Math.PI * (i + 0.75) / (order + 0.5));
    let slope = 1;
    for (let iteration = 0; iteration < 100; iteration++) {
      legendre(x, p);
      slope = order * (x * p[order] - p[order - 1]) / (x * x - 1);
      const change = p[order] / slope;
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    nodes[i] = x;
    weights[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** Legendre polynomials P_0 ... at x, written to `out`. */
function legendre(x: number, out: Float64Array): void {
  out[0] = 1;
  if (out.length > 1) out[1] = x;
  for (let l = 1; l + 1 < out.length; l++) {
    out[l + 1] = ((2 * l + 1) * x * out[l] - l * out[l - 1]) / (l + 1);
  }
}

/**
 * Ends of panels on an axis that is not periodic: the ends of the range, the kinks of the density,
 * finely spaced points around them, and quantiles of the truth in between.
 */
export function panelEnds({ range: [lower, upper], kinks, quantile }: Axis): number[] {
  const scale = quantile(0.75) - quantile(0.25);
  const wanted = [lower, upper, ...kinks];
  for (const kink of kinks) {
    for (const distance of [0.1, 0.25, 0.5, 1, 2]) {
      wanted.push(kink - distance * scale, kink + distance * scale);
    }
  }
  for (const p of [0.001, 0.01, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 0.99, 0.999, 0.99999]) {
    wanted.push(quantile(p));
  }
  const fixed = new Set([lower, upper, ...kinks]);
  const ends: number[] = [];
  for (
    const x of [...new Set(wanted)].filter((x) => x >= lower && x <= upper).sort((a, b) => a - b)
  ) {
    // Of two ends that are close to each other, the one that is fixed stays.
    const near = ends.length > 0 && x - ends[ends.length - 1] < 0.1 * scale * (1 - 1e-9);
    if (!near) ends.push(x);
    else if (fixed.has(x) && !fixed.has(ends[ends.length - 1])) ends[ends.length - 1] = x;
    else if (fixed.has(x)) ends.push(x);
  }
  return ends;
}

/**
 * Gauss-Legendre nodes on panels. In each panel the values make a Legendre series, whose antiderivative is
 * exact: integral of P_l = (P_(l+1) - P_(l-1)) / (2 l + 1).
 *
 * @param order Nodes of each panel, 4 or more.
 */
export function panelRule(axis: Axis, order: number): AxisRule {
  checkInteger("build a cubature", "number of nodes of a panel", order, 4);
  const ends = panelEnds(axis);
  const panels = ends.length - 1;
  const { nodes: unit, weights: gauss } = gaussLegendre(order);
  const nodes = new Float64Array(panels * order);
  for (let panel = 0; panel < panels; panel++) {
    const half = (ends[panel + 1] - ends[panel]) / 2;
    const middle = (ends[panel + 1] + ends[panel]) / 2;
    for (let i = 0; i < order; i++) nodes[panel * order + i] = middle + half * unit[i];
  }
  // Coefficient of P_l from the value at node i is (2 l + 1)/2 w_i P_l(x_i).
  const atNodes = Array.from(unit, (x) => {
    const p = new Float64Array(order);
    legendre(x, p);
    return p;
  });
  const p = new Float64Array(order + 1);
  /** Weights of a panel's nodes in the integral from its lower end to x in [-1, 1], times `scale`, added. */
  function accumulate(x: number, degrees: number, scale: number, out: Float64Array): void {
    legendre(x, p);
    for (let i = 0; i < order; i++) {
      let sum = (x + 1) / 2;
      for (let l = 1; l < degrees; l++) sum += atNodes[i][l] * (p[l + 1] - p[l - 1]) / 2;
      out[i] += scale * gauss[i] * sum;
    }
  }
  return {
    nodes,
    weights(edges, coarse) {
      const degrees = coarse ? order - 1 : order;
      const bins = edges.length - 1;
      const out = new Float64Array(bins * nodes.length);
      for (let bin = 0; bin < bins; bin++) {
        for (let panel = 0; panel < panels; panel++) {
          const lower = Math.max(edges[bin], ends[panel]);
          const upper = Math.min(edges[bin + 1], ends[panel + 1]);
          if (!(upper > lower)) continue;
          const half = (ends[panel + 1] - ends[panel]) / 2;
          const start = bin * nodes.length + panel * order;
          const place = out.subarray(start, start + order);
          accumulate((upper - ends[panel]) / half - 1, degrees, half, place);
          if (lower > ends[panel]) {
            accumulate((lower - ends[panel]) / half - 1, degrees, -half, place);
          }
        }
      }
      return out;
    },
  };
}

/**
 * Equidistant nodes on a periodic axis; their values make a Fourier series, which is integrated term by
 * term.
 *
 * @param count Number of nodes, a multiple of 4, so that every other node is an even number of them too.
 */
export function fourierRule({ range: [lower, upper] }: Axis, count: number): AxisRule {
  checkInteger("build a cubature", "number of nodes of a periodic axis", count, 4);
  if (count % 4 !== 0) {
    throw new RangeError(
      `Cannot build a cubature as the number of nodes of a periodic axis must be a multiple of 4: current value is ${count}`,
    );
  }
  const period = upper - lower;
  const nodes = Float64Array.from({ length: count }, (_, j) => lower + period * j / count);
  /** Antiderivative of the function that is 1 at the first of n nodes and 0 at the others. */
  function antiderivative(x: number, n: number): number {
    const turn = 2 * Math.PI * (x - lower) / period;
    // Sine and cosine of k turns by rotation: much faster than a call for each, and equal to 1e-14.
    const sine = sin(turn), cosine = cos(turn);
    let s = sine, c = cosine, sum = turn;
    for (let k = 1; k < n / 2; k++) {
      sum += 2 * s / k;
      const next = s * cosine + c * sine;
      c = c * cosine - s * sine;
      s = next;
    }
    sum += s / (n / 2);
    return sum * period / (2 * Math.PI * n);
  }
  return {
    nodes,
    weights(edges, coarse) {
      const stride = coarse ? 2 : 1;
      const bins = edges.length - 1;
      const out = new Float64Array(bins * count);
      for (let j = 0; j < count; j += stride) {
        const shift = nodes[j] - lower;
        let before = antiderivative(edges[0] - shift, count / stride);
        for (let bin = 0; bin < bins; bin++) {
          const after = antiderivative(edges[bin + 1] - shift, count / stride);
          out[bin * count + j] = after - before;
          before = after;
        }
      }
      return out;
    },
  };
}
