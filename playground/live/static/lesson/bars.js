// Sizes by layer on a logarithmic axis: bars for one quantity, marks joined by a line for others.

import { made, text } from "../svg.js";
import { significant } from "../numbers.js";
import { Sheet } from "./sheet.js";

const MARGIN = { left: 58, right: 12, top: 30, bottom: 42 };
/** The axis shows at least these powers of ten, so that two pictures can be compared. */
const LEAST = { low: -8, high: 1 };
/** Not more lines than that across the picture. */
const MOST_TICKS = 8;
const WIDTH = 0.62;
/** In fewer pixels, the legend leaves out what stands behind a comma. */
const NARROW = 500;
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * @typedef {{name: string, values: number[], className: string}} Series name: what it is, and behind a comma more about it
 * @typedef {Object} Look
 * @property {string[]} groups what stands below the bars, from left to right
 * @property {string} axis what the groups are
 * @property {Series} bars
 * @property {Series[]} marks
 * @property {number} from the first group that is shown; those before it fade
 * @property {number | null} now the group that stands out
 * @property {string} words what is seen, for those who do not see it
 */

export class Bars {
  /** @type {Look | null} */
  #look = null;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.sheet = new Sheet(parent, { className: "np-plane", margin: MARGIN, cell: 4, attributes: { role: "img", tabindex: -1 } }, () => this.#draw());
  }

  close() {
    this.sheet.close();
  }

  /** @param {Look} look */
  show(look) {
    this.#look = look;
    this.sheet.svg.setAttribute("aria-label", look.words);
    this.#draw();
  }

  #draw() {
    const look = this.#look;
    if (!look) return;
    this.sheet.view = viewOf(look);
    if (!this.sheet.fit()) return;
    const marks = look.marks.map((series) => this.#marks(series, look));
    this.sheet.svg.replaceChildren(...this.#axes(look), ...look.bars.values.map((value, n) => this.#bar(value, n, look)), ...marks, ...this.#legend(look));
  }

  /** @param {number} value @param {number} n @param {Look} look */
  #bar(value, n, { bars, groups, from, now }) {
    const [left, top] = this.sheet.place([n + 1 - WIDTH / 2, Math.log10(value)]);
    const [right, bottom] = this.sheet.place([n + 1 + WIDTH / 2, this.sheet.view.low[1]]);
    const group = made("g", { class: `np-bar ${bars.className} ${n < from ? "np-faded" : ""} ${n === now ? "np-now" : ""}`, "data-bar": groups[n] });
    if (value > 0) group.append(made("rect", { x: left, y: top, width: right - left, height: Math.max(0, bottom - top) }));
    // What is 0 has no place on a logarithmic axis.
    else group.append(text("0", { x: (left + right) / 2, y: bottom - 6, "text-anchor": "middle" }));
    group.append(Object.assign(made("title"), { textContent: `${groups[n]}: ${bars.name} = ${significant(value)}` }));
    return group;
  }

  /** @param {Series} series @param {Look} look */
  #marks({ values, className }, { from }) {
    const group = made("g", { class: className });
    const places = values.map((value, n) => (value > 0 && n >= from ? this.sheet.place([n + 1, Math.log10(value)]) : null));
    const points = places.filter((place) => place !== null);
    group.append(made("polyline", { points: points.map((place) => place.join(",")).join(" "), class: "np-way" }));
    group.append(...points.map(([cx, cy]) => made("circle", { cx, cy, r: 4.5, class: "np-dot" })));
    return group;
  }

  /** @param {Look} look */
  #axes({ groups, axis }) {
    const { width, height } = this.sheet.room;
    const [low, high] = [this.sheet.view.low[1], this.sheet.view.high[1]];
    const every = Math.ceil((high - low) / MOST_TICKS);
    const parts = [];
    for (let tick = Math.ceil(low / every) * every; tick <= high; tick += every) {
      const [, y] = this.sheet.place([0, tick]);
      parts.push(made("line", { x1: MARGIN.left, x2: MARGIN.left + width, y1: y, y2: y, class: "np-grid" }));
      parts.push(text(powerOf(tick), { x: MARGIN.left - 8, y: y + 4, "text-anchor": "end" }));
    }
    const bottom = MARGIN.top + height;
    groups.forEach((name, n) => parts.push(text(name, { x: this.sheet.place([n + 1, 0])[0], y: bottom + 17, "text-anchor": "middle" })));
    parts.push(text(axis, { x: MARGIN.left + width / 2, y: bottom + 36, "text-anchor": "middle", class: "np-axis" }));
    return parts;
  }

  /** @param {Look} look */
  #legend({ bars, marks }) {
    let x = MARGIN.left;
    const short = this.sheet.room.width < NARROW;
    return [bars, ...marks].flatMap(({ name: whole, className }, n) => {
      const name = short ? whole.split(",")[0] : whole;
      const sign = n ? made("circle", { cx: x + 6, cy: 12, r: 4.5, class: "np-dot" }) : made("rect", { x, y: 6, width: 12, height: 12 });
      const key = made("g", { class: `${n ? "" : "np-bar"} ${className}` });
      key.append(sign);
      const words = text(name, { x: x + 18, y: 16 });
      x += (short ? 22 : 32) + 6.6 * name.length;
      return [key, words];
    });
  }
}

/** The view over all sizes that have a place on a logarithmic axis. @param {Look} look @returns {import("./sheet.js").View} */
function viewOf({ groups, bars, marks }) {
  const powers = [bars, ...marks].flatMap(({ values }) => values.filter((value) => value > 0).map(Math.log10));
  const low = Math.min(LEAST.low, Math.floor(Math.min(...powers) - 0.3));
  return { low: [0.4, low], high: [groups.length + 0.6, Math.max(LEAST.high, Math.ceil(Math.max(...powers)))] };
}

/** 10⁻⁶. @param {number} exponent */
function powerOf(exponent) {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}
