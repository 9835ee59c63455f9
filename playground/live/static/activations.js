// What Keras' activations are, with their slopes; tests hold them against NumPy and Keras.

const SCALE = 1.0507009873554805;
const ALPHA = 1.6732632423543772;
const ROOT = Math.sqrt(2 * Math.PI);

/** @param {number} s */
export function sigmoid(s) {
  return s >= 0 ? 1 / (1 + Math.exp(-s)) : Math.exp(s) / (1 + Math.exp(s));
}

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
