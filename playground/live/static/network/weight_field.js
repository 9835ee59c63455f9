// A weight or a bias of the network as a number to be edited, with what it was before beside it.

import { write } from "../write.js";
import { whereIs } from "./edits.js";
import { NumberField } from "./number_field.js";
import { usualIn } from "./painter.js";
import { told } from "./words.js";

const HINT = "Type a number, drag it to the left or right, or press ↑ and ↓.";

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {import("./editing.js").Editing} Editing
 */

export class WeightField {
  /** @param {Net} net @param {number} place among all weights @param {Editing} editing */
  constructor(net, place, editing) {
    Object.assign(this, { place, editing });
    const { layer, from } = whereIs(net, place);
    const set = (/** @type {number} */ value, /** @type {object} */ gesture) => editing.set(place, value, gesture);
    this.field = new NumberField(from < 0 ? "bias" : "weight", usualIn(net.layers[layer]), { begin: () => editing.begin(), set });
    this.input = this.field.input;
    /** What it was without the edit. */
    this.before = Object.assign(document.createElement("span"), { className: "np-before-edit" });
    /** How to edit, or why not. */
    this.hint = Object.assign(document.createElement("p"), { className: "np-hint" });
  }

  /** Why what was typed is not taken. */
  get refused() {
    return this.field.refused;
  }

  /** @param {import("./card.js").Now} now @param {string} name */
  show({ weights, film, ink }, name) {
    const { place, editing } = this;
    const value = weights[place];
    const muted = editing.muted(place);
    const edited = !Object.is(value, film[place]);
    const obstacle = muted ? "The neuron that it leaves is silenced, so it is 0." : editing.obstacle;
    const before = edited ? `, before your edit ${told(film[place])}` : "";
    this.field.show({ value, edited, label: `${name}${before}`, able: obstacle === "" });
    this.input.style.color = value < 0 ? ink.negative : ink.positive;
    this.input.title = obstacle || HINT;
    write(this.before, edited ? `✎ before your edit ${told(film[place])}` : "");
    write(this.hint, obstacle || HINT);
  }
}
