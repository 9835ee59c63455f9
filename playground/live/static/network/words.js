// What the picture of a network says in words.

import { significant } from "../numbers.js";

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {import("./plan.js").Line} Line
 */

/** What a is of s. @type {Object<string, {name: string, formula: string}>} */
export const ACTIVATIONS = {
  linear: { name: "linear", formula: "s" },
  relu: { name: "ReLU", formula: "max(0, s)" },
  sigmoid: { name: "sigmoid", formula: "1 / (1 + e⁻ˢ)" },
  tanh: { name: "tanh", formula: "tanh(s)" },
  softmax: { name: "softmax", formula: "eˢ / Σ eˢ over the layer" },
  leaky_relu: { name: "leaky ReLU", formula: "s, or 0.2·s below 0" },
  elu: { name: "ELU", formula: "s, or eˢ − 1 below 0" },
  selu: { name: "SELU", formula: "1.0507·s, or 1.7581·(eˢ − 1) below 0" },
  gelu: { name: "GELU", formula: "s·Φ(s)" },
  silu: { name: "SiLU", formula: "s / (1 + e⁻ˢ)" },
  softplus: { name: "softplus", formula: "ln(1 + eˢ)" },
};

const DIGITS = 3;
/** How many of the largest weights are told. */
const LARGEST = 3;

/** A number as a person reads it; an overflown one has no digits. @param {number} value @param {number} [digits] */
export function told(value, digits = DIGITS) {
  return Number.isFinite(value) ? significant(value, digits) : "not a number";
}

/** @param {number} count @param {string} noun */
export function counted(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** A weight's name. @param {Net} net @param {Line} line */
export function lineName(net, { layer, from, to }) {
  return `${net.name(layer, from)} → ${net.name(layer + 1, to)}`;
}

/** @param {Net} net @param {Line} line @returns {number} the place of the weight among all */
export function placeOf({ layers }, { layer, from, to }) {
  return layers[layer].kernel + from * layers[layer].units + to;
}

/** @typedef {{weights: ArrayLike<number>, film: ArrayLike<number>, step?: import("../steps/walk.js").Step | null}} Weights on the screen, without edits, and the step behind which they are */

/** @param {Net} net @param {Line} line @param {Weights} of */
export function tipOfLine(net, line, of) {
  const at = placeOf(net, line);
  return [lineName(net, line), `weight ${told(of.weights[at])}`, ...before(of, at), `at the start ${told(net.initial[at])}`];
}

/** @param {Weights} of @param {number} at */
function before({ weights, film, step }, at) {
  if (step) return [`before the step ${told(step.before[at])}`];
  return Object.is(weights[at], film[at]) ? [] : [`✎ before your edit ${told(film[at])}`];
}

/**
 * @param {Net} net @param {number} level @param {number} unit @param {Weights} of
 * @returns {string[]} lines
 */
export function tipOfNeuron(net, level, unit, of) {
  const { weights } = of;
  const rows = `over ${counted(net.count, "row")}`;
  const [now, start] = [weights, net.initial].map((numbers) => told(net.means(numbers)[level][unit]));
  if (level === 0) return [net.name(level, unit), `mean ${now} ${rows}, as the network receives it`];
  const bias = net.layers[level - 1].bias + unit;
  const biases = `bias ${told(weights[bias])}, at the start ${told(net.initial[bias])}`;
  return [net.name(level, unit), biases, ...before(of, bias), `mean output ${now} ${rows}, at the start ${start}`];
}

/** @param {number} epoch */
export function afterEpoch(epoch) {
  return epoch ? `after epoch ${epoch.toLocaleString("en")}` : "before training";
}

/**
 * The network for those who do not see it.
 * @param {Net} net @param {ArrayLike<number>} weights @param {string} when it has them
 */
export function described(net, weights, when) {
  const { data } = net;
  const layers = data.layers.map(({ units, activation, normalized }, n) => {
    const kind = `${ACTIVATIONS[activation].name}${normalized ? ", batch normalization" : ""}`;
    return `${net.level(n + 1)}: ${counted(units, n + 1 < data.layers.length ? "neuron" : "output")}, ${kind}`;
  });
  const largest = largestIn(net, weights).map((line) => `${lineName(net, line)} ${told(weights[placeOf(net, line)])}`);
  const sentences = [`The network ${when}: ${counted(data.inputs.length, "input")}; ${layers.join("; ")}; ${counted(data.parameters, "parameter")} in all`];
  if (largest.length) sentences.push(`The largest weights: ${largest.join("; ")}`);
  return `${sentences.join(". ")}.`;
}

/** @param {Net} net @param {ArrayLike<number>} weights @returns {Line[]} of the largest weights, the largest first */
function largestIn(net, weights) {
  /** @type {{line: Line, size: number}[]} */
  const found = [];
  net.layers.forEach(({ inputs, units, kernel }, layer) => {
    for (let at = 0; at < inputs * units; at++) {
      const size = Math.abs(weights[kernel + at]);
      if (!(size > (found[LARGEST - 1]?.size ?? 0))) continue;
      found.push({ size, line: { layer, from: Math.floor(at / units), to: at % units } });
      found.sort((one, other) => other.size - one.size);
      found.length = Math.min(found.length, LARGEST);
    }
  });
  return found.map(({ line }) => line);
}
