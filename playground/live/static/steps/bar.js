// The row that walks through an epoch: buttons, and the words about a step.

import { say, write } from "../write.js";

/**
 * @typedef {{back: () => void, toggle: () => void, forward: () => void, again: () => void, close: () => void}} Actions
 * @typedef {Object} Shown
 * @property {string} name of the row
 * @property {string} place which step it is, or why there is none
 * @property {string} rest what is left out
 * @property {string} batch
 * @property {string} moves
 * @property {boolean} refused whether the same may be asked again
 * @property {boolean} there whether there are steps
 * @property {boolean} first
 * @property {boolean} last
 * @property {boolean} walks
 */

const icon = (/** @type {string} */ path) => `<svg viewBox="0 0 16 16" aria-hidden="true">${path}</svg>`;
const BUTTONS = `<span class="np-keys">
  <button type="button" data-step="back" aria-label="One step back" title="One step back (←)">${icon(`<path d="M10 3v10L3 8zM11.5 3h2v10h-2z" />`)}</button>
  <button type="button" data-step="toggle">${icon(`<path class="np-play" d="M4 2.5v11L13 8z" /><path class="np-pause" d="M4 3h3v10H4zM9 3h3v10H9z" />`)}</button>
  <button type="button" data-step="forward" aria-label="One step forward" title="One step forward (→)">${icon(`<path d="M6 3v10l7-5zM2.5 3h2v10h-2z" />`)}</button>
</span>`;
const WORDS = `<div class="np-step-words" role="status"><p><strong class="np-step-place"></strong> <span class="np-step-batch"></span></p><p class="np-step-moves"></p><p class="np-step-rest"></p></div>
<button type="button" data-step="again">Ask again</button><button type="button" data-step="close" aria-label="Close the steps" title="Close the steps (Esc)">×</button>`;

export class StepsBar {
  /** @param {Element} parent @param {Actions} actions */
  constructor(parent, actions) {
    this.box = Object.assign(document.createElement("div"), { className: "np-steps", hidden: true, tabIndex: -1, innerHTML: BUTTONS + WORDS });
    this.box.dataset.testid = "steps";
    this.box.setAttribute("role", "group");
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (this.box.querySelector(`.np-step-${name}`));
    Object.assign(this, { place: part("place"), batch: part("batch"), moves: part("moves"), rest: part("rest") });
    /** @type {Object<string, HTMLButtonElement>} */
    this.buttons = {};
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (this.box.querySelectorAll("[data-step]"))) {
      const name = /** @type {keyof Actions} */ (button.dataset.step);
      this.buttons[name] = button;
      button.onclick = actions[name];
    }
    parent.append(this.box);
  }

  /** @param {Shown} shown */
  show({ name, place, rest, batch, moves, refused, there, first, last, walks }) {
    const { back, toggle, forward, again } = this.buttons;
    this.box.hidden = false;
    this.box.setAttribute("aria-label", name);
    write(this.place, place);
    write(this.batch, batch);
    write(this.moves, moves);
    // Where there is no room for all of it.
    say(this.moves, "title", moves);
    write(this.rest, rest);
    again.hidden = !refused;
    toggle.disabled = !there;
    this.#enable(back, there && !first);
    this.#enable(forward, there && !last);
    const words = walks ? "Pause the steps" : "Play the steps";
    toggle.setAttribute("aria-label", words);
    toggle.classList.toggle("np-walks", walks);
    toggle.title = `${words} (space)`;
  }

  hide() {
    this.box.hidden = true;
  }

  /** What is disabled loses the focus at once. @param {HTMLButtonElement} button @param {boolean} enabled */
  #enable(button, enabled) {
    const had = document.activeElement === button;
    button.disabled = !enabled;
    if (had && !enabled) this.box.focus({ preventScroll: true });
  }
}
