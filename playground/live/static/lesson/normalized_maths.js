// The arithmetic of playground/lessons/normalization.py; a test holds one against the other.

import { EPSILON } from "../network/forward.js";

/**
 * @typedef {{mean: number, variance: number, gamma: number, beta: number}} Unit of a normalized layer, over the batch
 * @typedef {{before: number[][], after: number[][], units: Unit[]}} Outputs of a layer, row by row; no units where it is not normalized
 */

/**
 * The outputs of each hidden layer as in a training step with all rows in one batch.
 * @param {ArrayLike<number | null>} weights in Keras' order, flat @param {number[]} widths of the layers, from the inputs to the output
 * @param {number} normalized how many of the layers are @param {number[][]} x
 * @returns {Outputs[]}
 */
export function hiddenOutputs(weights, widths, normalized, x) {
  let at = 0;
  const taken = (/** @type {number} */ count) => Array.from({ length: count }, () => weights[at++] ?? NaN);
  return widths.slice(1, -1).map((units, n) => {
    const [kernel, bias] = [taken(widths[n] * units), taken(units)];
    const before = x.map((row) => bias.map((b, unit) => Math.max(0, row.reduce((sum, value, k) => sum + value * kernel[k * units + unit], b))));
    const of = n < normalized ? [taken(units), taken(units), taken(2 * units)] : null;
    const said = of ? bias.map((_, unit) => unitOf(before, unit, of[0][unit], of[1][unit])) : [];
    const after = of ? before.map((row) => row.map((a, unit) => normal(a, said[unit]))) : before;
    x = after;
    return { before, after, units: said };
  });
}

/** @param {number} a @param {Unit} unit */
export function normal(a, { mean, variance, gamma, beta }) {
  return (gamma * (a - mean)) / Math.sqrt(variance + EPSILON) + beta;
}

/** @param {number[][]} rows @param {number} unit @param {number} gamma @param {number} beta @returns {Unit} */
function unitOf(rows, unit, gamma, beta) {
  const mean = rows.reduce((sum, row) => sum + row[unit], 0) / rows.length;
  const variance = rows.reduce((sum, row) => sum + (row[unit] - mean) ** 2, 0) / rows.length;
  return { mean, variance, gamma, beta };
}
