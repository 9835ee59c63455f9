// Everything that a run has said so far, ordered by epoch. Knows nothing of clocks or charts.

import { unpack } from "./pack.js";

/**
 * @typedef {Object} Look
 * @property {number[]} traces
 * @property {Object<string, any[]>} data attributes, each with one column a trace
 * @property {Object<string, any>} layout places in the layout and their values
 * @property {string} print two looks with one print have the same traces
 * @property {import("./network/charts.js").Answers} [answers] how a panel's other looks follow from the network's answers
 * @typedef {{epoch: number, look: Look}} Key
 * @typedef {{status: string, note: string, best?: number, back?: number, reach?: number}} Ending
 * @typedef {{epoch: number, count: number, small: number, absolute: number | null, squared: number | null}} Sizes of the weights
 * @typedef {{epoch: number, numbers: (number | null)[]}} Weights of the network after an epoch, flat, in Keras' order
 * @typedef {Object} Frame one entry of the run's log, as frame.py describes it
 * @property {Object<string, object>} [stages]
 * @property {Object<string, object>} [before]
 * @property {[number, number]} [epochs]
 * @property {Object<string, {ys: (number | null)[][]}>} [curves]
 * @property {number} [pace]
 * @property {{panel: string, epoch: number, look: object}[]} [keys]
 * @property {Sizes[]} [sizes]
 * @property {{epoch: number, f3: string}[]} [weights]
 * @property {Ending} [ending]
 */

export class Timeline {
  /** How many entries of the log have come. */
  received = 0;
  /** The last epoch recorded. */
  last = 0;
  /** @type {number | null} milliseconds of training an epoch */
  pace = null;
  /** @type {Ending | null} */
  ending = null;
  /** @type {Map<string, Look>} what holds for a panel during the whole run, or is foreseen to */
  stages = new Map();
  /** @type {Map<string, Look>} what stands in a panel from before the run on, whatever the run says */
  before = new Map();
  /** @type {Map<string, (number | null)[][]>} panel -> y of each curve; the point at index i belongs to epoch i + 1 */
  #curves = new Map();
  /** @type {Map<string, Key[]>} */
  #keys = new Map();
  /** @type {Sizes[]} */
  #sizes = [];
  /** @type {PackedWeights[]} */
  #weights = [];

  /** @param {number} epochs how many the run is going to have */
  constructor(epochs) {
    this.epochs = epochs;
  }

  /**
   * Takes what is known before the run's first word, instead of what was known so before.
   * @param {Pick<Frame, "stages" | "keys" | "before">} frame
   */
  foresee({ stages = {}, keys = [], before = {} }) {
    this.stages.clear();
    this.#keys.clear();
    this.before = new Map(Object.entries(before).map(([panel, look]) => [panel, unpacked(look)]));
    this.#addLooks(stages, keys);
  }

  /**
   * @param {number} position of the entry in the run's log, from 1
   * @param {Frame} frame
   */
  add(position, frame) {
    // A connection that dropped may send again what has come.
    if (position <= this.received) return;
    this.received = position;
    this.#addLooks(frame.stages ?? {}, frame.keys ?? []);
    for (const sizes of frame.sizes ?? []) insert(this.#sizes, sizes);
    for (const { epoch, f3 } of frame.weights ?? []) insert(this.#weights, new PackedWeights(epoch, f3));
    if (frame.epochs) this.#addEpochs(frame.epochs, frame.curves ?? {});
    this.pace = frame.pace ?? this.pace;
    this.ending = frame.ending ?? this.ending;
  }

  /** Nothing will follow; a run whose frames did not say why has failed. @param {string} [failed] why */
  close(failed = "The run ended unexpectedly. Press Train to run it again.") {
    this.ending ??= { status: "failed", note: failed };
  }

  /** The last epoch that the run has or will have, as far as is known. */
  get end() {
    return this.ending ? this.last : this.epochs;
  }

  /** The last epoch that an axis needs once the run is over: a mark may stand behind the last one recorded. */
  get reach() {
    return this.ending?.reach ?? this.last;
  }

  /**
   * @param {number} epoch on show
   * @returns {number} the epoch whose weights the network then has: at the end, it may have gone back to its best
   */
  network(epoch) {
    return epoch >= this.last ? (this.ending?.back ?? epoch) : epoch;
  }

  /**
   * @param {string} panel
   * @returns {(number | null)[][]}
   */
  curves(panel) {
    return this.#curves.get(panel) ?? [];
  }

  /**
   * @param {string} panel
   * @param {number} epoch
   * @returns {Key | null} what the panel looks like at that epoch
   */
  keyAt(panel, epoch) {
    const keys = this.#keys.get(panel) ?? [];
    return keys[after(keys, epoch) - 1] ?? null;
  }

  /** @param {number} epoch @returns {Sizes | null} how large the weights are at that epoch, in films that say so */
  sizesAt(epoch) {
    return this.#sizes[after(this.#sizes, epoch) - 1] ?? null;
  }

  /** The epochs whose weights are known, ascending; none of a network too large for that. @returns {number[]} */
  get weightEpochs() {
    return this.#weights.map(({ epoch }) => epoch);
  }

  /** @param {number} epoch @returns {Weights | null} of the last snapshot at or before that epoch, the same object each time */
  weightsAt(epoch) {
    return this.#weights[after(this.#weights, epoch) - 1]?.unpacked ?? null;
  }

  /** @param {Object<string, object>} stages @param {{panel: string, epoch: number, look: object}[]} keys */
  #addLooks(stages, keys) {
    for (const [panel, look] of Object.entries(stages)) this.stages.set(panel, unpacked(look));
    for (const { panel, epoch, look } of keys) this.#addKey(panel, { epoch, look: unpacked(look) });
  }

  /** @param {string} panel @param {Key} key */
  #addKey(panel, key) {
    const keys = this.#keys.get(panel) ?? [];
    this.#keys.set(panel, keys);
    insert(keys, key);
  }

  /** @param {[number, number]} epochs @param {Object<string, {ys: (number | null)[][]}>} curves */
  #addEpochs([first, last], curves) {
    const known = this.last + 1 - first;
    for (const [panel, { ys }] of Object.entries(curves)) {
      const all = this.#curves.get(panel) ?? [];
      this.#curves.set(panel, all);
      // A curve that begins late has gaps before.
      while (all.length < ys.length) all.push(new Array(this.last).fill(null));
      ys.forEach((y, curve) => all[curve].push(...y.slice(known)));
    }
    this.last = last;
  }
}

/** Weights as they came: two million characters of a run are read only where somebody looks. */
class PackedWeights {
  /** @type {Weights | null} */
  #read = null;

  /** @param {number} epoch @param {string} f3 */
  constructor(epoch, f3) {
    Object.assign(this, { epoch, f3 });
  }

  /** @returns {Weights} */
  get unpacked() {
    this.#read ??= { epoch: this.epoch, numbers: /** @type {(number | null)[]} */ (unpack({ f3: this.f3 })) };
    return this.#read;
  }
}

/**
 * Puts in its place what holds from an epoch on; what is known of the same epoch gives way to it.
 * @param {{epoch: number}[]} keys ascending @param {{epoch: number}} key
 */
function insert(keys, key) {
  // The best epoch's key may come after later ones.
  const place = after(keys, key.epoch);
  const known = keys[place - 1]?.epoch === key.epoch;
  keys.splice(known ? place - 1 : place, known ? 1 : 0, key);
}

/** @param {{epoch: number}[]} keys @param {number} epoch @returns {number} how many keys lie at or before that epoch */
function after(keys, epoch) {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle].epoch <= epoch) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {any} look @returns {Look} */
function unpacked({ traces, data, layout = {}, answers }) {
  const columns = Object.entries(data).map(([name, packed]) => [name, packed.map(unpack)]);
  return { traces, layout, print: JSON.stringify(data), data: Object.fromEntries(columns), answers };
}
