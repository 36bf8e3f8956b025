/**
 * Adam (Kingma and Ba, arXiv:1412.6980), as implemented in torch.
 *
 * @module
 */
import { checkPositive } from "../check.ts";
import { checkRange, withDefaults } from "./options.ts";

/** Settings of Adam. */
export interface AdamOptions {
  /** Default 1e-3. */
  readonly learningRate?: number;
  /** Decay of the two moments. Default [0.99, 0.99], as in arXiv:2408.00838's public code. */
  readonly betas?: readonly [number, number];
  /** Default 1e-8. */
  readonly epsilon?: number;
}

const defaults = { learningRate: 1e-3, betas: [0.99, 0.99], epsilon: 1e-8 } as const;

/** First and second moments, `[size]` each. */
export interface AdamMoments {
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
}

/**
 * Adam with its moments and settings. Moments and parameters are doubles, so that rounding does not
 * affect the sum of many small steps.
 */
export class Adam implements AdamMoments {
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
  /** Steps done. */
  count = 0;
  readonly #learningRate: number;
  readonly #betas: readonly [number, number];
  readonly #epsilon: number;

  /**
   * @param size Number of parameters.
   * @param moments Arrays that hold the moments; default new ones.
   * @throws {RangeError} If the learning rate is not above 0, a decay is not in [0, 1) or epsilon is below 0.
   */
  constructor(size: number, options: AdamOptions = {}, moments?: AdamMoments) {
    const { learningRate, betas, epsilon } = withDefaults("set up Adam", defaults, options);
    checkPositive("set up Adam", "learning rate", learningRate);
    for (const beta of betas) {
      if (!(beta >= 0 && beta < 1)) {
        throw new RangeError(
          `Cannot set up Adam as a decay must be at least 0 and below 1: current value is ${beta}`,
        );
      }
    }
    checkRange("set up Adam", "epsilon", epsilon, 0);
    this.firstMoment = moments?.firstMoment ?? new Float64Array(size);
    this.secondMoment = moments?.secondMoment ?? new Float64Array(size);
    this.#learningRate = learningRate;
    this.#betas = betas;
    this.#epsilon = epsilon;
  }

  /** Resets moments and count to 0. */
  reset(): void {
    this.firstMoment.fill(0);
    this.secondMoment.fill(0);
    this.count = 0;
  }

  /** Copies the moments and the count of another optimiser. */
  copy(other: Adam): void {
    this.firstMoment.set(other.firstMoment);
    this.secondMoment.set(other.secondMoment);
    this.count = other.count;
  }

  /**
   * Updates the moments by a gradient and writes the step u, so that the caller moves to theta - u:
   * u = rate m^ / (sqrt(v^) + eps), with the bias-corrected moments m^ and v^.
   *
   * @param gradient `[size]`
   * @param step `[size]`, overwritten
   */
  step(gradient: Float32Array | Float64Array, step: Float64Array): void {
    const [beta1, beta2] = this.#betas;
    const { firstMoment: m, secondMoment: v } = this;
    this.count++;
    const scale = this.#learningRate / (1 - power(beta1, this.count));
    const root = 1 / Math.sqrt(1 - power(beta2, this.count));
    const epsilon = this.#epsilon;
    for (let i = 0; i < m.length; i++) {
      const g = gradient[i];
      const first = m[i] = beta1 * m[i] + (1 - beta1) * g;
      const second = v[i] = beta2 * v[i] + (1 - beta2) * g * g;
      step[i] = scale * first / (Math.sqrt(second) * root + epsilon);
    }
  }
}

/** x^n for whole n by repeated squaring: products only, so the bits are the same on every machine. */
function power(x: number, n: number): number {
  let result = 1;
  for (
    let base = x, exponent = n;
    exponent > 0;
    exponent = Math.floor(exponent / 2), base *= base
  ) {
    if (exponent % 2 === 1) result *= base;
  }
  return result;
}
