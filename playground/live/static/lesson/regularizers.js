// The page on regularizers: which controls are in view, and films side by side for a picture.

import { Augmented } from "./augmented.js";
import { Films } from "./films.js";
import { Many } from "./many.js";
import { Normalized } from "./normalized.js";
import { formulas, said } from "./regularizers_words.js";
import { Thinned } from "./thinned.js";

/**
 * @typedef {Object<string, any> & {show: string, rows: string, epoch: number, many: string, dropout: number, normalization: number}} State
 * @typedef {Object} Content
 * @property {Object<string, number>} variances rows -> the variance of their noise, in a regression
 * @property {number} small a weight smaller than this counts as none
 * @property {string[]} sliders the settings that have one each
 * @property {import("./many.js").Content} many
 * @property {import("./thinned.js").Content} thinned
 * @property {import("./normalized.js").Content} normalized
 * @property {Object<string, import("./controls.js").Control[]>} controls of the parts below the films
 */

export class Picture {
  /** @param {HTMLElement} stage @param {Content} content @param {import("./lesson.js").Host} host */
  constructor(stage, content, host) {
    Object.assign(this, { content, host });
    this.films = new Films(stage, host, (epoch) => host.change({ epoch }));
    this.augmented = new Augmented(host);
    this.thinned = new Thinned(host, content.thinned, this.films.base);
    this.normalized = new Normalized(host, content.normalized, this.films.base);
    this.many = new Many(host, content.many, content.controls.many, this.films.base);
  }

  close() {
    this.films.close();
    this.augmented.close();
    this.thinned.close();
    this.normalized.close();
    this.many.close();
  }

  /** @param {import("./films.js").Showing} showing */
  show(showing) {
    this.films.show(showing);
    this.thinned.show(showing.trained);
    this.normalized.show(showing.trained);
    this.many.show(showing.trained);
  }

  /** @param {{augmented: import("./augmented.js").Rows | null}} live */
  hear({ augmented }) {
    this.augmented.hear(augmented);
  }

  /** @param {boolean} asking */
  hold(asking) {
    this.films.hold(asking);
  }

  /** @param {State} state @returns {State} */
  settle(state) {
    return { ...state };
  }

  /** @param {State} state */
  idle(state) {
    const idle = this.content.sliders.filter((name) => name !== state.show);
    // Only digits are pictures.
    return state.show === "pictures" ? [...idle, "rows"] : idle;
  }

  /** The films draw themselves. @param {State} state */
  draw(state) {
    this.films.stand(state.epoch);
    this.augmented.draw(state);
    this.thinned.draw(state);
    this.normalized.draw(state, this.films.epoch);
    this.many.draw(state);
  }

  /** @param {State} state */
  formula(state) {
    return this.#tells(state) ? formulas(state, this.films.seen, this.content) : "";
  }

  /** @param {State} state */
  words(state) {
    return this.#tells(state) ? said(state, this.films.seen, this.content) : "";
  }

  /** The answer is the third of the films. */
  reveal() {
    this.host.change({ show: "fit", rows: "sine" });
  }

  /** Whether the films are those of the state: it takes the server a moment to have them. @param {State} state */
  #tells({ show }) {
    const { seen } = this.films;
    return seen.length > 0 && (show === "fit" ? seen.length === 3 : show in seen[seen.length - 1].told.facts);
  }
}
