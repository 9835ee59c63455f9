// The backward pass of one row: what the server says of it, and what the browser can check of that by its forward pass alone.

import { functions } from "../activations.js";
import { EPSILON, forward } from "./forward.js";
import { lossOf } from "./losses.js";
import { numbers } from "./net.js";

/** How far a weight is moved to each side. */
export const H = 1e-5;
/** Two slopes are the same if they differ by less, as a share: weights reach the page rounded to five digits. */
const CLOSE = 0.01;
/** A gap between the slopes to both sides shrinks with h where E is smooth; at a kink it stays. */
const FINER = 10;

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {import("./forward.js").Outputs} Outputs
 * @typedef {import("../pack.js").Packed} Packed
 * @typedef {Object} Step the first step of the next epoch
 * @property {number} epoch that it belongs to
 * @property {number} rate its learning rate
 * @property {number} count of rows in the batch
 * @property {number[]} rows the numbers, from 1, of those that the network has
 * @property {Float64Array} gradients of the batch's mean loss
 * @property {Float64Array} updates weights after the step minus before
 * @typedef {Object} Answer as live/backward.py describes it
 * @property {string} loss
 * @property {number} error
 * @property {Float64Array} inputs
 * @property {Float64Array} targets
 * @property {Float64Array[]} sums ∂E/∂s of each layer
 * @property {Float64Array} weights ∂E/∂w
 * @property {boolean} augmented
 * @property {boolean} penalized
 * @property {string} optimizer
 * @property {Step | null} step
 * @typedef {{value: number, left: number, right: number, kink: boolean}} Measured a slope, and those to both sides
 */

/** @param {any} data @returns {Answer} */
export function read(data) {
  const step = data.step && { ...data.step, gradients: numbers(data.step.gradients), updates: numbers(data.step.updates) };
  const [inputs, targets] = [data.inputs, data.targets].map(exact);
  return { ...data, error: data.error ?? NaN, inputs, targets, sums: data.sums.map(numbers), weights: numbers(data.weights), step };
}

/** @param {(number | null)[]} values */
function exact(values) {
  return Float64Array.from(values, (value) => value ?? NaN);
}

/** E of the row, as Keras has it. @param {Net} net @param {ArrayLike<number>} weights @param {Answer} answer */
export function errorOf(net, weights, { loss, inputs, targets }) {
  const { values, sums } = forward(net.layers, weights, inputs)[net.layers.length - 1];
  return lossOf(loss, values, targets, targets.length, sums);
}

/**
 * The finite difference (E(w + h) − E(w − h)) / 2h, and whether it tells another slope than the gradient because E has a kink there.
 * @param {Net} net @param {ArrayLike<number>} weights @param {Answer} answer @param {number} place of the weight among all
 * @returns {Measured}
 */
export function measured(net, weights, answer, place) {
  const { value, left, right } = slopesOf(net, weights, answer, place, H);
  const gradient = answer.weights[place];
  const differs = Math.abs(value - gradient) > CLOSE * Math.max(Math.abs(value), Math.abs(gradient));
  const finer = differs ? slopesOf(net, weights, answer, place, H / FINER) : { left, right };
  const kink = differs && Math.abs(finer.right - finer.left) > Math.abs(right - left) / 2 && Math.abs(right - left) > CLOSE * Math.max(Math.abs(left), Math.abs(right));
  return { value, left, right, kink };
}

/** @param {Net} net @param {ArrayLike<number>} weights @param {Answer} answer @param {number} place @param {number} h */
function slopesOf(net, weights, answer, place, h) {
  const moved = Float64Array.from(weights);
  const at = (/** @type {number} */ by) => ((moved[place] = weights[place] + by), errorOf(net, moved, answer));
  const [before, here, after] = [at(-h), at(0), at(h)];
  return { value: (after - before) / (2 * h), left: (here - before) / h, right: (after - here) / h };
}

/** ∂E/∂a of an output, a its answer, y its target, n outputs; a cross-entropy starts from the sums. @type {Object<string, (a: number, y: number, n: number) => number>} */
const SLOPES = {
  mse: (a, y, n) => (2 * (a - y)) / n,
  mae: (a, y, n) => Math.sign(a - y) / n,
  huber: (a, y, n) => Math.max(-1, Math.min(1, a - y)) / n,
  hinge: (a, y, n) => (1 - (2 * y - 1) * a > 0 ? -(2 * y - 1) / n : 0),
};

/**
 * @typedef {Object} Chain how ∂E/∂s of a unit comes about
 * @property {{weight: number, back: number}[]} terms wₖ and ∂E/∂sₖ of each unit ahead; none at the output
 * @property {number | null} factor by which a normalized output passes on what comes back; null where it is not
 * @property {number | null} coming ∂E/∂a; null for an output whose loss starts from the sums
 * @property {number | null} slope a′(s); null where all units of the layer depend on each other
 * @property {number} sum ∂E/∂s
 */

/**
 * The chain rule for one unit, with today's numbers.
 * @param {Net} net @param {ArrayLike<number>} weights @param {Answer} answer @param {number} level from 1 @param {number} unit
 * @returns {Chain}
 */
export function chainOf(net, weights, answer, level, unit) {
  const layer = net.layers[level - 1];
  const outputs = forward(net.layers, weights, answer.inputs)[level - 1];
  const terms = termsOf(net, weights, answer, level, unit);
  if (level === net.layers.length && !SLOPES[answer.loss]) {
    return { terms, factor: null, coming: null, slope: null, sum: outputs.bent[unit] - answer.targets[unit] };
  }
  const factor = factorOf(layer, weights, unit);
  const coming = comingBack(net, weights, answer, outputs, level, unit);
  if (layer.activation === "softmax") {
    const all = Array.from(outputs.bent, (a, other) => a * comingBack(net, weights, answer, outputs, level, other));
    return { terms, factor, coming, slope: null, sum: outputs.bent[unit] * (coming - all.reduce((total, one) => total + one, 0)) };
  }
  const slope = functions[layer.activation].slope(outputs.sums[unit]);
  return { terms, factor, coming, slope, sum: slope * coming };
}

/** ∂E/∂a. @param {Net} net @param {ArrayLike<number>} weights @param {Answer} answer @param {Outputs} outputs @param {number} level @param {number} unit */
function comingBack(net, weights, answer, outputs, level, unit) {
  if (level === net.layers.length) return SLOPES[answer.loss](outputs.values[unit], answer.targets[unit], answer.targets.length);
  const sum = termsOf(net, weights, answer, level, unit).reduce((total, { weight, back }) => total + weight * back, 0);
  return sum * (factorOf(net.layers[level - 1], weights, unit) ?? 1);
}

/** @param {Net} net @param {ArrayLike<number>} weights @param {Answer} answer @param {number} level @param {number} unit */
function termsOf({ layers }, weights, answer, level, unit) {
  if (level === layers.length) return [];
  const { kernel, units } = layers[level];
  return Array.from({ length: units }, (_, ahead) => ({ weight: weights[kernel + unit * units + ahead], back: answer.sums[level][ahead] }));
}

/** γ / √(variance + ε). @param {import("./forward.js").Layer} layer @param {ArrayLike<number>} weights @param {number} unit */
function factorOf({ gamma, variance }, weights, unit) {
  return gamma < 0 ? null : weights[gamma + unit] / Math.sqrt(weights[variance + unit] + EPSILON);
}
