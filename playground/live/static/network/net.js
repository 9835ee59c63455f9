// The network of an experiment, as the server describes it: its layers, its rows and what it makes of them.

import { unpack } from "../pack.js";
import { answers, forward, gridOf, placed, standardized } from "./forward.js";

/** Of a map's side, where two inputs have no map among the charts. */
const POINTS = 41;

/**
 * @typedef {import("../pack.js").Packed} Packed
 * @typedef {import("./forward.js").Outputs} Outputs
 * @typedef {{shift: Packed, scale: Packed}} PackedScaling
 * @typedef {Object} NetworkData as live/network.py describes it
 * @property {string[]} inputs
 * @property {string[]} outputs
 * @property {{name: string, units: number, activation: string, dropout: number, normalized: boolean}[]} layers
 * @property {number} parameters
 * @property {Packed} shift
 * @property {Packed} scale
 * @property {PackedScaling | null} answer
 * @property {Packed} rows
 * @property {Packed | null} places which of the shown rows these are; null for all
 * @property {Packed} truth
 * @property {string} loss
 * @property {[number, number, number]} parts how many of the rows train, validate and test
 * @property {[number, number, number]} split how many of all rows do
 * @property {Packed[] | null} grid along each axis of the predictions' curve or map
 * @property {string[]} sources
 * @property {Packed} weights
 * @typedef {{inputs: Float64Array, width: number, height: number}} Grid points of a map as the network receives them, the first axis running fastest
 */

export class Net {
  /** @type {Map<number, Grid>} */
  #grids = new Map();
  /** @type {WeakMap<object, Float64Array>} */
  #read = new WeakMap();

  /** @type {WeakMap<ArrayLike<number>, Float64Array[]>} */
  #means = new WeakMap();

  /** @param {NetworkData} data */
  constructor(data) {
    this.data = data;
    this.layers = placed(data.inputs.length, data.layers);
    this.initial = numbers(data.weights);
    this.scaling = { shift: numbers(data.shift), scale: numbers(data.scale) };
    this.answer = data.answer && { shift: numbers(data.answer.shift), scale: numbers(data.answer.scale) };
    this.raw = numbers(data.rows);
    this.rows = standardized(this.raw, this.scaling);
    this.truth = numbers(data.truth);
    const plain = data.inputs.length === 2 && data.sources.length === 0;
    const drawn = data.grid?.map(numbers) ?? [];
    /** Both axes of the neurons' maps. */
    this.axes = drawn.length === 2 ? drawn : plain ? [0, 1].map((input) => this.#spread(input)) : null;
    this.sources = plain ? ["x", "y"] : data.sources;
    /** The points of the predictions' curve or map as the network receives them, none without. */
    this.points = drawn.length === 1 ? standardized(drawn[0], this.scaling) : drawn.length ? /** @type {Grid} */ (this.grid(1)).inputs : new Float64Array(0);
    this.targets = data.outputs.map((_, output) => everyOf(this.truth, output, data.outputs.length));
    /** Between which answers an output's colours lie, where it stands for a class. */
    this.classes = this.targets.map((own) => this.#classRange(own));
    this.targetRanges = this.targets.map(rangeOf);
    this.inputRanges = data.inputs.map((_, input) => rangeOf(everyOf(this.rows, input, data.inputs.length)));
  }

  /** How many neurons stand at each level: the inputs, then layer by layer. @returns {number[]} */
  get sizes() {
    return [this.data.inputs.length, ...this.layers.map(({ units }) => units)];
  }

  /** Whether each output stands for a class. */
  get classified() {
    return this.data.layers[this.data.layers.length - 1].activation === "softmax" && this.truth.every((value) => value === 0 || value === 1);
  }

  get count() {
    return this.raw.length / this.data.inputs.length;
  }

  /** The film's weights as numbers; what is not finite is no number. @param {import("../timeline.js").Weights | null} known */
  weights(known) {
    if (!known) return this.initial;
    const found = this.#read.get(known) ?? Float64Array.from(known.numbers, (value) => value ?? NaN);
    this.#read.set(known, found);
    return found;
  }

  /** Every so many coordinates of the map's. @param {number} stride @returns {Grid | null} null unless there are two axes */
  grid(stride) {
    if (!this.axes) return null;
    const known = this.#grids.get(stride);
    if (known) return known;
    const [across, upwards] = this.axes.map((axis) => axis.filter((_, at) => at % stride === 0));
    const raw = gridOf(across, upwards, this.sources);
    const found = { inputs: standardized(raw, this.scaling), width: across.length, height: upwards.length };
    this.#grids.set(stride, found);
    return found;
  }

  /**
   * What the inputs and every layer give, level by level, in the answer's own unit at the end; shape (rows, units).
   * @param {ArrayLike<number>} weights @param {Float64Array} inputs as the network receives them
   * @returns {Float64Array[]}
   */
  levels(weights, inputs) {
    const values = forward(this.layers, weights, inputs).map((outputs) => outputs.values);
    return [inputs, ...values.slice(0, -1), answers(values[values.length - 1], this.answer)];
  }

  /** What the network makes of one row. @param {ArrayLike<number>} weights @param {number} row @returns {Outputs[]} */
  outputs(weights, row) {
    return forward(this.layers, weights, this.inputsOf(row));
  }

  /** A row as the network receives it. @param {number} row */
  inputsOf(row) {
    const width = this.data.inputs.length;
    return this.rows.subarray(row * width, (row + 1) * width);
  }

  /** The mean of each neuron's output over evenly chosen rows, level by level. @param {ArrayLike<number>} weights @param {number} most rows */
  means(weights, most = Infinity) {
    if (most >= this.count) return this.#allMeans(weights);
    const width = this.data.inputs.length;
    const step = Math.max(1, Math.ceil(this.count / most));
    return this.#meansOf(weights, this.rows.filter((_, at) => Math.floor(at / width) % step === 0));
  }

  /** Over all rows, once for the same weights. @param {ArrayLike<number>} weights */
  #allMeans(weights) {
    const found = this.#means.get(weights) ?? this.#meansOf(weights, this.rows);
    this.#means.set(weights, found);
    return found;
  }

  /** @param {ArrayLike<number>} weights @param {Float64Array} rows */
  #meansOf(weights, rows) {
    return this.levels(weights, rows).map((values, level) => meanRow(values, this.sizes[level]));
  }

  /** Evenly spread values of an input, from its lowest to its highest. @param {number} input of two */
  #spread(input) {
    const [low, high] = rangeOf(everyOf(this.raw, input, 2));
    return Float64Array.from({ length: POINTS }, (_, n) => low + ((high - low) * n) / (POINTS - 1));
  }

  /** @param {Float64Array} own targets of an output @returns {[number, number] | null} */
  #classRange(own) {
    const { activation } = this.data.layers[this.data.layers.length - 1];
    // A class that is ruled out leaves its map pale.
    if (activation === "softmax") return [-1, 1];
    if (this.data.outputs.length > 1 || !own.every((value) => value === 0 || value === 1)) return null;
    // As in the charts the first of two classes is blue, the second orange; with any output but a sigmoid the network learns −1 and 1.
    return activation === "sigmoid" ? [1, 0] : [1, -1];
  }

  /** The name of a level. @param {number} level 0 is the inputs */
  level(level) {
    if (level === 0) return "input";
    return level === this.layers.length ? "output" : `hidden ${level}`;
  }

  /** The name of a neuron. @param {number} level @param {number} unit */
  name(level, unit) {
    if (level === 0) return this.data.inputs[unit];
    return level === this.layers.length ? this.data.outputs[unit] : `hidden ${level}, neuron ${unit + 1}`;
  }
}

/** @param {Packed} packed @returns {Float64Array} */
export function numbers(packed) {
  return Float64Array.from(/** @type {(number | null)[]} */ (unpack(packed)), (value) => value ?? NaN);
}

/** @param {Float64Array} values of shape (rows, columns) @param {number} column @param {number} columns */
function everyOf(values, column, columns) {
  return values.filter((_, at) => at % columns === column);
}

/** @param {Float64Array} values @returns {[number, number]} the lowest and the highest */
export function rangeOf(values) {
  return [values.reduce((low, value) => Math.min(low, value), Infinity), values.reduce((high, value) => Math.max(high, value), -Infinity)];
}

/** @param {Float64Array} values of shape (rows, units) @param {number} units */
function meanRow(values, units) {
  const means = new Float64Array(units);
  for (let at = 0; at < values.length; at++) means[at % units] += values[at];
  return means.map((sum) => (sum * units) / values.length);
}
