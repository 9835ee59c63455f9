// The stepper: forwards and back by buttons and arrow keys, and a play button that goes on by itself, faster and faster.

/** Milliseconds between two moves of a film that plays. */
const BEAT = 150;
/** While it plays, each move goes on by that share of the way so far. */
const HASTE = 1 / 15;
/** Where arrow keys mean something else. */
const BUSY = "input, select, textarea, [role=slider], [role=tab], [role=menu], [contenteditable]";

/** @typedef {{at: number, last: number, title: string}} Progress `last` is the last step known to exist */

export class Steps {
  #timer = 0;
  /** @type {Progress} */
  #progress = { at: 0, last: 0, title: "" };

  /** @param {HTMLElement} root @param {(step: number, resting: boolean) => void} go */
  constructor(root, go) {
    this.go = go;
    root.innerHTML = `
      <strong></strong>
      <button type="button" data-go="first" title="Back to the start">Start</button>
      <button type="button" data-go="back" title="One step back (←)">← Back</button>
      <button type="button" data-go="forward" title="One step forward (→)">Step →</button>
      <button type="button" data-go="play" title="Step on and on, faster and faster">Play</button>
      <output></output>`;
    const [title, count] = ["strong", "output"].map((part) => /** @type {HTMLElement} */ (root.querySelector(part)));
    Object.assign(this, { title, count });
    /** @type {Object<string, HTMLButtonElement>} */
    this.buttons = {};
    for (const button of root.querySelectorAll("button")) {
      this.buttons[String(button.dataset.go)] = button;
      button.onclick = () => this.#press(String(button.dataset.go));
    }
    document.addEventListener("keydown", this.#pressed);
  }

  close() {
    document.removeEventListener("keydown", this.#pressed);
    this.stop();
  }

  /** @param {Progress} progress */
  show(progress) {
    this.#progress = progress;
    const { at, last } = progress;
    this.title.textContent = progress.title;
    this.count.textContent = `Step ${at.toLocaleString("en")}`;
    this.buttons.first.disabled = this.buttons.back.disabled = at === 0;
    this.buttons.forward.disabled = at >= last;
    this.buttons.play.disabled = at >= last && !this.#timer;
  }

  /** Ends a film that plays. */
  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.buttons.play.textContent = "Play";
  }

  /** @param {string} what */
  #press(what) {
    const { at, last } = this.#progress;
    const playing = this.#timer > 0;
    this.stop();
    if (what === "play" && !playing) this.#play();
    else if (what === "first") this.go(0, true);
    else if (what === "back") this.go(Math.max(0, at - 1), true);
    else this.go(what === "forward" ? Math.min(last, at + 1) : at, true);
  }

  #play() {
    this.buttons.play.textContent = "Pause";
    this.#timer = setInterval(() => {
      const { at } = this.#progress;
      this.go(at + Math.max(1, Math.floor(at * HASTE)), false);
      if (this.#progress.at >= this.#progress.last) this.#press("play");
    }, BEAT);
  }

  #pressed = (/** @type {KeyboardEvent} */ event) => {
    const what = arrow(event);
    if (!what) return;
    event.preventDefault();
    if (!this.buttons[what].disabled) this.#press(what);
  };
}

/** @param {KeyboardEvent} event @returns {"forward" | "back" | null} which way an arrow key leads, unless it means something else here */
export function arrow(event) {
  const busy = event.target instanceof Element && event.target.closest(BUSY);
  if (busy || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return null;
  return event.key === "ArrowRight" ? "forward" : event.key === "ArrowLeft" ? "back" : null;
}
