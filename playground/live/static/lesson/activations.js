// The pictures of the page on activation functions: curves under a cursor, a card for each, softmax, a layer, and networks.

import { card, passed, readings } from "./activation_words.js";
import { Curves } from "./curves.js";
import { Layer } from "./layer.js";
import { Network } from "./network.js";
import { Softmax } from "./softmax.js";

/** Milliseconds in which the question's answer is shown. */
const REVEAL = 1800;
const ASKED = "sigmoid";

/**
 * @typedef {{functions: string[], s: number, reach: string, z1: number, z2: number, z3: number, t: number, scale: number, bias: number, data: string}} State
 * @typedef {Object} Content
 * @property {Object<string, import("./activation_words.js").Card>} functions
 * @property {import("./activation_words.js").Card} softmax
 * @property {number} threshold |a′| below which a unit counts as saturated
 * @property {import("./layer.js").Column[]} columns
 * @property {number[][]} weights
 * @property {{softmax: import("./controls.js").Control[], layer: import("./controls.js").Control[], network: import("./controls.js").Control[]}} controls
 */

export class Picture {
  #revealing = 0;
  #cards = "";

  /** @param {HTMLElement} stage @param {Content} content @param {import("./lesson.js").Host} host */
  constructor(stage, content, host) {
    Object.assign(this, { content, host });
    stage.classList.add("np-beside");
    this.curves = new Curves(stage, content.functions, content.threshold, (s, resting) => this.#change({ s }, resting));
    this.used = document.createElement("section");
    this.used.innerHTML = '<h2>What each is used for</h2><div class="np-cards"></div>';
    this.cards = /** @type {HTMLElement} */ (this.used.lastElementChild);
    host.root.append(this.used);
    const change = (/** @type {string} */ name, /** @type {any} */ value) => this.#change({ [name]: value });
    this.softmax = new Softmax(host.root, content.controls.softmax, change);
    this.softmax.parts.words.insertAdjacentHTML("afterend", `<div class="np-cards">${card(content.softmax)}</div>`);
    this.layer = new Layer(host.root, content, content.controls.layer, change);
    this.network = new Network(host, content.controls.network, change);
  }

  close() {
    cancelAnimationFrame(this.#revealing);
    for (const part of [this.curves, this.softmax, this.layer, this.network]) part.close();
  }

  /** @param {State} state @returns {State} */
  settle(state) {
    const reach = Number(state.reach);
    return { ...state, s: Math.max(-reach, Math.min(reach, state.s)) };
  }

  idle() {
    return [];
  }

  /** @param {State} state */
  draw(state) {
    this.curves.show(state, this.#passed(state));
    const cards = state.functions.map((name, n) => card(this.content.functions[name], n)).join("");
    if (cards !== this.#cards) this.cards.innerHTML = cards;
    this.used.hidden = !cards;
    this.#cards = cards;
    this.softmax.draw(state);
    this.layer.draw(state);
    this.network.draw(state);
  }

  /** @param {import("./films.js").Showing} films */
  show(films) {
    this.network.show(films);
  }

  /** @param {State} state */
  formula({ functions, s }) {
    return readings(functions, s, this.content.functions, this.content.threshold);
  }

  /** @param {State} state */
  words(state) {
    return `<p role="status">${this.#passed(state)}</p>`;
  }

  /** The cursor goes to where the sigmoid is steepest. */
  reveal() {
    const { functions } = this.host.state;
    const chosen = functions.includes(ASKED) ? functions : [ASKED, ...functions].slice(0, 4);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const began = performance.now();
    cancelAnimationFrame(this.#revealing);
    const go = () => {
      const share = still ? 1 : Math.min(1, (performance.now() - began) / REVEAL);
      this.host.change({ functions: chosen, reach: "6", s: Math.round(-600 * (1 - share)) / 100 }, share === 1);
      if (share < 1) this.#revealing = requestAnimationFrame(go);
    };
    go();
  }

  /** @param {State} state */
  #passed({ functions, s }) {
    return passed(functions, s, this.content.functions, this.content.threshold);
  }

  /** @param {Partial<State>} part @param {boolean} [resting] */
  #change(part, resting) {
    cancelAnimationFrame(this.#revealing);
    this.host.change(part, resting);
  }
}
