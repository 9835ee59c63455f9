// The film's controls: buttons, scrubber, speed and keys; it tells what is wanted and shows what is.

import { LIVE } from "./playhead.js";

/**
 * @typedef {Object} Actions
 * @property {() => void} stop
 * @property {() => void} restart
 * @property {() => void} back
 * @property {() => void} toggle
 * @property {() => void} forward
 * @property {(epoch: number) => void} seek
 * @property {(speed: number) => void} speed
 */

export class Toolbar {
  /** @param {Element} root @param {Actions} actions @param {number} speed */
  constructor(root, actions, speed) {
    this.bar = /** @type {HTMLElement} */ (root.querySelector(".np-bar"));
    this.scrubber = /** @type {HTMLInputElement} */ (root.querySelector(".np-scrubber"));
    this.buttons = Object.fromEntries(Array.from(root.querySelectorAll("[data-action]"), (button) => [button.dataset.action, button]));
    for (const [name, button] of Object.entries(this.buttons)) button.onclick = () => actions[name]();
    this.scrubber.oninput = () => actions.seek(Number(this.scrubber.value));
    const select = /** @type {HTMLSelectElement} */ (root.querySelector(".np-speed select"));
    select.value = speed === LIVE ? "live" : String(speed);
    select.onchange = () => actions.speed(select.value === "live" ? LIVE : Number(select.value));
    this.bar.onkeydown = (event) => {
      // On a button or a list the space bar already means something.
      if (event.key !== " " || event.target instanceof HTMLButtonElement || event.target instanceof HTMLSelectElement) return;
      event.preventDefault();
      actions.toggle();
    };
  }

  /**
   * @param {Object} state
   * @param {boolean} state.film whether there is something to play
   * @param {boolean} state.stoppable
   * @param {boolean} state.playing
   * @param {number} state.epoch
   * @param {number} state.last the last epoch recorded
   * @param {number} state.end the last epoch to be
   */
  show({ film, stoppable, playing, epoch, last, end }) {
    const { stop, restart, back, toggle, forward } = this.buttons;
    enable(stop, stoppable);
    enable(restart, film && epoch > 0);
    enable(back, film && epoch > 0);
    enable(toggle, film);
    enable(forward, film && epoch < last);
    enable(this.scrubber, film && last > 0);
    say(toggle, "aria-label", playing ? "Pause" : "Play");
    say(this.scrubber, "max", String(Math.max(1, end)));
    if (this.scrubber.value !== String(epoch)) this.scrubber.value = String(epoch);
    say(this.scrubber, "aria-valuetext", `epoch ${epoch} of ${end}`);
  }
}

/** @param {any} control @param {boolean} enabled */
function enable(control, enabled) {
  if (control.disabled === enabled) control.disabled = !enabled;
}

/** @param {Element} element @param {string} attribute @param {string} value */
function say(element, attribute, value) {
  if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
}
