// A number of the network to be typed, dragged, and moved by keys.

import { told } from "./words.js";

const LARGEST = 1e6;
/** Pixels that a pointer may move while it only points. */
const STILL = 3;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** Steps for each key. @type {Object<string, number>} */
const KEYS = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/**
 * @typedef {Object} Listener
 * @property {() => void} begin an edit is under way
 * @property {(value: number, gesture: object) => void} set steps of one gesture belong together
 */

export class NumberField {
  #value = NaN;
  #typed = false;
  /** Whether the pointer is to place the caret, as in any field of text. */
  #writes = false;
  /** @type {{x: number, from: number, step: number, moved: boolean} | null} */
  #drag = null;
  /** What steps of keys or of a drag belong to. @type {object} */
  #gesture = {};

  /** @param {string} kind "weight" or "bias" @param {number} usual size of such a number @param {Listener} listener */
  constructor(kind, usual, listener) {
    Object.assign(this, { kind, usual, listener });
    this.input = Object.assign(document.createElement("input"), { type: "text", className: "np-number", spellcheck: false, autocomplete: "off" });
    this.input.setAttribute("role", "spinbutton");
    this.input.setAttribute("aria-valuemin", String(-LARGEST));
    this.input.setAttribute("aria-valuemax", String(LARGEST));
    /** Why what was typed is not taken. */
    this.refused = Object.assign(document.createElement("p"), { className: "np-refused" });
    this.refused.setAttribute("role", "alert");
    this.#listen();
  }

  #listen() {
    const { input } = this;
    input.oninput = () => ((this.#typed = this.#writes = true), this.listener.begin());
    input.onkeydown = (event) => this.#pressed(event);
    input.onblur = () => this.#left();
    input.onpointerdown = (event) => this.#grab(event);
    input.onpointermove = (event) => this.#move(event);
    input.onpointerup = () => this.#release();
    input.onpointercancel = () => (this.#drag = null);
    // Neither does a drag select letters.
    input.onmousedown = (event) => void (this.#writes || event.preventDefault());
  }

  /** @param {{value: number, edited: boolean, label: string, able: boolean}} now whether it may be edited */
  show({ value, edited, label, able }) {
    const { input } = this;
    this.#value = value;
    input.readOnly = !able;
    input.classList.toggle("np-edited", edited);
    input.setAttribute("aria-label", label);
    if (Number.isFinite(value)) input.setAttribute("aria-valuenow", String(value));
    else input.removeAttribute("aria-valuenow");
    // What is being typed stays.
    if (this.#typed) return;
    input.setAttribute("aria-valuetext", told(value));
    if (input.value !== told(value)) input.value = told(value);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === "Enter") this.#take();
    else if (event.key === "Escape" && this.#typed) this.#drop();
    else if (event.key in KEYS && !this.input.readOnly) {
      if (this.#take()) this.#set(this.#value + KEYS[event.key] * this.#step, this.#step);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Takes what has been typed. @returns {boolean} whether that could be taken */
  #take() {
    if (!this.#typed) return true;
    const text = this.input.value.trim();
    const value = NUMBER.test(text.replaceAll("−", "-")) ? Number(text.replaceAll("−", "-")) : NaN;
    const fits = Math.abs(value) <= LARGEST;
    const most = LARGEST.toLocaleString("en");
    this.input.setAttribute("aria-invalid", String(!fits));
    this.refused.textContent = fits ? "" : `A ${this.kind} must be a number from −${most} to ${most}. Received: ${text || "nothing"}.`;
    if (!fits) return false;
    this.#typed = this.#writes = false;
    this.#value = value;
    this.listener.set(value, {});
    return true;
  }

  /** Leaves the number as it was. */
  #drop() {
    this.#typed = this.#writes = false;
    this.refused.textContent = "";
    this.input.setAttribute("aria-invalid", "false");
    this.input.value = told(this.#value);
  }

  #left() {
    this.#take();
    this.#writes = false;
    this.#gesture = {};
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button || this.#writes) return;
    this.#drag = { x: event.clientX, from: this.#value, step: this.#step, moved: false };
    this.input.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const drag = this.#drag;
    if (!drag || this.input.readOnly) return;
    const by = Math.round(event.clientX - drag.x);
    if (!drag.moved && Math.abs(by) <= STILL) return;
    if (!drag.moved) {
      this.#gesture = {};
      this.listener.begin();
    }
    drag.moved = true;
    this.#set((Number.isFinite(drag.from) ? drag.from : 0) + by * drag.step, drag.step);
  }

  #release() {
    const drag = this.#drag;
    this.#drag = null;
    if (!drag) return;
    this.input.focus({ preventScroll: true });
    this.#gesture = {};
    if (drag.moved || this.input.readOnly) return;
    this.#writes = true;
    this.input.select();
  }

  /** About a hundredth of the number, or of what is usual: 1, 2 or 5 at its first digit. */
  get #step() {
    const size = Math.max(this.usual, Number.isFinite(this.#value) ? Math.abs(this.#value) : 0) / 100;
    const power = 10 ** Math.floor(Math.log10(size));
    return [5, 2, 1].map((digit) => digit * power).find((step) => step <= size) ?? power;
  }

  /** @param {number} value @param {number} step of which it becomes a multiple */
  #set(value, step) {
    const whole = Number((Math.round((Number.isFinite(value) ? value : 0) / step) * step).toPrecision(12));
    this.listener.set(Math.max(-LARGEST, Math.min(LARGEST, whole)), this.#gesture);
  }
}
