// The contour map of an error surface: bands of equal height, the ways down, and a click that starts elsewhere.

import { decimal } from "../numbers.js";
import { made, text } from "../svg.js";
import { Sheet } from "./sheet.js";

const MARGIN = { left: 46, right: 10, top: 8, bottom: 44 };
/** Pixels of a square of the map. */
const CELL = 3;
const BANDS = 18;
/** Orange is high, blue is low, and the middle is clear. */
const HIGH = [232, 113, 10];
const LOW = [47, 127, 209];
const STRONGEST = 150;
/** An arrow key moves the start by so many pixels. */
const NUDGE = 8;

/**
 * @typedef {import("./descent_maths.js").Weights} Weights
 * @typedef {{points: Weights[], colour: string, label: string}} Way
 */

export class ContourMap {
  #key = "";
  /** @type {{ways: Way[], arrow: Weights | null} | null} */
  #look = null;

  /** @param {HTMLElement} parent @param {(w: Weights) => void} choose called with where the descent is to start */
  constructor(parent, choose) {
    this.choose = choose;
    const attributes = { role: "application", "aria-label": "Contour map: click to start there, or move the start with the arrow keys" };
    this.sheet = new Sheet(parent, { className: "np-plane np-map", margin: MARGIN, cell: CELL, attributes }, () => this.#lay());
    this.svg = this.sheet.svg;
    [this.grid, this.paths, this.arrow] = [made("g"), made("g"), made("line", { class: "np-downhill" })];
    this.svg.append(this.grid, this.paths, this.arrow);
    this.svg.addEventListener("pointerdown", (event) => this.#start(this.sheet.pixelsOf(event)));
    this.svg.addEventListener("keydown", (event) => this.#pressed(event));
  }

  close() {
    this.sheet.close();
  }

  /**
   * @param {string} key names the surface @param {(w: Weights) => number} height @param {number} reach from −reach to reach
   * @param {{ways: Way[], arrow: Weights | null}} look
   */
  show(key, height, reach, look) {
    this.#look = look;
    if (key !== this.#key) {
      this.height = height;
      this.sheet.view = { low: [-reach, -reach], high: [reach, reach] };
      this.#key = key;
      this.#lay();
    } else this.#draw();
  }

  #lay() {
    if (!this.#key || !this.sheet.fit()) return;
    this.#fill();
    this.grid.replaceChildren(...this.#axes());
    this.#draw();
  }

  /** The bands, with a line between two: as many of each height, so that valleys show as well as slopes. */
  #fill() {
    const { width, height } = this.sheet.canvas;
    const [reach] = this.sheet.view.high;
    const values = new Float64Array(width * height);
    for (let j = 0, at = 0; j < height; j++) {
      for (let i = 0; i < width; i++, at++) values[at] = this.height([(2 * (i + 0.5) * reach) / width - reach, reach - (2 * (j + 0.5) * reach) / height]);
    }
    const sorted = Float64Array.from(values).sort();
    const borders = Array.from({ length: BANDS - 1 }, (_, n) => sorted[Math.floor(((n + 1) * sorted.length) / BANDS)]);
    const bands = values.map((value) => bandOf(borders, value));
    const context = /** @type {CanvasRenderingContext2D} */ (this.sheet.canvas.getContext("2d"));
    const image = context.createImageData(width, height);
    for (let at = 0; at < bands.length; at++) {
      const share = bands[at] / (BANDS - 1);
      const edge = (at % width && bands[at] !== bands[at - 1]) || (at >= width && bands[at] !== bands[at - width]);
      image.data.set(share > 0.5 ? HIGH : LOW, 4 * at);
      image.data[4 * at + 3] = Math.min(255, STRONGEST * Math.abs(2 * share - 1) + (edge ? 60 : 0));
    }
    context.putImageData(image, 0, 0);
  }

  #axes() {
    const { width, height } = this.sheet.room;
    const [reach] = this.sheet.view.high;
    const parts = [];
    const bottom = MARGIN.top + height;
    for (let tick = Math.ceil(-reach); tick <= reach; tick += reach > 4 ? 2 : 1) {
      const [x, y] = this.sheet.place([tick, tick]);
      parts.push(text(decimal(tick, 0), { x, y: bottom + 16, "text-anchor": "middle" }));
      parts.push(text(decimal(tick, 0), { x: MARGIN.left - 8, y: y + 4, "text-anchor": "end" }));
    }
    parts.push(text("w₁", { x: MARGIN.left + width / 2, y: bottom + 36, "text-anchor": "middle", class: "np-axis" }));
    parts.push(text("w₂", { x: 14, y: MARGIN.top + height / 2, "text-anchor": "middle", class: "np-axis" }));
    return parts;
  }

  #draw() {
    const look = this.#look;
    if (!look || !this.sheet.canvas.width) return;
    this.paths.replaceChildren(...look.ways.flatMap((way) => this.#way(way)));
    const [way] = look.ways;
    this.arrow.style.display = look.arrow ? "" : "none";
    if (!look.arrow) return;
    const here = way.points[way.points.length - 1];
    const [[x1, y1], [x2, y2]] = [here, [here[0] + look.arrow[0], here[1] + look.arrow[1]]].map((w) => this.sheet.place(w));
    for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) this.arrow.setAttribute(name, String(value));
  }

  /** @param {Way} way */
  #way({ points, colour, label }) {
    const places = points.map((w) => this.sheet.place(w));
    const [start, end] = [places[0], places[places.length - 1]];
    const line = made("polyline", { points: places.map((place) => place.join(",")).join(" "), class: "np-way", stroke: colour });
    const steps = places.length > 60 ? [] : places.map(([cx, cy]) => made("circle", { cx, cy, r: 3, fill: colour }));
    const from = made("circle", { cx: start[0], cy: start[1], r: 7, class: "np-start", stroke: colour });
    const to = made("circle", { cx: end[0], cy: end[1], r: 8, class: "np-here", fill: colour });
    to.append(Object.assign(made("title"), { textContent: label }));
    return [line, ...steps, from, to];
  }

  /** @param {number[]} pixels where the descent is to start */
  #start(pixels) {
    const [reach] = this.sheet.view.high;
    const [w1, w2] = this.sheet.pointAt(pixels).map((w) => Math.round(Math.max(-reach, Math.min(reach, w)) * 100) / 100);
    this.choose([w1, w2]);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const by = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!by || !this.#look) return;
    event.preventDefault();
    const [x, y] = this.sheet.place(this.#look.ways[0].points[0]);
    this.#start([x + NUDGE * by[0], y + NUDGE * by[1]]);
  }
}

/** How many of the borders, which ascend, a value has reached. @param {number[]} borders @param {number} value */
function bandOf(borders, value) {
  let [low, high] = [0, borders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (borders[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
