// A plane of two measurements: rows of two classes, how sure the unit is everywhere, and the line between its answers.

import { decimal } from "../numbers.js";
import { made, text } from "../svg.js";
import { sigmoid, step } from "./perceptron_maths.js";
import { Sheet } from "./sheet.js";

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
  /** @type {any[]} */
  #marks = [];

  /** @param {HTMLElement} parent @param {(row: number) => void} choose called with the row that is clicked or moved to */
  constructor(parent, choose) {
    this.choose = choose;
    const attributes = { role: "slider", "aria-label": "Chosen row", "aria-valuemin": 1 };
    this.sheet = new Sheet(parent, { className: "np-plane", margin: MARGIN, cell: CELL, attributes }, () => this.#lay());
    this.svg = this.sheet.svg;
    [this.grid, this.line, this.dots, this.ring] = [made("g"), made("line", { class: "np-boundary" }), made("g"), made("circle", { r: 12, class: "np-ring" })];
    this.svg.append(this.grid, this.line, this.dots, this.ring);
    this.svg.addEventListener("pointerdown", (event) => this.#clicked(event));
    this.svg.addEventListener("keydown", (event) => this.#pressed(event));
  }

  close() {
    this.sheet.close();
  }

  /** @param {Rows} rows */
  open(rows) {
    this.#rows = rows;
    this.#look = null;
    const columns = [0, 1].map((n) => rows.x.map((row) => row[n]));
    this.sheet.view = { low: columns.map((column) => Math.min(...column) - AROUND), high: columns.map((column) => Math.max(...column) + AROUND) };
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

  /** All that changes with the rows or the room only. */
  #lay() {
    const rows = this.#rows;
    if (!rows || !this.sheet.fit()) return;
    this.grid.replaceChildren(...this.#gridLines(rows));
    rows.x.forEach((x, row) => this.#marks[row].setAttribute("transform", `translate(${this.sheet.place(x).join(" ")})`));
    this.#draw();
  }

  /** @param {Rows} rows */
  #gridLines(rows) {
    const { low, high } = this.sheet.view;
    const { width, height } = this.sheet.size;
    const parts = [];
    for (let tick = Math.ceil(low[0]); tick <= high[0]; tick++) {
      const [x] = this.sheet.place([tick, 0]);
      parts.push(made("line", { x1: x, x2: x, y1: MARGIN.top, y2: height - MARGIN.bottom, class: "np-grid" }));
      parts.push(text(decimal(tick, 0), { x, y: height - MARGIN.bottom + 16, "text-anchor": "middle" }));
    }
    for (let tick = Math.ceil(low[1]); tick <= high[1]; tick++) {
      const [, y] = this.sheet.place([0, tick]);
      parts.push(made("line", { x1: MARGIN.left, x2: width - MARGIN.right, y1: y, y2: y, class: "np-grid" }));
      parts.push(text(decimal(tick, 0), { x: MARGIN.left - 8, y: y + 4, "text-anchor": "end" }));
    }
    const middle = (MARGIN.top + height - MARGIN.bottom) / 2;
    parts.push(text(rows.axes[0], { x: (MARGIN.left + width - MARGIN.right) / 2, y: height - 8, "text-anchor": "middle", class: "np-axis" }));
    parts.push(text(rows.axes[1], { transform: `translate(14 ${middle}) rotate(-90)`, "text-anchor": "middle", class: "np-axis" }));
    return [...parts, ...legend(rows.classes)];
  }

  #draw() {
    const look = this.#look;
    if (!look || !this.#rows || !this.sheet.canvas.width) return;
    this.#fill(look);
    const ends = boundary(look.w, this.sheet.view);
    this.line.style.display = ends === null ? "none" : "";
    if (ends) {
      const [[x1, y1], [x2, y2]] = ends.map((end) => this.sheet.place(end));
      for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) this.line.setAttribute(name, String(value));
    }
    const [cx, cy] = this.sheet.place(this.#rows.x[look.chosen]);
    this.ring.setAttribute("cx", String(cx));
    this.ring.setAttribute("cy", String(cy));
  }

  /** The surface: blue where the unit is sure of the one class, orange for the other, clear between. @param {Look} look */
  #fill({ w, activation }) {
    const { width, height } = this.sheet.canvas;
    const context = /** @type {CanvasRenderingContext2D} */ (this.sheet.canvas.getContext("2d"));
    const image = context.createImageData(width, height);
    const { low, high } = this.sheet.view;
    const answer = activation === "step" ? step : sigmoid;
    const { data } = image;
    for (let j = 0, at = 0; j < height; j++) {
      const rest = w[0] + w[2] * (high[1] - ((j + 0.5) / height) * (high[1] - low[1]));
      for (let i = 0; i < width; i++) {
        const p = answer(rest + w[1] * (low[0] + ((i + 0.5) / width) * (high[0] - low[0])));
        const colour = COLOURS[p >= 0.5 ? 1 : 0];
        // One by one: to copy three numbers at a time takes ten times as long.
        data[at++] = colour[0];
        data[at++] = colour[1];
        data[at++] = colour[2];
        data[at++] = STRONGEST * Math.abs(2 * p - 1);
      }
    }
    context.putImageData(image, 0, 0);
  }

  /** @param {PointerEvent} event */
  #clicked(event) {
    const [x, y] = this.sheet.pixelsOf(event);
    const far = (this.#rows?.x ?? []).map((row) => {
      const [across, down] = this.sheet.place(row);
      return Math.hypot(across - x, down - y);
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
