// The arithmetic of playground/lessons/ensembles.py, for networks whose weights the browser has; a test holds one against the other.

import { functions } from "./activation_maths.js";
import { uniformDraws } from "./depth_maths.js";
import { predict } from "./worked_maths.js";

/** @typedef {import("./worked_maths.js").Layer} Layer kernel row by row, one row for each unit before */

/**
 * What a network with one output answers to one row: the whole, or what a step of dropout leaves of it.
 * @param {Layer[]} layers @param {string} activation of the hidden layers @param {number[]} x
 * @param {boolean[][]} [kept] of each hidden layer which units stay @param {number} [share] the dropout p
 */
export function answer(layers, activation, x, kept = [], share = 0) {
  const bent = functions[activation].value;
  return predict(layers, x, (sum, layer, unit) => (kept.length && !kept[layer][unit] ? 0 : bent(sum) / (1 - share)))[0];
}

/**
 * How the answers of many networks lie around a function, place by place.
 * @param {number[][]} answers of each network at each place @param {number[]} truth
 */
export function biasAndVariance(answers, truth) {
  const over = (/** @type {(network: number[]) => number} */ value) => answers.reduce((sum, network) => sum + value(network), 0) / answers.length;
  const mean = truth.map((_, i) => over((network) => network[i]));
  return {
    mean,
    bias: truth.map((f, i) => (mean[i] - f) ** 2),
    variance: truth.map((_, i) => over((network) => (network[i] - mean[i]) ** 2)),
    error: truth.map((f, i) => over((network) => (network[i] - f) ** 2)),
  };
}

/** Which units of each hidden layer stay. @param {number} seed @param {number[]} units @param {number} share @returns {boolean[][]} */
export function masks(seed, units, share) {
  const kept = uniformDraws(seed, units.reduce((sum, count) => sum + count, 0)).map((u) => u >= share);
  let at = 0;
  return units.map((count) => kept.slice(at, (at += count)));
}

/** @param {number[]} values */
export function average(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
