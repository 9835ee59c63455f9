// The arithmetic of playground/lessons/back_propagation.py, for a picture that moves while one drags; a test holds one against the other.
// Weights, biases and units are numbered from 1 as in the lecture; place 0 of an array is number 1.

import { sigmoid } from "./perceptron_maths.js";

/** Half the distance of the two errors that a difference is taken of. */
export const NUDGE = 1e-5;
/** Weights beyond this have left the picture for good. */
const FARTHEST = 1e4;

/** @type {[string, string][]} where each weight w₁ … w₁₀ comes from and leads to */
export const LINES = [
  ["x1", "1"],
  ["x1", "2"],
  ["x2", "1"],
  ["x2", "2"],
  ["1", "3"],
  ["1", "4"],
  ["2", "3"],
  ["2", "4"],
  ["3", "5"],
  ["4", "5"],
];

/**
 * @typedef {{w: number[], b: number[]}} Parameters
 * @typedef {{x: number[], y: number}} Row
 * @typedef {{value: (s: number) => number, slope: (s: number) => number}} Activation
 * @typedef {{x: number[], s: number[], a: number[], slopes: number[]}} Way what a row becomes on its way through the network
 */

/** @type {Object<string, Activation>} */
export const activations = {
  sigmoid: { value: sigmoid, slope: (s) => sigmoid(s) * sigmoid(-s) },
  tanh: { value: Math.tanh, slope: (s) => 1 - Math.tanh(s) ** 2 },
  relu: { value: (s) => Math.max(0, s), slope: (s) => (s > 0 ? 1 : 0) },
};

/** What a line carries: an input, or the activation of a unit. @param {Way} way @param {string} origin */
export function at(way, origin) {
  return origin.startsWith("x") ? way.x[Number(origin[1]) - 1] : way.a[Number(origin) - 1];
}

/** @param {Parameters} parameters @param {number[]} x @param {Activation} activation @returns {Way} */
export function forward({ w, b }, x, activation) {
  /** @type {Way} */
  const way = { x, s: [], a: [], slopes: [] };
  b.forEach((bias, unit) => {
    const s = LINES.reduce((sum, [origin, target], n) => (target === String(unit + 1) ? sum + w[n] * at(way, origin) : sum), bias);
    way.s.push(s);
    way.a.push(activation.value(s));
    way.slopes.push(activation.slope(s));
  });
  return way;
}

/** @param {Way} way @param {number} y */
export function error(way, y) {
  return (y - way.a[way.a.length - 1]) ** 2 / 2;
}

/** ∂E/∂s of each unit, from the last to the first. @param {number[]} w @param {Way} way @param {number} y */
export function backward(w, way, y) {
  const last = way.s.length - 1;
  const blame = way.s.map(() => 0);
  blame[last] = -(y - way.a[last]) * way.slopes[last];
  for (let unit = last - 1; unit >= 0; unit--) {
    const ahead = LINES.reduce((sum, [origin, target], n) => (origin === String(unit + 1) ? sum + w[n] * blame[Number(target) - 1] : sum), 0);
    blame[unit] = ahead * way.slopes[unit];
  }
  return blame;
}

/** ∂E/∂w and ∂E/∂b. @param {Way} way @param {number[]} blame @returns {Parameters} */
export function gradients(way, blame) {
  return { w: LINES.map(([origin, target]) => blame[Number(target) - 1] * at(way, origin)), b: [...blame] };
}

/** Every way from a weight to the error, as the units on it. @param {number} weight from 1 @returns {string[][]} */
export function paths(weight) {
  const onward = (/** @type {string} */ unit) => {
    const ahead = LINES.filter(([origin]) => origin === unit).flatMap(([, target]) => onward(target).map((rest) => [unit, ...rest]));
    return ahead.length ? ahead : [[unit]];
  };
  return onward(LINES[weight - 1][1]);
}

/** The number of the weight between two units, from 1. @param {string} from @param {string} to */
export function between(from, to) {
  return LINES.findIndex(([origin, target]) => origin === from && target === to) + 1;
}

/**
 * The factors of one product of equation (6), in the lecture's order.
 * @param {number} weight from 1 @param {string[]} path @param {number[]} w @param {Way} way @param {number} y
 */
export function factors(weight, path, w, way, y) {
  const product = [-(y - way.a[way.a.length - 1])];
  for (let n = path.length - 1; n >= 0; n--) {
    product.push(way.slopes[Number(path[n]) - 1]);
    if (n > 0) product.push(w[between(path[n - 1], path[n]) - 1]);
  }
  return [...product, at(way, LINES[weight - 1][0])];
}

/**
 * (E(w + ε) − E(w − ε)) / 2ε for each weight and bias: the gradient without any chain rule.
 * @param {Parameters} parameters @param {Row} row @param {Activation} activation @returns {Parameters}
 */
export function differences({ w, b }, { x, y }, activation) {
  const moved = (/** @type {number[]} */ values, /** @type {number} */ place, /** @type {number} */ by) => values.map((value, n) => (n === place ? value + by : value));
  const slope = (/** @type {(by: number) => Parameters} */ beside) => {
    const [ahead, behind] = [NUDGE, -NUDGE].map((by) => error(forward(beside(by), x, activation), y));
    return (ahead - behind) / (2 * NUDGE);
  };
  return { w: w.map((_, n) => slope((by) => ({ w: moved(w, n, by), b }))), b: b.map((_, n) => slope((by) => ({ w, b: moved(b, n, by) }))) };
}

/** What becomes of the weights while all of them are updated again and again, worked out as far as somebody looks. */
export class Updates {
  /** @type {(Parameters & {error: number})[]} the weights after each update */
  points;
  ended = false;

  /** @param {Parameters} start @param {Row} row @param {Activation} activation @param {number} rate */
  constructor(start, row, activation, rate) {
    Object.assign(this, { row, activation, rate });
    this.points = [{ ...start, error: error(forward(start, row.x, activation), row.y) }];
  }

  /** How many updates there are up to the wanted one: fewer if the weights leave all bounds. @param {number} wanted */
  reach(wanted) {
    while (this.points.length <= wanted && !this.ended) this.#update();
    return Math.min(wanted, this.points.length - 1);
  }

  #update() {
    const { w, b } = this.points[this.points.length - 1];
    const { x, y } = this.row;
    const way = forward({ w, b }, x, this.activation);
    const slopes = gradients(way, backward(w, way, y));
    const next = { w: w.map((value, n) => value - this.rate * slopes.w[n]), b: b.map((value, n) => value - this.rate * slopes.b[n]) };
    this.ended = !(Math.max(...[...next.w, ...next.b].map(Math.abs)) <= FARTHEST);
    if (!this.ended) this.points.push({ ...next, error: error(forward(next, x, this.activation), y) });
  }
}
