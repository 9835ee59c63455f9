// A chart with two axes: what stands still is drawn when its key or the room changes, what moves in every frame.

import { decimal } from "../numbers.js";
import { made, text } from "../svg.js";
import { Sheet } from "./sheet.js";

const MARGIN = { left: 48, right: 12, top: 14, bottom: 42 };
/** Pixels for a mark of an axis: across, upwards. */
const APART = [55, 34];

/**
 * @typedef {(point: number[]) => number[]} Place pixels of a point
 * @typedef {Object} Frame
 * @property {string} key another one, and all is drawn anew
 * @property {import("./sheet.js").View} view
 * @property {[string, string]} titles of the axis across and the one upwards
 * @property {[number, string][]} [marks] across, instead of numbers
 * @property {number} [below] pixels between the chart and the numbers across
 * @property {string} words what is seen, for those who do not see it
 */

export class Plot {
  /** @type {Frame | null} */
  #frame = null;
  /** @type {(place: Place) => any[]} */
  #still = () => [];
  /** @type {(place: Place) => any[]} */
  #moving = () => [];

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.sheet = new Sheet(parent, { className: "np-plane np-plot", margin: { ...MARGIN }, cell: 64, attributes: { role: "img", tabindex: -1 } }, () => this.#lay());
    [this.grid, this.ground, this.front] = [made("g"), made("g"), made("g")];
    this.sheet.svg.append(this.grid, this.ground, this.front);
  }

  close() {
    this.sheet.close();
  }

  /** @param {Frame} frame @param {(place: Place) => any[]} still @param {(place: Place) => any[]} [moving] */
  show(frame, still, moving = () => []) {
    const same = frame.key === this.#frame?.key;
    this.#frame = frame;
    [this.#still, this.#moving] = [still, moving];
    this.sheet.svg.setAttribute("aria-label", frame.words);
    if (same) this.#move();
    else this.#lay();
  }

  /** Calls with the point under the pointer while it is held down, and once it is let go. @param {(point: number[], resting: boolean) => void} call */
  onDrag(call) {
    const { svg } = this.sheet;
    const tell = (/** @type {PointerEvent} */ event, /** @type {boolean} */ resting) => call(this.sheet.pointAt(this.sheet.pixelsOf(event)), resting);
    svg.addEventListener("pointerdown", (event) => {
      svg.setPointerCapture(event.pointerId);
      tell(event, false);
    });
    svg.addEventListener("pointermove", (event) => svg.hasPointerCapture(event.pointerId) && tell(event, false));
    svg.addEventListener("pointerup", (event) => tell(event, true));
  }

  #lay() {
    if (!this.#frame) return;
    this.sheet.margin.bottom = MARGIN.bottom + (this.#frame.below ?? 0);
    this.sheet.view = this.#frame.view;
    if (!this.sheet.fit()) return;
    this.grid.replaceChildren(...axes(this.sheet, this.#frame));
    this.ground.replaceChildren(...this.#still((point) => this.sheet.place(point)));
    this.#move();
  }

  #move() {
    if (this.sheet.room.width > 0) this.front.replaceChildren(...this.#moving((point) => this.sheet.place(point)));
  }
}

/** @param {Sheet} sheet @param {Frame} frame */
function axes(sheet, { titles, marks, below = 0 }) {
  const { width, height } = sheet.room;
  const { left, top } = sheet.margin;
  const [right, bottom] = [left + width, top + height];
  const { low, high } = sheet.view;
  const across = marks ?? ticks(low[0], high[0], width / APART[0]);
  const upwards = ticks(low[1], high[1], height / APART[1]);
  const parts = across.flatMap(([value, words]) => {
    const [x] = sheet.place([value, 0]);
    const line = marks ? [] : [made("line", { x1: x, x2: x, y1: top, y2: bottom + below, class: value === 0 ? "np-grid np-zero" : "np-grid" })];
    return [...line, text(words, { x, y: bottom + below + 16, "text-anchor": "middle" })];
  });
  for (const [value, words] of upwards) {
    const [, y] = sheet.place([0, value]);
    parts.push(made("line", { x1: left, x2: right, y1: y, y2: y, class: value === 0 ? "np-grid np-zero" : "np-grid" }), text(words, { x: left - 7, y: y + 4, "text-anchor": "end" }));
  }
  parts.push(text(titles[0], { x: left + width / 2, y: bottom + below + 35, "text-anchor": "middle", class: "np-axis" }));
  parts.push(text(titles[1], { transform: `translate(13 ${top + height / 2}) rotate(-90)`, "text-anchor": "middle", class: "np-axis" }));
  return parts;
}

/** Round numbers from low to high, about so many, with their words. @param {number} low @param {number} high @param {number} most @returns {[number, string][]} */
export function ticks(low, high, most) {
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = /** @type {number} */ ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999)) * power;
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, n) => [(first + n) * step, decimal((first + n) * step, places)]);
}

/** A line through points, broken where there is none. @param {(number[] | null)[]} points @param {Place} place */
export function lineThrough(points, place) {
  let pen = "M";
  return points
    .map((point) => {
      const part = point ? pen + place(point).map((pixel) => pixel.toFixed(1)).join(" ") : "";
      pen = point ? "L" : "M";
      return part;
    })
    .join("");
}
