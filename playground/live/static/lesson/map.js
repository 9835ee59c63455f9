// The contour map of an error surface: bands of equal height, the ways down, and a click that starts elsewhere.

import { made, text, tickText } from "./plane.js";

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
    this.box = Object.assign(document.createElement("div"), { className: "np-plane np-map" });
    this.canvas = document.createElement("canvas");
    this.svg = made("svg", { tabindex: 0, role: "application", "aria-label": "Contour map: click to start there, or move the start with the arrow keys" });
    [this.grid, this.paths, this.arrow] = [made("g"), made("g"), made("line", { class: "np-downhill" })];
    this.svg.append(this.grid, this.paths, this.arrow);
    this.box.append(this.canvas, this.svg);
    parent.append(this.box);
    this.svg.addEventListener("pointerdown", (event) => this.#clicked(event));
    this.svg.addEventListener("keydown", (event) => this.#pressed(event));
    this.sizing = new ResizeObserver(() => this.#lay());
    this.sizing.observe(this.box);
  }

  close() {
    this.sizing.disconnect();
  }

  /**
   * @param {string} key names the surface @param {(w: Weights) => number} height @param {number} reach from −reach to reach
   * @param {{ways: Way[], arrow: Weights | null}} look
   */
  show(key, height, reach, look) {
    this.#look = look;
    if (key !== this.#key) {
      Object.assign(this, { height, reach });
      this.#key = key;
      this.#lay();
    } else this.#draw();
  }

  /** @param {Weights} w @returns {Weights} in pixels */
  #place([a, b]) {
    const { width, height } = this.#room();
    return [MARGIN.left + ((a + this.reach) / (2 * this.reach)) * width, MARGIN.top + ((this.reach - b) / (2 * this.reach)) * height];
  }

  #room() {
    return { width: this.box.clientWidth - MARGIN.left - MARGIN.right, height: this.box.clientHeight - MARGIN.top - MARGIN.bottom };
  }

  #lay() {
    const { width, height } = this.#room();
    if (!this.#key || width <= 0 || height <= 0) return;
    this.svg.setAttribute("viewBox", `0 0 ${this.box.clientWidth} ${this.box.clientHeight}`);
    Object.assign(this.canvas, { width: Math.ceil(width / CELL), height: Math.ceil(height / CELL) });
    Object.assign(this.canvas.style, { left: `${MARGIN.left}px`, top: `${MARGIN.top}px`, width: `${width}px`, height: `${height}px` });
    this.#fill();
    this.grid.replaceChildren(...this.#axes(width, height));
    this.#draw();
  }

  /** The bands, with a line between two: as many of each height, so that valleys show as well as slopes. */
  #fill() {
    const { width, height } = this.canvas;
    const values = new Float64Array(width * height);
    for (let j = 0, at = 0; j < height; j++) {
      for (let i = 0; i < width; i++, at++) {
        values[at] = this.height([((i + 0.5) / width) * 2 * this.reach - this.reach, this.reach - ((j + 0.5) / height) * 2 * this.reach]);
      }
    }
    const sorted = Float64Array.from(values).sort();
    const borders = Array.from({ length: BANDS - 1 }, (_, n) => sorted[Math.floor(((n + 1) * sorted.length) / BANDS)]);
    const bands = values.map((value) => borders.filter((border) => border <= value).length);
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    const image = context.createImageData(width, height);
    for (let at = 0; at < bands.length; at++) {
      const share = bands[at] / (BANDS - 1);
      const edge = (at % width && bands[at] !== bands[at - 1]) || (at >= width && bands[at] !== bands[at - width]);
      image.data.set(share > 0.5 ? HIGH : LOW, 4 * at);
      image.data[4 * at + 3] = Math.min(255, STRONGEST * Math.abs(2 * share - 1) + (edge ? 60 : 0));
    }
    context.putImageData(image, 0, 0);
  }

  /** @param {number} width @param {number} height */
  #axes(width, height) {
    const parts = [];
    const bottom = MARGIN.top + height;
    for (let tick = Math.ceil(-this.reach); tick <= this.reach; tick += this.reach > 4 ? 2 : 1) {
      const [x, y] = this.#place([tick, tick]);
      parts.push(text(tickText(tick), { x, y: bottom + 16, "text-anchor": "middle" }));
      parts.push(text(tickText(tick), { x: MARGIN.left - 8, y: y + 4, "text-anchor": "end" }));
    }
    parts.push(text("w₁", { x: MARGIN.left + width / 2, y: bottom + 36, "text-anchor": "middle", class: "np-axis" }));
    parts.push(text("w₂", { x: 14, y: MARGIN.top + height / 2, "text-anchor": "middle", class: "np-axis" }));
    return parts;
  }

  #draw() {
    const look = this.#look;
    if (!look || !this.canvas.width) return;
    this.paths.replaceChildren(...look.ways.flatMap((way) => this.#way(way)));
    const [way] = look.ways;
    this.arrow.style.display = look.arrow ? "" : "none";
    if (!look.arrow) return;
    const here = way.points[way.points.length - 1];
    const [[x1, y1], [x2, y2]] = [here, [here[0] + look.arrow[0], here[1] + look.arrow[1]]].map((w) => this.#place(/** @type {Weights} */ (w)));
    for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) this.arrow.setAttribute(name, String(value));
  }

  /** @param {Way} way */
  #way({ points, colour, label }) {
    const places = points.map((w) => this.#place(w));
    const [start, end] = [places[0], places[places.length - 1]];
    const line = made("polyline", { points: places.map((place) => place.join(",")).join(" "), class: "np-way", stroke: colour });
    const steps = places.length > 60 ? [] : places.map(([cx, cy]) => made("circle", { cx, cy, r: 3, fill: colour }));
    const from = made("circle", { cx: start[0], cy: start[1], r: 7, class: "np-start", stroke: colour });
    const to = made("circle", { cx: end[0], cy: end[1], r: 8, class: "np-here", fill: colour });
    to.append(Object.assign(made("title"), { textContent: label }));
    return [line, ...steps, from, to];
  }

  /** @param {number} x @param {number} y in pixels of the picture */
  #start(x, y) {
    const { width, height } = this.#room();
    const within = (/** @type {number} */ value) => Math.round(Math.max(-this.reach, Math.min(this.reach, value)) * 100) / 100;
    this.choose([within(((x - MARGIN.left) / width) * 2 * this.reach - this.reach), within(this.reach - ((y - MARGIN.top) / height) * 2 * this.reach)]);
  }

  /** @param {PointerEvent} event */
  #clicked(event) {
    const box = this.svg.getBoundingClientRect();
    this.#start(event.clientX - box.left, event.clientY - box.top);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const by = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!by || !this.#look) return;
    event.preventDefault();
    const [x, y] = this.#place(this.#look.ways[0].points[0]);
    this.#start(x + NUDGE * by[0], y + NUDGE * by[1]);
  }
}
