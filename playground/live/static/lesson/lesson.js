// The part of a lecture page that moves: choices, picture, formula, question and steps. A module of the page draws its picture.

import { Leaving } from "../leaving.js";
import { isDark, themeOf } from "../theme.js";
import { Controls } from "./controls.js";
import { Question } from "./question.js";
import { Steps } from "./steps.js";

/** The state goes to the server, which puts it into the address, when it has rested for so many milliseconds. */
const REST = 250;
/** Milliseconds between two changes of the words below a picture that moves: faster, nobody reads them, and a frame has other things to do. */
const READ = 120;

/**
 * @typedef {Object<string, any>} State
 * @typedef {Object} Data as frame.py sends it
 * @property {string} version
 * @property {string} page
 * @property {State} state
 * @property {number} told how often the server has told a state that the browser did not send: a step of the history, for one
 * @property {import("./controls.js").Control[]} controls
 * @property {any} content
 * @property {any} live what a page that trains is told of its run
 * @property {import("./question.js").Asked} question
 * @property {import("./films.js").Showing} [films] on a page with films
 * @typedef {(name: string, value: any) => void} Send
 * @typedef {{data: Data, parentElement: HTMLElement, setStateValue: Send, setTriggerValue: Send}} Component
 *
 * @typedef {Object} Picture what the module of a page exports under this name, made with the stage, the content and the host
 * @property {(state: State, changed: State) => State} settle makes the values of a state go together
 * @property {(state: State) => string[]} idle the controls that do nothing now
 * @property {(state: State) => void} draw
 * @property {(state: State) => string} formula as HTML
 * @property {(state: State) => string} words as HTML, below the picture
 * @property {(state: State) => import("./steps.js").Progress} [progress] where there is something to step through
 * @property {() => void} reveal shows the answer to the question
 * @property {(asking: boolean) => void} [hold] waits while the question is open, where the picture moves by itself
 * @property {(films: import("./films.js").Showing) => void} [show] takes the films of the state, as the server has them
 * @property {() => void} close
 * @property {(live: any) => void} [hear] takes what the server says of a run
 * @typedef {{root: HTMLElement, state: State, change: (part: State, resting?: boolean) => void, redraw: () => void, ask: (word: any) => void, retry: () => void}} Host
 */

/** @type {WeakMap<HTMLElement, Lesson>} */
const lessons = new WeakMap();
/** Of pages that were left before the server heard of their state. @type {Map<string, {state: State, told: number}>} */
const unsaid = new Map();

/** @param {Component} component @returns {Promise<() => void>} what ends the lesson, unless a later call has come */
export async function mount({ data, parentElement, setStateValue, setTriggerValue }) {
  const { Picture } = await import(`./${data.page}.js`);
  const lesson = lessons.get(parentElement) ?? new Lesson(/** @type {HTMLElement} */ (parentElement.querySelector(".np-lesson")), data, Picture);
  lessons.set(parentElement, lesson);
  const call = lesson.update(data, setStateValue, setTriggerValue);
  return () => {
    setTimeout(() => {
      // A call that comes with the next run of the script may still wait for its files: the page is left only with its element.
      if (lesson.calls !== call || parentElement.isConnected) return;
      lesson.close();
      lessons.delete(parentElement);
    });
  };
}

class Lesson {
  calls = 0;
  #frame = 0;
  #resting = 0;
  #retries = 0;
  #telling = 0;
  /** When the words were written last. */
  #told = -READ;
  /** @type {Map<HTMLElement, string>} as it was written: a browser gives back other HTML than it was given */
  #written = new Map();
  #send = (/** @type {string} */ _name, /** @type {any} */ _value) => {};
  #trigger = (/** @type {string} */ _name, /** @type {any} */ _value) => {};

  /** @param {HTMLElement} root @param {Data} data @param {new (stage: HTMLElement, content: any, host: Host) => Picture} Picture */
  constructor(root, data, Picture) {
    root.innerHTML = `
      <div class="np-choices"></div>
      <div class="np-row-of-keys">
        <section class="np-question" data-testid="lesson-question" aria-label="Predict first"></section>
        <section class="np-steps" data-testid="lesson-steps" aria-label="Step by step"></section>
      </div>
      <figure data-testid="lesson-picture"><div class="np-stage"></div><figcaption></figcaption></figure>
      <div class="np-words"></div>`;
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(name));
    this.root = root;
    this.page = data.page;
    /** @type {State} */
    this.state = data.state;
    this.told = data.told;
    this.formula = part("figcaption");
    this.words = part(".np-words");
    this.picture = new Picture(part(".np-stage"), data.content, this);
    this.controls = new Controls(part(".np-choices"), data.controls, (name, value) => this.change({ [name]: value }));
    this.steps = this.picture.progress ? new Steps(part(".np-steps"), (step, resting) => this.#go(step, resting)) : null;
    if (!this.steps) part(".np-steps").remove();
    const { picture } = this;
    new Question(part(".np-question"), data.page, data.question, () => picture.reveal(), (asking) => picture.hold?.(asking));
    this.leaving = new Leaving();
    const left = unsaid.get(data.page);
    unsaid.delete(data.page);
    // The server may have been told of another state since, by a link.
    if (left?.told === data.told) this.#take(left.state, true);
    else this.state = this.picture.settle(this.state, {});
    this.#draw();
  }

  /** @param {Data} data @param {Send} send @param {Send} trigger @returns {number} the number of this call */
  update(data, send, trigger) {
    [this.#send, this.#trigger] = [send, trigger];
    if (data.told !== this.told) this.#adopt(data);
    if (data.live) this.picture.hear?.(data.live);
    this.root.classList.toggle("np-dark", isDark(themeOf(this.root).background));
    if (data.films) this.picture.show?.(data.films);
    return ++this.calls;
  }

  /** Shows what the server says, whatever is shown now: the viewer has gone back or forward. @param {Data} data */
  #adopt({ state, told }) {
    this.steps?.stop();
    this.#move();
    this.told = told;
    this.state = this.picture.settle(state, {});
    this.redraw();
  }

  close() {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#telling);
    const rests = this.#resting > 0;
    this.#move();
    if (this.leaving.close() || rests) unsaid.set(this.page, { state: this.state, told: this.told });
    this.picture.close();
    this.steps?.close();
  }

  /** Takes values of the state from whoever moved them; while they move, they do not rest. @param {State} part @param {boolean} [resting] */
  change(part, resting = true) {
    this.steps?.stop();
    this.#take(part, resting);
  }

  /** Asks the server for something that is no state, such as to train. @param {any} word */
  ask(word) {
    this.leaving.say(() => this.#trigger("ask", word));
  }

  /** Has the picture drawn anew in the next frame. */
  redraw() {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** Asks the server once more for what it could not give. */
  retry() {
    this.#retries += 1;
    this.leaving.say(() => this.#send("state", { ...this.state, told: this.told, retries: this.#retries }));
  }

  /** @param {number} step @param {boolean} resting */
  #go(step, resting) {
    this.#take({ steps: step }, resting);
    // Whoever plays asks how far it got before the next frame.
    this.#showSteps();
  }

  #showSteps() {
    if (this.picture.progress) this.steps?.show(this.picture.progress(this.state));
  }

  /** @param {State} part @param {boolean} resting */
  #take(part, resting) {
    this.state = this.picture.settle({ ...this.state, ...part }, part);
    this.redraw();
    this.#move();
    if (resting) this.#resting = setTimeout(() => this.#rest(), REST);
  }

  /** The state moves: what rested is not sent. */
  #move() {
    clearTimeout(this.#resting);
    this.#resting = 0;
  }

  #rest() {
    this.#move();
    this.leaving.say(() => this.#send("state", { ...this.state, told: this.told }));
  }

  #draw() {
    this.#frame = 0;
    this.controls.show(this.state, this.picture.idle(this.state));
    this.picture.draw(this.state);
    this.#showSteps();
    this.#write(this.formula, this.picture.formula(this.state));
    this.#tell();
  }

  /** Writes the words below the picture, those of a picture that moves now and then. */
  #tell() {
    clearTimeout(this.#telling);
    const early = this.#told + READ - performance.now();
    if (early > 0 && !this.#resting) {
      this.#telling = setTimeout(() => this.#tell(), early);
      return;
    }
    this.#told = performance.now();
    this.#write(this.words, this.picture.words(this.state));
  }

  /** Writes what has changed only: a screen reader speaks every change. @param {HTMLElement} element @param {string} html */
  #write(element, html) {
    if (this.#written.get(element) === html) return;
    element.innerHTML = html;
    this.#written.set(element, html);
  }
}
