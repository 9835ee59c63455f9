// Buttons in the picture of the network that make it larger and smaller. They move the controls beside it, and follow them.

import { say, write } from "../write.js";
import { counted } from "./words.js";

/** With Shift, so many units at once. */
const STRIDE = 8;
/** Pixels across that a layer's buttons need. */
const ROOM = 50;
/** With so many there is room for the word, too. */
const WORDY = 118;
/** Milliseconds after which a word that is not heard counts as lost. */
const PATIENCE = 5_000;
/** Milliseconds after which it is seen whether the controls have followed. */
const CHECK = 1_500;

/**
 * @typedef {Object} Sizes as component.py describes it
 * @property {number[]} units of each hidden layer that the controls say
 * @property {number} heard the number of the last word that they have followed
 * @property {{layers: number, units: number}} most that there may be
 * @typedef {{number: number, units: (number | null)[]}} Word what is asked for; null leaves a layer to its control
 * @typedef {{group: HTMLElement, less: HTMLButtonElement, count: HTMLElement, more: HTMLButtonElement}} Stepper
 */

export class SizeButtons {
  /** @type {Sizes | null} */
  #sizes = null;
  /** What the controls will say once they have followed: a click builds on the one before, heard or not. @type {(number | null)[]} */
  #wanted = [];
  #number = 0;
  #told = 0;
  #checking = 0;
  /** @type {import("./plan.js").Plan | null} */
  #plan = null;
  #drawn = false;
  /** @type {Stepper[]} */
  #layers = [];

  /** @param {import("./frame.js").Frame} frame @param {(word: Word) => void} tell */
  constructor({ section, stage }, tell) {
    Object.assign(this, { stage, tell });
    this.depth = stepper("np-depth", (by) => this.#deepen(by));
    section.querySelector("header p")?.before(this.depth.group);
    this.box = Object.assign(document.createElement("div"), { className: "np-sizes", hidden: true });
    stage.append(this.box);
    this.depth.group.hidden = true;
  }

  /** @param {Sizes | null} sizes none where nobody can change them */
  take(sizes) {
    this.#sizes = sizes;
    const awaited = sizes && sizes.heard < this.#number && performance.now() - this.#told < PATIENCE;
    if (sizes && !awaited) {
      // Once they have followed, what comes next is somebody else's wish, such as the browser's Back.
      if (follow(sizes.units, this.#wanted)) clearTimeout(this.#checking);
      this.#wanted = [...sizes.units];
    }
    this.#show();
  }

  /**
   * @param {import("./plan.js").Plan | null} plan where the layers stand; none until that is known
   * @param {boolean} drawn whether they will stand anywhere: the buttons of a network that is not drawn stand in a row
   */
  lay(plan, drawn) {
    [this.#plan, this.#drawn] = [plan, drawn];
    this.#show();
  }

  /** @param {number} by */
  #deepen(by) {
    if (!this.#sizes) return;
    const layers = Math.max(0, Math.min(this.#sizes.most.layers, this.#wanted.length + by));
    if (layers === this.#wanted.length) return;
    this.#tell(by < 0 ? this.#wanted.slice(0, layers) : [...this.#wanted, null]);
  }

  /** @param {number} layer from 0 @param {number} by */
  #widen(layer, by) {
    const units = this.#wanted[layer];
    if (!this.#sizes || units === null) return;
    const next = Math.max(1, Math.min(this.#sizes.most.units, units + by));
    if (next !== units) this.#tell(this.#wanted.with(layer, next));
  }

  close() {
    clearTimeout(this.#checking);
  }

  /**
   * @param {(number | null)[]} units
   * @param {boolean} [again] whether it has been told before
   */
  #tell(units, again = false) {
    const before = this.#sizes?.units ?? [];
    this.#wanted = units;
    clearTimeout(this.#checking);
    if (!again) this.#checking = setTimeout(() => this.#check(units, before), CHECK);
    // Of several words that wait for the page, the last one counts: each says all that is wanted.
    this.#number = Math.max(this.#number, this.#sizes?.heard ?? 0) + 1;
    this.#told = performance.now();
    this.#show();
    this.tell({ number: this.#number, units });
  }

  /**
   * What the page asks the server at the same moment, as it does every second while TensorFlow loads, carries the controls' old values,
   * and may come behind a word of ours.
   * @param {(number | null)[]} units @param {number[]} before
   */
  #check(units, before) {
    const sizes = this.#sizes;
    if (sizes && (sizes.heard < this.#number || String(sizes.units) === String(before))) this.#tell(units, true);
  }

  #show() {
    const sizes = this.#sizes;
    this.box.hidden = this.depth.group.hidden = sizes === null;
    this.stage.classList.toggle("np-sized", sizes !== null && this.#fits());
    if (!sizes) return;
    const layers = this.#wanted.length;
    const words = counted(layers, "hidden layer");
    setCount(this.depth, words, words);
    limit(this.depth.less, layers > 0, "Take away the last hidden layer", "There is no hidden layer to take away");
    limit(this.depth.more, layers < sizes.most.layers, "Add a hidden layer", `A network has at most ${sizes.most.layers} hidden layers here`);
    while (this.#layers.length < layers) this.#layers.push(this.#layer(this.#layers.length));
    this.#layers.forEach((stepper, layer) => this.#showLayer(stepper, layer, sizes.most.units));
  }

  /** @param {number} layer from 0 @returns {Stepper} */
  #layer(layer) {
    const made = stepper("np-size", (by, event) => this.#widen(layer, event.shiftKey ? STRIDE * by : by));
    this.box.append(made.group);
    return made;
  }

  /** @param {Stepper} stepper @param {number} layer from 0 @param {number} most */
  #showLayer(stepper, layer, most) {
    const { group, less, more } = stepper;
    const column = this.#plan?.columns.slice(1, -1)[layer];
    group.hidden = layer >= this.#wanted.length || (this.#drawn && !(column && this.#fits()));
    if (group.hidden) return;
    group.style.left = column ? `${column.x}px` : "";
    const units = this.#wanted[layer];
    const name = `hidden layer ${layer + 1}`;
    const words = units === null ? "…" : counted(units, "unit");
    setCount(stepper, column && column.room < WORDY ? words.split(" ")[0] : words, `Units of ${name}: ${words}`);
    limit(less, units !== null && units > 1, `Take a unit from ${name}`, "A layer has at least 1 unit", STEPS);
    limit(more, units !== null && units < most, `Add a unit to ${name}`, `A layer has at most ${most.toLocaleString("en")} units here`, STEPS);
  }

  /** Whether the columns are wide enough; narrower ones leave it to the controls. */
  #fits() {
    return (this.#plan?.columns[0].room ?? 0) >= ROOM;
  }
}

/** Whether the controls say what is wanted. @param {number[]} units @param {(number | null)[]} wanted */
function follow(units, wanted) {
  return units.length === wanted.length && units.every((count, layer) => count === (wanted[layer] ?? count));
}

const STEPS = ` (with Shift ${STRIDE})`;

/**
 * @param {string} className @param {(by: number, event: MouseEvent) => void} step
 * @returns {Stepper}
 */
function stepper(className, step) {
  const group = Object.assign(document.createElement("span"), { className });
  group.setAttribute("role", "group");
  const [less, more] = [-1, 1].map((by) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: by < 0 ? "−" : "+" });
    button.onclick = (event) => step(by, event);
    return button;
  });
  const count = document.createElement("b");
  group.append(less, count, more);
  return { group, less, count, more };
}

/** @param {Stepper} stepper @param {string} words @param {string} label */
function setCount({ group, count }, words, label) {
  write(count, words);
  say(group, "aria-label", label);
}

/**
 * A button at its limit keeps the focus, and says why it does nothing.
 * @param {HTMLButtonElement} button @param {boolean} able @param {string} label @param {string} why not @param {string} [more] words of its title
 */
function limit(button, able, label, why, more = "") {
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-disabled", String(!able));
  button.title = able ? `${label}${more}` : why;
}
