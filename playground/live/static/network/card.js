// The card beside the picture of a network: about a neuron or a weight, until it is closed.

import { NeuronCard } from "./neuron_card.js";
import { Questions } from "./questions.js";
import { WeightCard } from "./weight_card.js";
import { lineName } from "./words.js";

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {import("./plan.js").Line} Line
 * @typedef {{weights: ArrayLike<number>, film: ArrayLike<number>, timeline: import("../timeline.js").Timeline, epoch: number, ink: import("./painter.js").Ink}} Now
 * @typedef {Now & {row: number, questions: Questions}} Told
 * @typedef {{level: number, unit: number}} Neuron
 * @typedef {Object} Listener
 * @property {() => void} changed asks to be shown
 * @property {(back: Neuron | null) => void} closed where the focus goes back to
 */

export class Card {
  /** @type {NeuronCard | WeightCard | null} */
  #content = null;
  /** @type {Neuron | null} what it is about, or leads to */
  neuron = null;
  /** @type {Line | null} */
  line = null;
  /** @type {Now | null} what is shown */
  #now = null;
  /** What there is to ask of the run on the screen. */
  questions = new Questions(() => this.#now && this.show(this.#now));
  /** The row whose numbers are told, for as long as the page lasts. */
  row = 0;

  /** @param {HTMLElement} parent @param {import("./editing.js").Editing} editing @param {Listener} listener */
  constructor(parent, editing, listener) {
    Object.assign(this, { editing, listener });
    this.box = Object.assign(document.createElement("div"), { className: "np-card", hidden: true, tabIndex: -1 });
    this.box.setAttribute("role", "dialog");
    this.box.innerHTML = `<header><h3></h3><button type="button" aria-label="Close">×</button></header><div class="np-card-body"></div>`;
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (this.box.querySelector(name));
    Object.assign(this, { title: part("h3"), body: part(".np-card-body") });
    part("button").onclick = () => this.close();
    // The player, too, listens to keys, though not to those with Ctrl.
    this.box.addEventListener("keydown", (event) => event.key === "Escape" || event.ctrlKey || event.metaKey || event.stopPropagation());
    parent.append(this.box);
  }

  get open() {
    return this.#content !== null;
  }

  /** @param {Net} net @param {Neuron} neuron @param {boolean} right on which side there is room */
  showNeuron(net, neuron, right) {
    this.row = Math.min(this.row, net.count - 1);
    this.#begin("neuron-card", net.name(neuron.level, neuron.unit), right);
    Object.assign(this, { neuron, line: null });
    const choose = (/** @type {Line} */ line) => this.showLine(net, line, right);
    const turn = (/** @type {number} */ row) => ((this.row = row), this.listener.changed());
    this.#content = new NeuronCard(this.body, net, { ...neuron, row: this.row }, { choose, turn, editing: this.editing });
    this.#stand();
  }

  /** @param {Net} net @param {Line} line @param {boolean} right */
  showLine(net, line, right) {
    this.#begin("weight-card", lineName(net, line), right);
    Object.assign(this, { neuron: { level: line.layer + 1, unit: line.to }, line });
    this.#content = new WeightCard(this.body, net, line, this.editing);
    this.#stand();
  }

  /** @param {Now} now */
  show(now) {
    this.#now = now;
    this.#content?.show({ ...now, row: this.row, questions: this.questions });
  }

  close() {
    if (!this.#content) return;
    // What is hidden loses the focus at once.
    const back = this.box.contains(document.activeElement) ? this.neuron : null;
    this.#content = null;
    this.questions.drop();
    this.box.hidden = true;
    Object.assign(this, { neuron: null, line: null });
    this.listener.closed(back);
  }

  /** @param {string} name @param {string} title @param {boolean} right */
  #begin(name, title, right) {
    this.box.dataset.testid = name;
    this.title.textContent = title;
    this.box.setAttribute("aria-label", title);
    this.box.classList.toggle("np-right", right);
    this.body.replaceChildren();
  }

  #stand() {
    this.box.hidden = false;
    this.listener.changed();
    this.box.scrollTop = 0;
    this.box.focus({ preventScroll: true });
  }
}
