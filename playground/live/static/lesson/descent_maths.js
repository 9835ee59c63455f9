// The arithmetic of playground/lessons/surfaces.py and optimizers.py, for a picture that answers at once; a test holds one against the other.

import { sigmoid } from "./perceptron_maths.js";

const EPSILON = 1e-7;
/** Weights beyond this are off every map, and soon no numbers any more. */
const FARTHEST = 1e6;

/**
 * @typedef {[number, number]} Weights
 * @typedef {{x: number[][], y: number[]}} Rows
 * @typedef {{value: (w: Weights, rows: Rows) => number, gradient: (w: Weights, rows: Rows) => Weights}} Surface
 * @typedef {{m: Weights, v: Weights, t: number}} Memory
 */

/** @type {Object<string, Surface>} */
export const surfaces = {
  perceptron: {
    value: (w, { x, y }) => x.reduce((sum, row, i) => sum + (y[i] - answer(w, row)) ** 2, 0) / (2 * y.length),
    gradient: (w, { x, y }) => {
      const sums = [0, 0];
      x.forEach((row, i) => {
        const a = answer(w, row);
        const slope = -(y[i] - a) * a * (1 - a);
        sums[0] += slope * row[0];
        sums[1] += slope * row[1];
      });
      return [sums[0] / y.length, sums[1] / y.length];
    },
  },
  bowl: { value: ([a, b]) => (a ** 2 + b ** 2) / 2, gradient: ([a, b]) => [a, b] },
  ravine: { value: ([a, b]) => (a ** 2 + 20 * b ** 2) / 2, gradient: ([a, b]) => [a, 20 * b] },
  saddle: { value: ([a, b]) => (a ** 2 - b ** 2) / 2 + b ** 4 / 16, gradient: ([a, b]) => [a, -b + b ** 3 / 4] },
  valleys: {
    value: ([a, b]) => (a ** 2 - 4) ** 2 / 8 + a / 4 + b ** 2 / 2,
    gradient: ([a, b]) => [(a * (a ** 2 - 4)) / 2 + 0.25, b],
  },
};

/** What the perceptron says of a row. @param {Weights} w @param {number[]} row */
export function answer(w, row) {
  return sigmoid(w[0] * row[0] + w[1] * row[1]);
}

/** @type {Object<string, (g: Weights, memory: Memory, rate: number) => [Weights, Memory]>} the step, to be added, and what is remembered */
export const optimizers = {
  sgd: (g, memory, rate) => [each((n) => -rate * g[n]), memory],
  momentum: (g, { m, v, t }, rate) => {
    const step = each((n) => 0.9 * m[n] - rate * g[n]);
    return [step, { m: step, v, t }];
  },
  rmsprop: (g, { m, v, t }, rate) => {
    const next = each((n) => 0.9 * v[n] + 0.1 * g[n] ** 2);
    return [each((n) => (-rate * g[n]) / Math.sqrt(next[n] + EPSILON)), { m, v: next, t }];
  },
  adam: (g, before, rate) => {
    const t = before.t + 1;
    const m = each((n) => 0.9 * before.m[n] + 0.1 * g[n]);
    const v = each((n) => 0.999 * before.v[n] + 0.001 * g[n] ** 2);
    const corrected = (rate * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
    return [each((n) => (-corrected * m[n]) / (Math.sqrt(v[n]) + EPSILON)), { m, v, t }];
  },
};

/** The way down of one optimizer, worked out as far as somebody looks. */
export class Path {
  /** @type {Memory} */
  #memory = { m: [0, 0], v: [0, 0], t: 0 };

  /**
   * @param {Surface} surface
   * @param {Weights} start
   * @param {string} optimizer
   * @param {number} rate
   * @param {(number: number) => Rows} batch the rows of each step, from 0
   */
  constructor(surface, start, optimizer, rate, batch) {
    Object.assign(this, { surface, rate, batch });
    this.optimize = optimizers[optimizer];
    /** @type {Weights[]} */
    this.points = [start];
    /** @type {Weights[]} the gradient at each point that was left */
    this.gradients = [];
    this.ended = false;
  }

  /** How many steps there are up to the wanted one: fewer if the weights leave all bounds. @param {number} steps */
  reach(steps) {
    while (this.points.length <= steps && !this.ended) this.#step();
    return Math.min(steps, this.points.length - 1);
  }

  #step() {
    const number = this.points.length - 1;
    const w = this.points[number];
    const g = this.surface.gradient(w, this.batch(number));
    const [step, memory] = this.optimize(g, this.#memory, this.rate);
    const next = each((n) => w[n] + step[n]);
    this.ended = !(Math.hypot(...next) <= FARTHEST);
    if (this.ended) return;
    this.#memory = memory;
    this.gradients.push(g);
    this.points.push(next);
  }
}

/**
 * Which rows each step takes: those of the orders in turn, `size` at a time.
 * @param {Rows} rows @param {number[][]} orders one permutation of the rows an epoch @param {number} size
 * @returns {(number: number) => Rows}
 */
export function batches(rows, orders, size) {
  const count = Math.ceil(rows.y.length / size);
  return (number) => {
    if (count === 1) return rows;
    const order = orders[Math.floor(number / count) % orders.length];
    const taken = order.slice((number % count) * size, ((number % count) + 1) * size);
    return { x: taken.map((i) => rows.x[i]), y: taken.map((i) => rows.y[i]) };
  };
}

/** @param {(n: number) => number} of @returns {Weights} */
function each(of) {
  return [of(0), of(1)];
}
