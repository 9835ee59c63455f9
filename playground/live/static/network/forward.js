// The forward pass of a trained or untrained network, as Keras' `predict` has it: dropout leaves everything as it is.

import { functions } from "../activations.js";

/** Keras' own, so that nothing is divided by a variance of 0. */
export const EPSILON = 1e-3;

/**
 * @typedef {Object} Layer where a layer's numbers begin among all weights; -1 for what it has not
 * @property {number} inputs
 * @property {number} units
 * @property {string} activation
 * @property {number} kernel of the weight from input i to unit u stands at kernel + i · units + u
 * @property {number} bias
 * @property {number} gamma of batch normalization
 * @property {number} beta
 * @property {number} mean its moving mean
 * @property {number} variance its moving variance
 * @typedef {Object} Outputs of a layer for each row, row by row: shape (rows, units)
 * @property {Float64Array} sums s = Σ wᵢxᵢ + b
 * @property {Float64Array} bent f(s)
 * @property {Float64Array} values what the next layer receives: f(s) or, where the layer is normalized, γ · (f(s) − mean) / √(variance + ε) + β
 */

/**
 * @param {number} inputs of the network
 * @param {{units: number, activation: string, normalized: boolean}[]} layers
 * @returns {Layer[]} the layers, with the places of their weights in Keras' order
 */
export function placed(inputs, layers) {
  let at = 0;
  const take = (/** @type {number} */ count) => (at += count) - count;
  let before = inputs;
  return layers.map(({ units, activation, normalized }) => {
    const own = { inputs: before, units, activation, kernel: take(before * units), bias: take(units) };
    before = units;
    const [gamma, beta, mean, variance] = normalized ? [take(units), take(units), take(units), take(units)] : [-1, -1, -1, -1];
    return { ...own, gamma, beta, mean, variance };
  });
}

/**
 * @param {Layer[]} layers
 * @param {ArrayLike<number>} weights all of the network, flat
 * @param {Float64Array} inputs as the network receives them, shape (rows, inputs)
 * @returns {Outputs[]} of each layer
 */
export function forward(layers, weights, inputs) {
  let x = inputs;
  return layers.map((layer) => {
    const sums = sumsOf(layer, weights, x);
    const bent = layer.activation === "softmax" ? shares(sums, layer.units) : sums.map(functions[layer.activation].value);
    const values = layer.gamma < 0 ? bent : normalized(layer, weights, bent);
    x = values;
    return { sums, bent, values };
  });
}

/** @param {Layer} layer @param {ArrayLike<number>} weights @param {Float64Array} x of shape (rows, inputs) */
function sumsOf({ inputs, units, kernel, bias }, weights, x) {
  const rows = x.length / inputs;
  const sums = new Float64Array(rows * units);
  for (let row = 0; row < rows; row++) {
    const to = row * units;
    for (let unit = 0; unit < units; unit++) sums[to + unit] = weights[bias + unit];
    for (let input = 0; input < inputs; input++) {
      const value = x[row * inputs + input];
      // Half of what a ReLU gives is nothing.
      if (value === 0) continue;
      const from = kernel + input * units;
      for (let unit = 0; unit < units; unit++) sums[to + unit] += value * weights[from + unit];
    }
  }
  return sums;
}

/** Softmax over each row; no power overflows. @param {Float64Array} sums @param {number} units */
function shares(sums, units) {
  const found = new Float64Array(sums.length);
  for (let from = 0; from < sums.length; from += units) {
    let [most, total] = [-Infinity, 0];
    for (let unit = 0; unit < units; unit++) most = Math.max(most, sums[from + unit]);
    for (let unit = 0; unit < units; unit++) total += found[from + unit] = Math.exp(sums[from + unit] - most);
    for (let unit = 0; unit < units; unit++) found[from + unit] /= total;
  }
  return found;
}

/** @param {Layer} layer @param {ArrayLike<number>} weights @param {Float64Array} bent */
function normalized({ units, gamma, beta, mean, variance }, weights, bent) {
  return bent.map((value, at) => {
    const unit = at % units;
    return (weights[gamma + unit] * (value - weights[mean + unit])) / Math.sqrt(weights[variance + unit] + EPSILON) + weights[beta + unit];
  });
}

/**
 * @param {ArrayLike<number>} columns of shape (rows, columns)
 * @param {{shift: ArrayLike<number>, scale: ArrayLike<number>}} by of each column
 * @returns {Float64Array} (value − shift) / scale
 */
export function standardized(columns, { shift, scale }) {
  return Float64Array.from(columns, (value, at) => (value - shift[at % shift.length]) / scale[at % scale.length]);
}

/**
 * @param {ArrayLike<number>} outputs of shape (rows, outputs)
 * @param {{shift: ArrayLike<number>, scale: ArrayLike<number>} | null} by of a standardised target
 * @returns {Float64Array} the answers in the target's own unit
 */
export function answers(outputs, by) {
  if (!by) return Float64Array.from(outputs);
  return Float64Array.from(outputs, (value, at) => value * by.scale[at % by.scale.length] + by.shift[at % by.shift.length]);
}

/** How inputs come from the two axes, as data/features.py has it. @type {Object<string, (x: number, y: number) => number>} */
const SOURCES = {
  x: (x) => x,
  y: (_, y) => y,
  "x²": (x) => x * x,
  "y²": (_, y) => y * y,
  "x·y": (x, y) => x * y,
  "sin x": (x) => Math.sin(x),
  "sin y": (_, y) => Math.sin(y),
};

/**
 * @param {ArrayLike<number>} across the first axis' coordinates @param {ArrayLike<number>} upwards the second's
 * @param {string[]} sources of the inputs
 * @returns {Float64Array} raw inputs at every point, the first axis running fastest; shape (points, inputs)
 */
export function gridOf(across, upwards, sources) {
  const made = sources.map((source) => SOURCES[source]);
  const raw = new Float64Array(across.length * upwards.length * sources.length);
  let at = 0;
  for (let j = 0; j < upwards.length; j++) {
    for (let i = 0; i < across.length; i++) for (const make of made) raw[at++] = make(across[i], upwards[j]);
  }
  return raw;
}
