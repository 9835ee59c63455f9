// What a person has changed of a network's weights, step by step, so that each step can be taken back.

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {{level: number, unit: number}} Neuron level 1 is the first hidden layer
 * @typedef {{weights: Map<number, number>, silent: Neuron[], frozen: Neuron[]}} State new values by their places among all weights, silenced and frozen neurons; never changed
 * @typedef {{layer: number, source: number, unit: number, value: number}} WeightEdit counted from 1; source 0 is the bias
 * @typedef {{layer: number, unit: number}} Place of a neuron, counted from 1
 * @typedef {{weights: WeightEdit[], silenced: Place[], frozen: Place[]}} Wanted as Python takes it
 */

/** @type {State} */
const NONE = { weights: new Map(), silent: [], frozen: [] };

export class Edits {
  #state = NONE;
  /** @type {State[]} */
  #past = [];
  /** @type {object | null} what the last step belongs to */
  #gesture = null;
  /** The last answer of `over`. @type {{film: ArrayLike<number>, state: State, weights: Float64Array} | null} */
  #known = null;

  /** @param {Net} net */
  constructor(net) {
    this.net = net;
  }

  get any() {
    const { weights, silent, frozen } = this.#state;
    return weights.size + silent.length + frozen.length > 0;
  }

  /** The places of edited weights and biases; where a neuron is silenced, what leaves it is no edit of its own. */
  get places() {
    return [...this.#state.weights.keys()].filter((place) => !this.muted(place)).sort((one, other) => one - other);
  }

  get silent() {
    return this.#state.silent;
  }

  get frozen() {
    return this.#state.frozen;
  }

  /**
   * Sets a weight; the value that the film has ends its edit.
   * @param {number} place @param {number} value @param {ArrayLike<number>} film the weights without edits
   * @param {object} gesture steps of one gesture, as a number is dragged, are taken back together
   */
  set(place, value, film, gesture) {
    const before = this.#state.weights;
    if (value === (before.get(place) ?? film[place])) return;
    const weights = new Map(before);
    if (value === film[place]) weights.delete(place);
    else weights.set(place, value);
    this.#step({ ...this.#state, weights }, gesture);
  }

  /** Silences a neuron, or lets it speak again. @param {Neuron} neuron */
  silence(neuron) {
    this.#step({ ...this.#state, silent: toggled(this.silent, neuron) }, {});
  }

  /** Freezes a neuron, or lets it learn again. @param {Neuron} neuron */
  freeze(neuron) {
    this.#step({ ...this.#state, frozen: toggled(this.frozen, neuron) }, {});
  }

  undo() {
    [this.#state, this.#gesture] = [this.#past.pop() ?? NONE, null];
  }

  clear() {
    [this.#state, this.#past, this.#gesture] = [NONE, [], null];
  }

  /** @param {number} level @param {number} unit */
  isSilent(level, unit) {
    return this.silent.some((one) => one.level === level && one.unit === unit);
  }

  /** @param {number} level @param {number} unit */
  isFrozen(level, unit) {
    return this.frozen.some((one) => one.level === level && one.unit === unit);
  }

  /** Whether the weight leaves a silenced neuron. @param {number} place */
  muted(place) {
    return this.silent.some((neuron) => {
      const [first, units] = this.#leaving(neuron);
      return place >= first && place < first + units;
    });
  }

  /** @param {ArrayLike<number>} film the weights without edits @returns {ArrayLike<number>} with them, the same object for the same edits */
  over(film) {
    if (!this.any) return film;
    const state = this.#state;
    if (this.#known?.film === film && this.#known.state === state) return this.#known.weights;
    const weights = Float64Array.from(film);
    for (const [place, value] of state.weights) weights[place] = value;
    for (const neuron of state.silent) {
      const [first, units] = this.#leaving(neuron);
      weights.fill(0, first, first + units);
    }
    this.#known = { film, state, weights };
    return weights;
  }

  /** @returns {Wanted} */
  get wanted() {
    const weights = this.places.map((place) => {
      const { layer, from, to } = whereIs(this.net, place);
      return { layer: layer + 1, source: from + 1, unit: to + 1, value: /** @type {number} */ (this.#state.weights.get(place)) };
    });
    const places = (/** @type {Neuron[]} */ neurons) => neurons.map(({ level, unit }) => ({ layer: level, unit: unit + 1 }));
    return { weights, silenced: places(this.silent), frozen: places(this.frozen) };
  }

  /** @param {State} state @param {object} gesture */
  #step(state, gesture) {
    if (gesture !== this.#gesture) {
      // Where nothing is edited, there is nothing to take back.
      if (!this.any) this.#past = [];
      this.#past.push(this.#state);
    }
    [this.#state, this.#gesture] = [state, gesture];
  }

  /** Where the weights that leave a neuron begin among all, and how many they are. @param {Neuron} neuron @returns {[number, number]} */
  #leaving({ level, unit }) {
    const { kernel, units } = this.net.layers[level];
    return [kernel + unit * units, units];
  }
}

/** The neurons without one that is among them, or with it. @param {Neuron[]} neurons @param {Neuron} neuron */
function toggled(neurons, { level, unit }) {
  const others = neurons.filter((one) => one.level !== level || one.unit !== unit);
  return others.length < neurons.length ? others : [...others, { level, unit }];
}

/**
 * @param {Net} net @param {number} place of a weight or bias among all
 * @returns {import("./plan.js").Line} its line; from −1 is the bias
 */
export function whereIs({ layers }, place) {
  const layer = layers.findLastIndex(({ kernel }) => kernel <= place);
  const { kernel, bias, units } = layers[layer];
  if (place >= bias) return { layer, from: -1, to: place - bias };
  return { layer, from: Math.floor((place - kernel) / units), to: (place - kernel) % units };
}
