// Walks through an epoch: opens, asks for its steps, goes back and forth between them, and closes as soon as the film stands elsewhere.

import { Asking } from "./asking.js";
import { StepsBar } from "./bar.js";
import { keysOf } from "./keys.js";
import { Lighting } from "./lighting.js";
import { batchInWords, movesInWords, obstacleInWords, placeInWords, restInWords, waitingInWords } from "./words.js";

/** Milliseconds for which each step stands while they are played. */
const PACE = 1200;

/**
 * @typedef {import("./walk.js").Walk} Walk
 * @typedef {Object} Host
 * @property {() => number} pause the film; returns the epoch at which it stands
 * @property {() => import("../network/net.js").Net | null} net the network on the screen
 * @property {() => any} plotly the charts' library, once it is there
 * @property {() => void} changed there is something else to be seen
 */

export class Steps {
  /** The epoch whose steps are shown; 0 if none are. */
  epoch = 0;
  /** @type {Walk | null} its steps, once they are there */
  #walk = null;
  #number = 1;
  #refusal = "";
  #walking = 0;
  #asking = new Asking();
  /** @type {Element | null} what had the focus before */
  #before = null;

  /** @param {HTMLElement} root of the live view @param {Host} host */
  constructor(root, host) {
    this.host = host;
    this.film = /** @type {HTMLElement} */ (root.querySelector(".np-bar"));
    this.opener = /** @type {HTMLButtonElement} */ (root.querySelector("[data-action=steps]"));
    const actions = {
      back: () => this.#go(this.#number - 1),
      toggle: () => this.#toggle(),
      forward: () => this.#go(this.#number + 1),
      start: () => this.#go(1),
      end: () => this.#go(this.#walk?.last ?? 1),
      again: () => this.#ask(),
      close: () => this.close(),
    };
    this.bar = new StepsBar(/** @type {Element} */ (root.querySelector(".np-head")), actions);
    this.lighting = new Lighting(/** @type {Element} */ (root.querySelector(".np-panels")), host.plotly);
    this.keys = keysOf(this.film, this.bar.box, actions);
  }

  /** The step on the screen, and whose it is. */
  get shown() {
    return this.#walk && { walk: this.#walk, step: this.#walk.step(this.#number) };
  }

  /** Turns to another run, or to none. @param {URL | null} address */
  turn(address) {
    if (this.#asking.turn(address)) this.close();
  }

  /** Whether there are steps to be opened. @param {import("./words.js").Where} where */
  lead(where) {
    const obstacle = obstacleInWords(where);
    const title = obstacle || "The steps of this epoch, one by one (S)";
    if (obstacle) this.close();
    if (this.opener.title !== title) [this.opener.title, this.opener.disabled] = [title, obstacle !== ""];
  }

  /** Lights the rows of the step in the charts, once these are drawn. */
  light() {
    const { shown } = this;
    if (shown) this.lighting.show(shown.walk.charts, shown.step.number);
    else this.lighting.hide();
  }

  /** Opens the steps of the epoch on show, or closes those that are open. */
  toggle() {
    if (this.epoch) return this.close();
    this.#before = document.activeElement;
    this.epoch = this.host.pause();
    document.addEventListener("keydown", this.keys, { capture: true });
    this.opener.setAttribute("aria-expanded", "true");
    this.#ask();
    this.bar.box.focus({ preventScroll: true });
  }

  /** The film stands at an epoch, or plays. @param {number} epoch @param {boolean} plays */
  follow(epoch, plays) {
    if (this.epoch && (plays || epoch !== this.epoch)) this.close();
  }

  close() {
    if (!this.epoch) return;
    this.#rest();
    this.#asking.drop();
    document.removeEventListener("keydown", this.keys, { capture: true });
    const inside = this.bar.box.contains(document.activeElement);
    [this.epoch, this.#walk] = [0, null];
    this.bar.hide();
    this.opener.setAttribute("aria-expanded", "false");
    // Who came by the keyboard goes back to the button; anybody else plays on with the space bar.
    if (inside) (this.#before === this.opener ? this.opener : this.film).focus({ preventScroll: true });
    this.host.changed();
  }

  /** The page that it stands on is gone. */
  end() {
    this.close();
    this.bar.box.remove();
  }

  #ask() {
    [this.#walk, this.#number, this.#refusal] = [null, 1, ""];
    this.#asking.ask(this.epoch, (found) => {
      if (typeof found === "string") this.#refusal = found;
      else this.#walk = found;
      this.#show();
    });
    this.#show();
  }

  /** @param {number} number of a step */
  #go(number) {
    this.#rest();
    this.#stand(number);
  }

  /** @param {number} number */
  #stand(number) {
    if (!this.#walk) return;
    this.#number = Math.max(1, Math.min(this.#walk.last, number));
    this.#show();
  }

  /** Plays the steps slowly, from the first if it stands at the last, or stops there. */
  #toggle() {
    if (this.#walking) this.#go(this.#number);
    else if (this.#walk && this.#walk.last > 1) {
      this.#walking = setInterval(() => this.#next(), PACE);
      this.#stand(this.#number === this.#walk.last ? 1 : this.#number + 1);
    }
  }

  #next() {
    if (this.#number + 1 >= (this.#walk?.last ?? 0)) this.#rest();
    this.#stand(this.#number + 1);
  }

  #rest() {
    clearInterval(this.#walking);
    this.#walking = 0;
  }

  #show() {
    const name = `Steps of epoch ${this.epoch.toLocaleString("en")}`;
    this.bar.show({ name, ...this.#told(), refused: this.#refusal !== "", there: this.#walk !== null, walks: this.#walking !== 0 });
    this.host.changed();
  }

  #told() {
    const shown = this.shown;
    if (!shown) return { place: this.#refusal || waitingInWords(this.epoch), rest: "", batch: "", moves: "", first: true, last: true };
    const { walk, step } = shown;
    const net = this.host.net();
    return {
      place: `${placeInWords(walk, step.number)}.`,
      rest: restInWords(walk),
      batch: batchInWords(step),
      moves: net ? movesInWords(step, net) : "",
      first: step.number === 1,
      last: step.number === walk.last,
    };
  }
}
