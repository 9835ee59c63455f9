// The film's controls: buttons, scrubber, speed and keys; it tells what is wanted and shows what is.

import { LIVE } from "./playhead.js";

/** Those of the film, and Train, which starts it. */
const BUTTONS = ".st-key-train button, .np-bar button";

/**
 * @typedef {Object} Actions
 * @property {() => void} [stop] where there is a button for it
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
    this.toggle = actions.toggle;
    document.addEventListener("keydown", this.#pressed);
    document.addEventListener("click", this.#clicked);
  }

  close() {
    document.removeEventListener("keydown", this.#pressed);
    document.removeEventListener("click", this.#clicked);
  }

  /** The space bar plays or pauses, wherever it means nothing else. */
  #pressed = (/** @type {KeyboardEvent} */ event) => {
    const free = event.target === document.body || event.target === this.bar || event.target === this.scrubber;
    if (event.key !== " " || !free || this.buttons.toggle.disabled) return;
    event.preventDefault();
    if (!event.repeat) this.toggle();
  };

  /** Whoever points at a button is done with it: the next space bar is not to press it again. A keyboard's focus stays where it is. */
  #clicked = (/** @type {MouseEvent} */ event) => {
    const button = /** @type {Element} */ (event.target).closest(BUTTONS);
    if (button && event.detail > 0) this.bar.focus({ preventScroll: true });
  };

  /**
   * @param {Object} state
   * @param {boolean} state.film whether there is something to play
   * @param {boolean} [state.stoppable]
   * @param {boolean} state.playing
   * @param {boolean} state.again whether playing would begin anew
   * @param {number} state.epoch
   * @param {number} state.last the last epoch recorded
   * @param {number} state.end the last epoch to be
   */
  show({ film, stoppable = false, playing, again, epoch, last, end }) {
    const { stop, restart, back, toggle, forward } = this.buttons;
    if (stop) enable(stop, stoppable);
    enable(restart, film && epoch > 0);
    enable(back, film && epoch > 0);
    enable(toggle, film);
    enable(forward, film && epoch < last);
    enable(this.scrubber, film && last > 0);
    say(toggle, "aria-label", playing ? "Pause" : "Play");
    say(toggle, "title", `${playing ? "Pause" : again ? "Play again from the start" : "Play"} (space)`);
    say(this.scrubber, "max", String(Math.max(1, end)));
    if (this.scrubber.value !== String(epoch)) this.scrubber.value = String(epoch);
    say(this.scrubber, "aria-valuetext", `epoch ${epoch} of ${end}`);
    this.scrubber.style.setProperty("--np-shown", along(epoch, end));
    this.scrubber.style.setProperty("--np-recorded", along(last, end));
  }
}

/** @param {number} epoch @param {number} end @returns {string} where the middle of the scrubber's thumb stands at an epoch */
function along(epoch, end) {
  return `calc(0.5rem + (100% - 1rem) * ${epoch / Math.max(1, end)})`;
}

/** @param {any} control @param {boolean} enabled */
function enable(control, enabled) {
  if (control.disabled === enabled) control.disabled = !enabled;
}

/** @param {Element} element @param {string} attribute @param {string} value */
function say(element, attribute, value) {
  if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
}
