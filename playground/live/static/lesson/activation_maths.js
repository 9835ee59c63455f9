// The arithmetic of playground/lessons/activations.py and layers.py, for pictures that move while one drags; a test holds one against the other.

import { softmax } from "../activations.js";

export { functions, softmax } from "../activations.js";

/** @typedef {import("../activations.js").Activation} Activation */

/** @param {number[]} s the logits @param {number} [temperature] @returns {number[][]} ∂aᵢ/∂sⱼ, row i, column j */
export function softmaxJacobian(s, temperature = 1) {
  const a = softmax(s, temperature);
  return a.map((ai, i) => a.map((aj, j) => ((i === j ? ai : 0) - ai * aj) / temperature));
}

/**
 * The sums of a layer, row by row, and in each row unit by unit.
 * @param {number[][]} x rows @param {number[][]} w weights by input and unit @param {number} scale @param {number} bias
 */
export function layerSums(x, w, scale, bias) {
  const units = w[0].length;
  const sums = new Float64Array(x.length * units);
  x.forEach((row, r) => {
    for (let u = 0; u < units; u++) sums[r * units + u] = bias + scale * row.reduce((sum, value, n) => sum + value * w[n][u], 0);
  });
  return sums;
}

/** @param {ArrayLike<number>} values @returns {{mean: number, deviation: number}} */
export function moments(values) {
  let [sum, squares] = [0, 0];
  for (let n = 0; n < values.length; n++) sum += values[n];
  const mean = sum / values.length;
  for (let n = 0; n < values.length; n++) squares += (values[n] - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

/**
 * Which outputs of a layer are saturated, what share that is, and how many units are so for every row.
 * @param {Activation} activation @param {Float64Array} sums @param {number} units @param {number} threshold
 */
export function saturation({ slope }, sums, units, threshold) {
  const flags = new Uint8Array(sums.length);
  const free = new Uint8Array(units);
  for (let n = 0; n < sums.length; n++) {
    flags[n] = Math.abs(slope(sums[n])) < threshold ? 1 : 0;
    if (!flags[n]) free[n % units] = 1;
  }
  return { flags, share: flags.reduce((sum, flag) => sum + flag, 0) / flags.length, stuck: units - free.reduce((sum, flag) => sum + flag, 0) };
}

/**
 * How many values fall between each two of evenly spaced borders; the last border belongs to the last bin.
 * @param {ArrayLike<number>} values @param {number} low @param {number} high @param {number} bins @param {ArrayLike<number>} [only] flags of those that count
 */
export function histogram(values, low, high, bins, only) {
  const counts = new Array(bins).fill(0);
  for (let n = 0; n < values.length; n++) {
    if (!only || only[n]) counts[Math.min(bins - 1, Math.floor(((values[n] - low) / (high - low)) * bins))]++;
  }
  return counts;
}
