// The arithmetic of playground/lessons/perceptron.py, for pictures that move while one drags; a test holds one against the other.
// A row is x = [1, x₁, x₂], so that the first weight is the bias; y is 0 or 1.

import { sigmoid } from "../activations.js";

export { sigmoid } from "../activations.js";

/** @typedef {number[]} Weights */

/** @param {number} s */
export function step(s) {
  return s >= 0 ? 1 : 0;
}

/** @param {Weights} w @param {number[]} x */
export function weightedSum(w, x) {
  return x.reduce((sum, value, n) => sum + w[n] * value, 0);
}

/** @param {Weights} w @param {number[]} x @param {number} y */
export function isWrong(w, x, y) {
  return step(weightedSum(w, x)) !== y;
}

/**
 * @param {Weights} w @param {number[][]} x @param {number[]} y @param {number} rate
 * @param {number} after the row learned from last; -1 at the start
 * @returns {[Weights, number]} the new weights and the row, or the same weights and -1 if every answer is right
 */
export function rosenblatt(w, x, y, rate, after) {
  for (let k = 1; k <= y.length; k++) {
    const row = (after + k) % y.length;
    if (isWrong(w, x[row], y[row])) return [w.map((weight, n) => weight + rate * (y[row] - step(weightedSum(w, x[row]))) * x[row][n]), row];
  }
  return [w, -1];
}

/** @param {Weights} w @param {number[][]} x @param {number[]} y */
export function squaredError(w, x, y) {
  return mean(x.map((row, i) => (y[i] - sigmoid(weightedSum(w, row))) ** 2 / 2));
}

/** @param {Weights} w @param {number[][]} x @param {number[]} y @returns {Weights} */
export function squaredErrorGradient(w, x, y) {
  return gradient(w, x, (a, i) => -(y[i] - a) * a * (1 - a));
}

/** @param {Weights} w @param {number[][]} x @param {number[]} y */
export function logLoss(w, x, y) {
  return mean(
    x.map((row, i) => {
      const s = weightedSum(w, row);
      return Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s))) - y[i] * s;
    }),
  );
}

/** @param {Weights} w @param {number[][]} x @param {number[]} y @returns {Weights} */
export function logLossGradient(w, x, y) {
  return gradient(w, x, (a, i) => -(y[i] - a));
}

/** @param {Weights} w @param {Weights} slope @param {number} rate @returns {Weights} */
export function descend(w, slope, rate) {
  return w.map((weight, n) => weight - rate * slope[n]);
}

/** The way that the weights take while a rule learns, worked out as far as it is looked at. */
export class Path {
  /** @type {{w: Weights, row: number}[]} the weights after each step, and the row it learned from; -1 for all rows */
  #points;
  #over = false;

  /**
   * @param {"rosenblatt" | "squared" | "logit"} rule @param {number} rate @param {Weights} start
   * @param {number[][]} x @param {number[]} y
   */
  constructor(rule, rate, start, x, y) {
    Object.assign(this, { rule, rate, x, y });
    this.#points = [{ w: start, row: -1 }];
  }

  /** Returns how many steps there are, up to `wanted`. @param {number} wanted */
  reach(wanted) {
    while (this.#points.length <= wanted && !this.#over) this.#extend();
    return Math.min(wanted, this.#points.length - 1);
  }

  /** @param {number} steps */
  at(steps) {
    return this.#points[this.reach(steps)];
  }

  #extend() {
    const { w, row } = this.#points[this.#points.length - 1];
    if (this.rule === "rosenblatt") {
      const [next, learned] = rosenblatt(w, this.x, this.y, this.rate, row);
      if (learned < 0) this.#over = true;
      else this.#points.push({ w: next, row: learned });
      return;
    }
    const slope = (this.rule === "squared" ? squaredErrorGradient : logLossGradient)(w, this.x, this.y);
    this.#points.push({ w: descend(w, slope, this.rate), row: -1 });
  }
}

/** @param {Weights} w @param {number[][]} x @param {(a: number, i: number) => number} blame ∂E/∂s of a row, from its activation */
function gradient(w, x, blame) {
  const sums = w.map(() => 0);
  x.forEach((row, i) => {
    const share = blame(sigmoid(weightedSum(w, row)), i) / x.length;
    row.forEach((value, n) => (sums[n] += share * value));
  });
  return sums;
}

/** @param {number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
