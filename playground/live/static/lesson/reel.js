// One of the films side by side: its title, its charts, and its numbers below the title.

import { Film } from "../film.js";

/**
 * @typedef {Object} Told a film as films.py describes it
 * @property {string} title
 * @property {string} words what is special about it
 * @property {Object<string, number>} facts numbers of its experiment that the page's formulas need
 * @property {import("../film.js").Screen} screen
 * @property {import("../film.js").FirstLook} firstLook
 * @property {string | null} runId
 * @typedef {import("../timeline.js").Sizes} Sizes
 * @typedef {Object} Seen what it shows at this moment
 * @property {Told} told
 * @property {number} epoch the last one with a picture, up to the one on show
 * @property {{training: number, validation: number, test: number} | null} errors of the network that is shown
 * @property {Sizes | null} sizes of its weights
 * @property {{status: string, note: string, back?: number} | null} ending once the film is at its end
 * @property {number} last the last epoch of the film so far
 */

export class Reel {
  /** @type {Told | null} */
  #told = null;
  #html = "";

  /** @param {Element} row @param {URL} base @param {import("../theme.js").Theme} theme @param {() => void} request */
  constructor(row, base, theme, request) {
    this.section = document.createElement("section");
    this.section.className = "np-reel";
    this.section.dataset.testid = "reel";
    this.section.innerHTML = `<header><h2></h2><p class="np-reel-numbers"></p></header><p class="np-reel-words"></p><div class="np-panels"></div>`;
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (this.section.querySelector(name));
    Object.assign(this, { title: part("h2"), words: part(".np-reel-words"), numbers: part(".np-reel-numbers") });
    row.append(this.section);
    this.film = new Film(part(".np-panels"), base, theme, request);
  }

  close() {
    this.film.close();
    this.section.remove();
  }

  /** @param {Told} told @param {any} plotly */
  open(told, plotly) {
    this.section.setAttribute("aria-label", told.title);
    [this.title.textContent, this.words.textContent] = [told.title, told.words];
    const anew = this.#told === null || told.runId === null || told.runId !== this.film.runId || this.film.gone !== null;
    this.#told = told;
    if (!anew) return;
    this.film.open({ ...told.screen, invitation: "" }, told.runId, 0);
    this.film.timeline.foresee(told.firstLook);
    if (plotly) this.film.equip(plotly);
  }

  /** @param {number} epoch on show @param {number} budget milliseconds @returns {boolean} whether charts have to wait */
  draw(epoch, budget) {
    const own = Math.min(epoch, this.film.timeline.last);
    const busy = this.film.draw(own, own, budget);
    const { errors } = this.see(epoch);
    const html = errors
      ? `<span class="np-training">training ${digits(errors.training)}</span> <span class="np-validation">validation ${digits(errors.validation)}</span>`
      : "";
    if (this.#html !== html) this.numbers.innerHTML = html;
    this.#html = html;
    return busy;
  }

  /** @param {number} epoch on show @returns {Seen} */
  see(epoch) {
    const { timeline } = this.film;
    const own = Math.min(epoch, timeline.last);
    // At the end the network may have gone back to its best epoch.
    const network = timeline.network(own);
    const key = timeline.keyAt("errors", network);
    const last = (/** @type {number} */ part) => /** @type {any} */ (key?.look.data.y[part])?.at(-1) ?? null;
    const [training, validation, test] = [0, 1, 2].map(last);
    const errors = training === null ? null : { training, validation, test };
    const ending = timeline.ending && epoch >= timeline.last ? timeline.ending : null;
    return { told: /** @type {Told} */ (this.#told), epoch: key?.epoch ?? 0, errors, sizes: timeline.sizesAt(network), ending, last: timeline.last };
  }
}

/** @param {number | null} value @returns {string} three significant digits */
export function digits(value) {
  if (value === null) return "–";
  const size = Math.abs(value);
  const words = size !== 0 && size < 1e-5 ? value.toExponential(1) : size >= 1000 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
  return words.replaceAll("-", "−");
}
