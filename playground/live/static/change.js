// The row that changes a run's settings from the shown epoch on: a button opens it, it gathers what is wanted, and tells it on one press.

import { write } from "./write.js";

/**
 * @typedef {{name: string, label: string, help: string, steps: number[]}} Knob a setting that may change, as screen.py describes it
 * @typedef {Object<string, number>} Wanted setting -> its new value
 */

export class ChangeRow {
  /** @param {Element} root @param {(wanted: Wanted) => void} change */
  constructor(root, change) {
    const row = /** @type {HTMLElement} */ (root.querySelector(".np-change"));
    this.row = row;
    this.opener = /** @type {HTMLButtonElement} */ (root.querySelector("[data-action=change]"));
    root.querySelector(".np-head")?.addEventListener("keydown", (event) => this.#pressed(/** @type {KeyboardEvent} */ (event)));
    this.fields = /** @type {HTMLFieldSetElement} */ (row.querySelector("fieldset"));
    this.knobs = /** @type {HTMLElement} */ (row.querySelector(".np-knobs"));
    this.button = /** @type {HTMLButtonElement} */ (row.querySelector("button"));
    this.words = /** @type {HTMLElement} */ (row.querySelector("p"));
    this.knobs.onchange = () => this.#ready();
    this.button.onclick = () => {
      change(this.#wanted());
      for (const select of this.#selects()) select.value = "";
      // A disabled button gives the keyboard's focus away.
      if (this.button.matches(":focus-visible")) this.#selects()[0]?.focus();
      this.#ready();
    };
  }

  /** @param {Knob[]} knobs */
  open(knobs) {
    this.knobs.replaceChildren(...knobs.map(labelled));
    this.#ready();
  }

  /** @param {boolean} able @param {string} words which epochs a change reaches, or why there can be none */
  show(able, words) {
    if (this.fields.disabled === able) this.fields.disabled = !able;
    write(this.words, words);
  }

  /** Opens the row, or closes it: it lies over the heads of the charts, so nothing moves. */
  toggle() {
    this.row.hidden = !this.row.hidden;
    this.opener.setAttribute("aria-expanded", String(!this.row.hidden));
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== "Escape" || this.row.hidden) return;
    this.toggle();
    this.opener.focus();
  }

  #selects() {
    return this.knobs.querySelectorAll("select");
  }

  #ready() {
    this.button.disabled = Object.keys(this.#wanted()).length === 0;
  }

  /** @returns {Wanted} */
  #wanted() {
    const chosen = Array.from(this.#selects()).filter(({ value }) => value !== "");
    return Object.fromEntries(chosen.map(({ name, value }) => [name, Number(value)]));
  }
}

/** @param {Knob} knob @returns {HTMLLabelElement} */
function labelled({ name, label, help, steps }) {
  const select = document.createElement("select");
  select.name = name;
  select.title = help;
  select.add(new Option("unchanged", ""));
  for (const step of steps) select.add(new Option(step.toLocaleString("en", { maximumSignificantDigits: 6 }), String(step)));
  const element = document.createElement("label");
  element.append(label, select);
  return element;
}
