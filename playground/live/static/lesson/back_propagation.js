// The picture of the page on back-propagation: the network of figure 4, or the gradients of deep networks, as one chooses.

import { Depth } from "./depth.js";
import { Figure4, rowOf } from "./figure4.js";

/** Whatever changes one of these begins with the first step. */
const BEGINS = ["view", "inputs", "row", "activation", "rate", "layers", "units", "initial", "seed"];

/**
 * @typedef {Object<string, any> & {view: "figure4" | "depth", inputs: "iris" | "own", row: number, activation: string, rate: number,
 *   weight: number, x1: number, x2: number, y: number, layers: number, units: number, initial: string, seed: number, steps: number}} State
 *   besides the weights w1 … w10 and biases b1 … b5
 * @typedef {Object} Content
 * @property {Object<string, string[]>} views view -> its controls
 * @property {string[]} controls of all views
 * @property {{x: number[][], y: number[], values: number[][], names: string[], classes: string[]}} rows values: in cm, a column a list
 * @property {State} start
 * @property {{low: number, high: number}} weights
 * @property {{low: number, high: number}} inputs
 * @property {number} most updates
 * @property {number} seeds how many there are
 */

export class Picture {
  /** @param {HTMLElement} stage @param {Content} content @param {import("./lesson.js").Host} host */
  constructor(stage, content, host) {
    Object.assign(this, { content, host });
    const boxes = ["np-figure4", "np-depth"].map((className) => Object.assign(document.createElement("div"), { className }));
    stage.append(...boxes);
    [this.figure4, this.depth] = [new Figure4(boxes[0], content, host), new Depth(boxes[1], content, host)];
    this.boxes = { figure4: boxes[0], depth: boxes[1] };
  }

  close() {
    this.figure4.close();
    this.depth.close();
  }

  /** @param {State} state @param {Partial<State>} changed @returns {State} */
  settle(state, changed) {
    const next = { ...state };
    if (changed.inputs === "own" && !("x1" in changed)) Object.assign(next, this.#asOwn(next));
    if (next.inputs === "iris") for (const name of ["x1", "x2", "y"]) next[name] = this.content.start[name];
    if (!("steps" in changed) && BEGINS.some((name) => name in changed)) next.steps = 0;
    return this.#scene(next).settle(next);
  }

  /** @param {State} state */
  idle({ view, inputs }) {
    const shown = this.content.views[view].filter((name) => name !== "row" || inputs === "iris");
    return this.content.controls.filter((name) => !shown.includes(name));
  }

  /** @param {State} state */
  draw(state) {
    for (const [view, box] of Object.entries(this.boxes)) box.hidden = view !== state.view;
    this.#scene(state).draw(state);
  }

  /** @param {State} state */
  formula(state) {
    return this.#scene(state).formula(state);
  }

  /** @param {State} state */
  words(state) {
    return this.#scene(state).words(state);
  }

  /** @param {State} state */
  progress(state) {
    return this.#scene(state).progress(state);
  }

  reveal() {
    this.figure4.reveal();
  }

  /** @param {State} state */
  #scene({ view }) {
    return view === "depth" ? this.depth : this.figure4;
  }

  /** Whoever takes own numbers begins with those of the flower. @param {State} state */
  #asOwn(state) {
    const { x, y } = rowOf({ ...state, inputs: "iris" }, this.content);
    return { x1: Number(x[0].toFixed(2)), x2: Number(x[1].toFixed(2)), y };
  }
}
