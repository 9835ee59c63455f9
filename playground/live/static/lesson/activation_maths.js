// The arithmetic of playground/lessons/activations.py and layers.py, for pictures that move while one drags; a test holds one against the other.

import { sigmoid } from "./perceptron_maths.js";

const SCALE = 1.0507009873554805;
const ALPHA = 1.6732632423543772;
const ROOT = Math.sqrt(2 * Math.PI);

/** @typedef {{value: (s: number) => number, slope: (s: number) => number}} Activation a(s) and a′(s) */

/** @type {Object<string, Activation>} */
export const functions = {
  linear: { value: (s) => s, slope: () => 1 },
  relu: { value: (s) => Math.max(0, s), slope: (s) => (s > 0 ? 1 : 0) },
  sigmoid: { value: sigmoid, slope: (s) => sigmoid(s) * sigmoid(-s) },
  tanh: { value: Math.tanh, slope: (s) => 1 - Math.tanh(s) ** 2 },
  leaky_relu: { value: (s) => (s > 0 ? s : 0.2 * s), slope: (s) => (s > 0 ? 1 : 0.2) },
  elu: { value: (s) => (s > 0 ? s : Math.expm1(s)), slope: (s) => (s > 0 ? 1 : Math.exp(s)) },
  selu: { value: (s) => SCALE * (s > 0 ? s : ALPHA * Math.expm1(s)), slope: (s) => SCALE * (s >= 0 ? 1 : ALPHA * Math.exp(s)) },
  gelu: { value: (s) => s * normal(s), slope: (s) => normal(s) + (s * Math.exp(-s * s / 2)) / ROOT },
  silu: { value: (s) => s * sigmoid(s), slope: (s) => sigmoid(s) * (1 + s * sigmoid(-s)) },
  softplus: { value: (s) => Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s))), slope: sigmoid },
};

/** The standard normal's distribution function Φ. @param {number} s */
function normal(s) {
  const x = Math.abs(s) / Math.SQRT2;
  const tail = (x < 2.5 ? 1 - series(x) : fraction(x)) / 2;
  return s < 0 ? tail : 1 - tail;
}

/** The error function near 0, by its series of positive terms. @param {number} x from 0 to 2.5 */
function series(x) {
  let sum = 0;
  for (let n = 0, term = x; term > 1e-17 * x; term *= (2 * x * x) / (2 * ++n + 1)) sum += term;
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** 1 less the error function far from 0, by its continued fraction. @param {number} x from 2.5 */
function fraction(x) {
  let below = x;
  for (let n = 80; n > 0; n--) below = x + n / 2 / below;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * below);
}

/** @param {number[]} s the logits @param {number} [temperature] */
export function softmax(s, temperature = 1) {
  const most = Math.max(...s);
  const powers = s.map((logit) => Math.exp((logit - most) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

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
