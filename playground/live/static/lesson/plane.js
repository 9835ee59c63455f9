// A plane of two measurements: rows of two classes, how sure the unit is everywhere, and the line between its answers.

import { sigmoid, step } from "./perceptron_maths.js";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = { left: 46, right: 10, top: 30, bottom: 44 };
/** Pixels of a square of the surface: fine enough for the eye, coarse enough to be filled in a frame. */
const CELL = 4;
const STRONGEST = 120;
const AROUND = 0.4;
/** A click chooses the nearest row within so many pixels. */
const REACH = 24;
/** Orange and blue as red, green and blue. */
const COLOURS = [
  [232, 113, 10],
  [47, 127, 209],
];
const SYMBOLS = ["M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0", "M0-8L7 0L0 8L-7 0Z"];

/**
 * @typedef {Object} Rows
 * @property {number[][]} x two measurements each
 * @property {number[]} y 0 or 1
 * @property {string[]} classes their names
 * @property {string[]} axes what the measurements are called
 * @typedef {{w: number[], activation: string, chosen: number, wrong: Set<number>}} Look
 */

export class Plane {
  /** @type {Rows | null} */
  #rows = null;
  /** @type {Look | null} */
  #look = null;
  /** @type {{low: number[], high: number[]}} */
  #view = { low: [-1, -1], high: [1, 1] };
  /** @type {any[]} */
  #marks = [];

  /** @param {HTMLElement} parent @param {(row: number) => void} choose called with the row that is clicked or moved to */
  constructor(parent, choose) {
    this.choose = choose;
    this.box = Object.assign(document.createElement("div"), { className: "np-plane" });
    this.canvas = document.createElement("canvas");
    this.svg = made("svg", { tabindex: 0, role: "slider", "aria-label": "Chosen row", "aria-valuemin": 1 });
    [this.grid, this.line, this.dots, this.ring] = [made("g"), made("line", { class: "np-boundary" }), made("g"), made("circle", { r: 12, class: "np-ring" })];
    this.svg.append(this.grid, this.line, this.dots, this.ring);
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

  /** @param {Rows} rows */
  open(rows) {
    this.#rows = rows;
    this.#look = null;
    const columns = [0, 1].map((n) => rows.x.map((row) => row[n]));
    this.#view = { low: columns.map((column) => Math.min(...column) - AROUND), high: columns.map((column) => Math.max(...column) + AROUND) };
    this.#marks = rows.y.map((y) => made("path", { d: SYMBOLS[y], class: `np-row np-class-${y}` }));
    this.dots.replaceChildren(...this.#marks);
    this.svg.setAttribute("aria-valuemax", String(rows.y.length));
    this.#lay();
  }

  /** @param {Look} look @param {string} words about the chosen row */
  show(look, words) {
    this.#look = look;
    this.svg.setAttribute("aria-valuenow", String(look.chosen + 1));
    this.svg.setAttribute("aria-valuetext", words);
    this.#marks.forEach((mark, row) => mark.classList.toggle("np-wrong", look.wrong.has(row)));
    this.#draw();
  }

  /** Where a point stands, in pixels. @param {number[]} x */
  #place([x1, x2]) {
    const { low, high } = this.#view;
    const { clientWidth: width, clientHeight: height } = this.box;
    const across = MARGIN.left + ((x1 - low[0]) / (high[0] - low[0])) * (width - MARGIN.left - MARGIN.right);
    return [across, height - MARGIN.bottom - ((x2 - low[1]) / (high[1] - low[1])) * (height - MARGIN.top - MARGIN.bottom)];
  }

  /** All that changes with the rows or the room only. */
  #lay() {
    const rows = this.#rows;
    const { clientWidth: width, clientHeight: height } = this.box;
    if (!rows || !width || !height) return;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.grid.replaceChildren(...this.#gridLines(rows, width, height));
    rows.x.forEach((x, row) => this.#marks[row].setAttribute("transform", `translate(${this.#place(x).join(" ")})`));
    this.canvas.width = Math.ceil((width - MARGIN.left - MARGIN.right) / CELL);
    this.canvas.height = Math.ceil((height - MARGIN.top - MARGIN.bottom) / CELL);
    Object.assign(this.canvas.style, { left: `${MARGIN.left}px`, top: `${MARGIN.top}px` });
    Object.assign(this.canvas.style, { width: `${width - MARGIN.left - MARGIN.right}px`, height: `${height - MARGIN.top - MARGIN.bottom}px` });
    this.#draw();
  }

  /** @param {Rows} rows @param {number} width @param {number} height */
  #gridLines(rows, width, height) {
    const { low, high } = this.#view;
    const parts = [];
    for (let tick = Math.ceil(low[0]); tick <= high[0]; tick++) {
      const [x] = this.#place([tick, 0]);
      parts.push(made("line", { x1: x, x2: x, y1: MARGIN.top, y2: height - MARGIN.bottom, class: "np-grid" }));
      parts.push(text(tickText(tick), { x, y: height - MARGIN.bottom + 16, "text-anchor": "middle" }));
    }
    for (let tick = Math.ceil(low[1]); tick <= high[1]; tick++) {
      const [, y] = this.#place([0, tick]);
      parts.push(made("line", { x1: MARGIN.left, x2: width - MARGIN.right, y1: y, y2: y, class: "np-grid" }));
      parts.push(text(tickText(tick), { x: MARGIN.left - 8, y: y + 4, "text-anchor": "end" }));
    }
    const middle = (MARGIN.top + height - MARGIN.bottom) / 2;
    parts.push(text(rows.axes[0], { x: (MARGIN.left + width - MARGIN.right) / 2, y: height - 8, "text-anchor": "middle", class: "np-axis" }));
    parts.push(text(rows.axes[1], { transform: `translate(14 ${middle}) rotate(-90)`, "text-anchor": "middle", class: "np-axis" }));
    return [...parts, ...legend(rows.classes)];
  }

  #draw() {
    const look = this.#look;
    if (!look || !this.#rows || !this.canvas.width) return;
    this.#fill(look);
    const ends = boundary(look.w, this.#view);
    this.line.style.display = ends === null ? "none" : "";
    if (ends) {
      const [[x1, y1], [x2, y2]] = ends.map((end) => this.#place(end));
      for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) this.line.setAttribute(name, String(value));
    }
    const [cx, cy] = this.#place(this.#rows.x[look.chosen]);
    this.ring.setAttribute("cx", String(cx));
    this.ring.setAttribute("cy", String(cy));
  }

  /** The surface: blue where the unit is sure of the one class, orange for the other, clear between. @param {Look} look */
  #fill({ w, activation }) {
    const { width, height } = this.canvas;
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    const image = context.createImageData(width, height);
    const { low, high } = this.#view;
    const answer = activation === "step" ? step : sigmoid;
    for (let j = 0, at = 0; j < height; j++) {
      const rest = w[0] + w[2] * (high[1] - ((j + 0.5) / height) * (high[1] - low[1]));
      for (let i = 0; i < width; i++, at += 4) {
        const p = answer(rest + w[1] * (low[0] + ((i + 0.5) / width) * (high[0] - low[0])));
        image.data.set(COLOURS[p >= 0.5 ? 1 : 0], at);
        image.data[at + 3] = STRONGEST * Math.abs(2 * p - 1);
      }
    }
    context.putImageData(image, 0, 0);
  }

  /** @param {PointerEvent} event */
  #clicked(event) {
    const box = this.svg.getBoundingClientRect();
    const far = (this.#rows?.x ?? []).map((x) => {
      const [across, down] = this.#place(x);
      return Math.hypot(across - (event.clientX - box.left), down - (event.clientY - box.top));
    });
    const nearest = far.indexOf(Math.min(...far));
    if (far[nearest] <= REACH) this.choose(nearest);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (by === undefined || !this.#look || !this.#rows) return;
    event.preventDefault();
    const count = this.#rows.y.length;
    this.choose((this.#look.chosen + by + count) % count);
  }
}

/** The colour of an answer, as on the surface. @param {number} p from 0 to 1 */
export function colourOf(p) {
  const [red, green, blue] = COLOURS[p >= 0.5 ? 1 : 0];
  return `rgba(${red}, ${green}, ${blue}, ${((STRONGEST / 255) * Math.abs(2 * p - 1)).toFixed(3)})`;
}

/**
 * Where the line w₁x₁ + w₂x₂ + w₀ = 0 enters and leaves a view.
 * @param {number[]} w @param {{low: number[], high: number[]}} view
 * @returns {number[][] | null} two points; null if it does not cross the view
 */
export function boundary([w0, w1, w2], { low, high }) {
  const ends = [];
  for (const x1 of [low[0], high[0]]) {
    const x2 = -(w0 + w1 * x1) / w2;
    if (x2 >= low[1] && x2 <= high[1]) ends.push([x1, x2]);
  }
  for (const x2 of [low[1], high[1]]) {
    const x1 = -(w0 + w2 * x2) / w1;
    if (x1 > low[0] && x1 < high[0]) ends.push([x1, x2]);
  }
  return ends.length >= 2 ? ends.slice(0, 2) : null;
}

/** @param {string[]} classes */
function legend(classes) {
  const place = (/** @type {number} */ n) => MARGIN.left + 10 + n * 100;
  const marks = classes.flatMap((name, y) => [
    made("path", { d: SYMBOLS[y], class: `np-row np-class-${y}`, transform: `translate(${place(y)} 14)` }),
    text(name, { x: place(y) + 13, y: 18 }),
  ]);
  const wrong = made("circle", { r: 6, class: "np-row np-wrong", fill: "none", cx: place(2), cy: 14 });
  return [...marks, wrong, text("wrong answer", { x: place(2) + 13, y: 18 })];
}

/** @param {number} tick */
export function tickText(tick) {
  return String(tick).replace("-", "−");
}

/** @param {string} words @param {Object<string, any>} attributes */
export function text(words, attributes) {
  const element = made("text", attributes);
  element.textContent = words;
  return element;
}

/** @param {string} tag @param {Object<string, any>} [attributes] @returns {any} */
export function made(tag, attributes = {}) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}
