// The loss of a network on the rows that the browser has.

import { forward } from "./forward.js";
import { lossOf } from "./losses.js";

/** Multiplications that an edit has time for: of more rows than that, evenly chosen ones count. */
const MOST = 10_000_000;

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {{name: string, rows: number, of: number, loss: number}} Score of one part of the rows: how many of its rows count, and of how many
 * @typedef {{name: string, of: number, inputs: Float64Array, truth: Float64Array}} Part
 */

/** @type {WeakMap<Net, Part[]>} */
const parts = new WeakMap();
/** @type {WeakMap<ArrayLike<number>, Score[]>} */
const scores = new WeakMap();

/** Training and, where there is one, validation; once for the same weights. @param {Net} net @param {ArrayLike<number>} weights @returns {Score[]} */
export function scoresOf(net, weights) {
  const found = scores.get(weights) ?? partsOf(net).map((part) => scored(net, weights, part));
  scores.set(weights, found);
  return found;
}

/** @param {Net} net @param {ArrayLike<number>} weights @param {Part} part @returns {Score} */
function scored({ layers, data }, weights, { name, of, inputs, truth }) {
  const { sums, values } = forward(layers, weights, inputs)[layers.length - 1];
  const { units, activation } = layers[layers.length - 1];
  const loss = lossOf(data.loss, values, truth, units, activation === "sigmoid" || activation === "softmax" ? sums : null);
  return { name, rows: truth.length / units, of, loss };
}

/** @param {Net} net @returns {Part[]} */
function partsOf(net) {
  const found = parts.get(net) ?? made(net);
  parts.set(net, found);
  return found;
}

/** @param {Net} net @returns {Part[]} */
function made({ data, rows, truth, answer }) {
  const [training, validation] = data.parts;
  const stride = Math.max(1, Math.ceil(((training + validation) * data.parameters) / MOST));
  const [width, outputs] = [data.inputs.length, data.outputs.length];
  const learned = answer ? truth.map((value, at) => (value - answer.shift[at % outputs]) / answer.scale[at % outputs]) : truth;
  const part = (/** @type {string} */ name, /** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ of) => {
    const chosen = Array.from({ length: Math.ceil((to - from) / stride) }, (_, n) => from + n * stride);
    const taken = (/** @type {Float64Array} */ values, /** @type {number} */ columns) => Float64Array.from(chosen.flatMap((row) => Array.from(values.subarray(row * columns, (row + 1) * columns))));
    return { name, of, inputs: taken(rows, width), truth: taken(learned, outputs) };
  };
  const all = [part("training", 0, training, data.split[0]), part("validation", training, training + validation, data.split[1])];
  return all.filter(({ truth: own }) => own.length > 0);
}
