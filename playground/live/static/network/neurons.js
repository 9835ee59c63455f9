// The neurons of the picture as buttons, for pointers and keys, and the words beside them.

import { ACTIVATIONS, counted } from "./words.js";

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {import("./plan.js").Plan} Plan
 * @typedef {import("./plan.js").Column} Column
 * @typedef {Object} Listener
 * @property {(level: number, unit: number) => void} point at a neuron, with pointer or focus; −1 leaves it
 * @property {(level: number, unit: number) => void} choose a neuron
 * @property {(layer: number) => void} all weights of a layer
 */

/** Below so many pixels a column's head is two short words. */
const NARROW = 64;
const LOCK = `<svg class="np-lock" viewBox="-1 -1 14 15" aria-hidden="true"><path d="M3 6V4a3 3 0 0 1 6 0v2" /><rect x="1" y="6" width="10" height="7" rx="1" /></svg>`;
/** Pixels for the word above the inputs. */
const INPUTS = 52;

export class Neurons {
  /** @type {HTMLButtonElement[][]} level by level */
  #buttons = [];
  #print = "";

  /** @param {HTMLElement} parent @param {Listener} listener */
  constructor(parent, listener) {
    this.listener = listener;
    this.box = Object.assign(document.createElement("div"), { className: "np-neurons" });
    this.box.setAttribute("role", "group");
    this.box.setAttribute("aria-label", "Neurons: move with the arrow keys, open with Enter");
    this.box.addEventListener("keydown", (event) => this.#pressed(event));
    parent.append(this.box);
  }

  /** @param {Net} net @param {Plan} plan */
  lay(net, plan) {
    const print = JSON.stringify([plan, net.data.inputs, net.data.outputs, net.data.layers]);
    if (print === this.#print) return;
    this.#print = print;
    const held = /** @type {HTMLElement | null} */ (this.box.contains(document.activeElement) ? document.activeElement : null);
    const name = held?.getAttribute("aria-label");
    this.box.replaceChildren();
    this.#buttons = plan.columns.map((column) => this.#lay(net, plan, column));
    const first = this.#buttons[1]?.[0];
    if (first) first.tabIndex = 0;
    // Whoever stands on a neuron stays there when the picture is laid anew.
    if (name) this.#focus(this.#buttons.flat().find((button) => button.getAttribute("aria-label") === name));
  }

  /**
   * Shows which neurons are silenced or frozen, and whose bias is edited.
   * @param {import("./editing.js").Editing} editing @param {Net} net
   */
  mark(editing, { layers }) {
    const edited = new Set(editing.places);
    this.#buttons.forEach((buttons, level) => {
      for (const button of buttons) {
        const unit = Number(button.dataset.unit);
        const silent = editing.isSilent(level, unit);
        const biased = level > 0 && edited.has(layers[level - 1].bias + unit);
        const frozen = editing.isFrozen(level, unit) || editing.frozenSince(level, unit) > 0;
        button.classList.toggle("np-silent", silent);
        // A lock, as long as it is frozen.
        if (frozen !== button.classList.contains("np-frozen")) button.innerHTML = frozen ? LOCK : "";
        button.classList.toggle("np-frozen", frozen);
        button.classList.toggle("np-biased", biased);
        const words = [silent ? "silenced" : "", frozen ? "frozen" : "", biased ? "bias edited" : ""].filter(Boolean).join(", ");
        if ((button.ariaDescription ?? "") !== words) button.ariaDescription = words || null;
      }
    });
  }

  /** Puts the focus on a neuron, or on the first where that is not drawn. @param {number} level @param {number} unit */
  focus(level, unit) {
    const column = this.#buttons[level] ?? [];
    this.#focus(column.find((button) => button.dataset.unit === String(unit)) ?? column[0]);
  }

  /** Puts the focus on the button for all weights of a layer. @param {number} layer */
  focusAll(layer) {
    /** @type {HTMLElement | undefined} */ (this.box.querySelectorAll(".np-all")[layer])?.focus({ preventScroll: true });
  }

  /** @param {Net} net @param {Plan} plan @param {Column} column */
  #lay(net, plan, column) {
    const { level, x, size, spots, more } = column;
    const buttons = spots.map(({ unit, y }) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "np-neuron", tabIndex: -1 });
      Object.assign(button.dataset, { level, unit });
      button.setAttribute("aria-label", level === 0 ? `input ${net.name(level, unit)}` : level === net.layers.length ? `output ${net.name(level, unit)}` : net.name(level, unit));
      Object.assign(button.style, { left: `${x - size / 2}px`, top: `${y - size / 2}px`, width: `${size}px`, height: `${size}px` });
      button.onpointerenter = button.onfocus = () => this.listener.point(level, unit);
      button.onpointerleave = button.onblur = () => this.listener.point(-1, -1);
      button.onclick = () => this.listener.choose(level, unit);
      this.box.append(button);
      return button;
    });
    this.#layHead(net, column, plan);
    if (level === 0 || level === net.layers.length) this.#layNames(net, plan, column);
    if (more) this.#word(`+ ${more} more`, "np-more", x, spots[spots.length - 1].y + size / 2 + 13, column.room - 4, `${more} more with smaller weights`);
    return buttons;
  }

  /** @param {Net} net @param {Column} column @param {Plan} plan */
  #layHead(net, { level, x, size, room }, plan) {
    const ends = level === 0 || level === net.layers.length;
    const width = Math.max(size, level === 0 ? INPUTS : 0, ends ? Math.min(room, 2 * (level === 0 ? x : plan.width - x)) : room) - 4;
    const layer = net.data.layers[level - 1];
    const kind = layer ? `${ACTIVATIONS[layer.activation].name}${layer.normalized ? " + norm." : ""}` : "inputs";
    const units = net.sizes[level].toLocaleString("en");
    const title = `${net.level(level)}: ${units}${layer ? `, ${kind}` : ""}${layer?.dropout ? `, dropout ${layer.dropout}` : ""}`;
    this.#word(width < NARROW || level === 0 ? units : counted(net.sizes[level], "unit"), `np-units${ends ? "" : " np-stepped"}`, x, 0, width, title);
    this.#word(kind, "np-kind", x, 19, width, title);
    if (level === 0) return;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "np-all", textContent: "all", title: "All weights of the layer" });
    button.setAttribute("aria-label", `All weights into ${level === net.layers.length ? "the output" : net.level(level)}`);
    Object.assign(button.style, { left: `${x}px`, top: "37px" });
    button.onclick = () => this.listener.all(level - 1);
    this.box.append(button);
  }

  /** @param {Net} net @param {Plan} plan @param {Column} column */
  #layNames(net, plan, { level, x, size, spots }) {
    for (const { unit, y } of spots) {
      const name = net.name(level, unit);
      if (level === 0) this.#word(name, "np-name np-before", x - size / 2 - 5, y, x - size / 2 - 6, name);
      else if (plan.large) this.#word(name, "np-name np-below", x, y + size / 2 + 2, plan.names, name);
      else this.#word(name, "np-name np-after", x + size / 2 + 5, y, plan.width - x - size / 2 - 6, name);
    }
  }

  /** @param {string} words @param {string} className @param {number} left @param {number} top @param {number} width @param {string} title */
  #word(words, className, left, top, width, title) {
    const element = Object.assign(document.createElement("span"), { className, textContent: words, title });
    Object.assign(element.style, { left: `${left}px`, top: `${top}px`, maxWidth: `${Math.max(12, width)}px` });
    element.setAttribute("aria-hidden", "true");
    this.box.append(element);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const level = this.#buttons.findIndex((column) => column.includes(/** @type {HTMLButtonElement} */ (event.target)));
    const by = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (level < 0 || !by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // The player, too, listens to arrow keys.
    event.stopPropagation();
    const place = this.#buttons[level].indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const column = this.#buttons[level + by[0]] ?? this.#buttons[level];
    const across = Math.round(((place + 0.5) / this.#buttons[level].length) * column.length - 0.5);
    const next = by[0] ? across : place + by[1];
    this.#focus(column[Math.max(0, Math.min(column.length - 1, next))]);
  }

  /** @param {HTMLButtonElement | undefined} button the one among the neurons that the tab key reaches from now on */
  #focus(button) {
    if (!button) return;
    for (const other of this.#buttons.flat()) other.tabIndex = -1;
    button.tabIndex = 0;
    button.focus({ preventScroll: true });
  }
}
