// An epoch step by step, as the server tells it: which rows are in each batch, and the weights behind it.

import { numbers } from "../network/net.js";

/**
 * @typedef {import("../pack.js").Packed} Packed
 * @typedef {{count: number, rows: number[], loss: number | null, moved: number | null}} Batch as live/steps.py describes it
 * @typedef {{panel: string, traces: number[], points: number[][][]}} Chart which points of its traces are in the batch of each step
 * @typedef {{epoch: number, count: number, rate: number | null, before: Packed, updates: Packed, steps: Batch[], charts: Chart[]}} Told
 * @typedef {Object} Step what there is to see of a step
 * @property {number} epoch
 * @property {number} number from 1
 * @property {Batch} batch
 * @property {Float64Array} before the weights before it
 * @property {Float64Array} weights and after it
 * @property {Float64Array} updates by how much it moved each of them
 */

export class Walk {
  /** @type {Step | null} the last one that was looked at */
  #step = null;

  /** @param {Told} told */
  constructor(told) {
    const { epoch, count, rate, steps, charts } = told;
    Object.assign(this, { epoch, count, rate, steps, charts });
    this.before = numbers(told.before);
    this.updates = numbers(told.updates);
  }

  /** How many steps are told: the first of all. */
  get last() {
    return this.steps.length;
  }

  /** The same object as long as the same one is asked for. @param {number} number from 1 @returns {Step} */
  step(number) {
    if (this.#step?.number !== number) {
      const before = this.#after(number - 1);
      const updates = this.#updates(number);
      const weights = before.map((weight, at) => weight + updates[at]);
      this.#step = { epoch: this.epoch, number, batch: this.steps[number - 1], before, weights, updates };
    }
    return this.#step;
  }

  /** @param {number} number of a step */
  #updates(number) {
    const { length } = this.before;
    return this.updates.subarray((number - 1) * length, number * length);
  }

  /** The weights after a step, added up from the first: a sum in double precision is as exact as what it adds. @param {number} number 0 is before the first */
  #after(number) {
    const weights = this.before.slice();
    for (let step = 1; step <= number; step++) this.#updates(step).forEach((update, at) => (weights[at] += update));
    return weights;
  }
}
