// The film's controls: buttons, scrubber, speed and keys; it tells what is wanted and shows what is.

import { LIVE } from "./playhead.js";
import { say } from "./write.js";

/** Those of the film and of its steps, and Train, which starts it. */
const BUTTONS = ".st-key-train button, .np-bar button, .np-steps";

/**
 * @typedef {Object} Actions
 * @property {() => void} [stop] where there is a button for it
 * @property {() => void} restart
 * @property {() => void} back
 * @property {() => void} toggle
 * @property {() => void} forward
 * @property {() => void} end
 * @property {() => void} [best] this and what follows: where there is a button for it
 * @property {() => void} [loop]
 * @property {() => void} [present]
 * @property {() => void} [change]
 * @property {() => void} [steps]
 * @property {() => void} [help]
 * @property {(epoch: number) => void} seek
 * @property {(speed: number) => void} speed
 */

/** Keys and the buttons that they stand for, wherever they mean nothing else. @type {Object<string, string>} */
const KEYS = { ArrowLeft: "back", ArrowRight: "forward", Home: "start", End: "end", b: "best", l: "loop", p: "present", s: "steps", "?": "help" };
/** What a slider does with these keys by itself. */
const SLIDES = ["ArrowLeft", "ArrowRight", "Home", "End"];

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
    this.actions = actions;
    document.addEventListener("keydown", this.#pressed);
    document.addEventListener("click", this.#clicked);
  }

  close() {
    document.removeEventListener("keydown", this.#pressed);
    document.removeEventListener("click", this.#clicked);
  }

  /** A key does what its button does, wherever it means nothing else. */
  #pressed = (/** @type {KeyboardEvent} */ event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {Element} */ (event.target);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const free = target === document.body || target === this.bar || target === this.scrubber;
    // The space bar presses the button that has the keyboard's focus.
    if (key === " ") return void (free && this.#do("toggle", event));
    const slides = target === this.scrubber && SLIDES.includes(key);
    if (key in KEYS && !slides && (free || target.closest(BUTTONS))) this.#do(KEYS[key], event);
  };

  /** @param {string} name @param {KeyboardEvent} event */
  #do(name, event) {
    const button = this.buttons[name === "start" ? "back" : name];
    if (!button || button.disabled) return;
    event.preventDefault();
    // Held down, an arrow walks; what is switched is switched once.
    if (event.repeat && !/^Arrow/.test(event.key)) return;
    if (name === "start") this.actions.seek(0);
    else this.actions[name]();
  }

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
   * @param {number | null} [state.best] the best epoch, once it is known
   * @param {boolean} [state.loops]
   */
  show({ film, stoppable = false, playing, again, epoch, last, end, best = null, loops = false }) {
    const { stop, restart, back, toggle, forward, end: toEnd, best: toBest, loop } = this.buttons;
    if (stop) enable(stop, stoppable);
    enable(restart, film && epoch > 0);
    enable(back, film && epoch > 0);
    enable(toggle, film);
    enable(forward, film && epoch < last);
    enable(toEnd, film && epoch < last);
    if (toBest) enable(toBest, best !== null && epoch !== best);
    if (loop) say(loop, "aria-pressed", String(loops));
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
