// The rows that augmentation makes: the lecture's figure 7 with the digits, and for tables a cloud of copies around each row.

import { made } from "../svg.js";
import { Plot } from "./plot.js";
import { section } from "./section.js";

/** Side of a digit in pixels of its canvas, and their brightest value. */
const SIDE = 8;
const BRIGHTEST = 16;

/**
 * @typedef {{of: "pictures", draw: number, labels: number[], lines: {name: string, pictures: number[][]}[]}} Pictures
 * @typedef {{of: "noise", draw: number, x: number[][], y: number[], copies: number[][][]}} Noisy
 * @typedef {Pictures | Noisy} Rows as regularizers_rows.py makes them
 */

const INTROS = {
  pictures: `The lecture's figure 7: some of the training digits, and what a step may get to see instead of each. The label stays; nothing is stored, and the next step draws anew.
    The page's own arithmetic moves these, in the way in which Keras' layers move the rows of the run above.`,
  noise: `The training rows, each with five noisy copies: a step sees one such copy of each row and never the row itself, and the next step draws anew. The target stays.
    The page draws these; those of the run above are drawn by Keras' GaussianNoise.`,
};

export class Augmented {
  /** @type {Rows | null} */
  #rows = null;
  #key = "";

  /** @param {import("./lesson.js").Host} host */
  constructor(host) {
    this.host = host;
    this.parts = section(host.root, "The rows that augmentation makes", "");
    this.root = /** @type {HTMLElement} */ (this.parts.choices.parentElement);
    this.intro = /** @type {HTMLElement} */ (this.root.querySelector("p"));
    const again = Object.assign(document.createElement("button"), { type: "button", textContent: "Draw anew", onclick: () => host.ask({ draw: "anew" }) });
    this.parts.choices.append(again);
    this.digits = Object.assign(document.createElement("div"), { className: "np-digits" });
    this.parts.stage.append(this.digits);
    this.plot = new Plot(this.parts.stage);
  }

  close() {
    this.plot.close();
  }

  /** @param {Rows | null} rows */
  hear(rows) {
    this.#rows = rows;
    this.host.redraw();
  }

  /** @param {{show: string}} state */
  draw({ show }) {
    const rows = this.#rows;
    this.root.hidden = rows?.of !== show;
    if (!rows || this.root.hidden) return;
    const key = JSON.stringify(rows);
    if (key === this.#key) return;
    this.#key = key;
    this.intro.textContent = INTROS[rows.of];
    this.digits.hidden = rows.of !== "pictures";
    this.plot.sheet.box.hidden = rows.of !== "noise";
    this.parts.stage.classList.toggle("np-stage-of-digits", rows.of === "pictures");
    if (rows.of === "pictures") this.#drawPictures(rows);
    else this.#drawNoisy(rows, key);
    this.parts.words.innerHTML = rows.of === "noise" ? '<p class="np-key"><span>● training row</span> <span>· one of its noisy copies</span></p>' : "";
  }

  /** @param {Pictures} rows */
  #drawPictures({ labels, lines }) {
    const head = ["", ...labels.map((label) => `digit ${label}`)].map((words) => (words ? `<th scope="col">${words}</th>` : "<td></td>")).join("");
    this.digits.innerHTML = `<table><thead><tr>${head}</tr></thead><tbody></tbody></table>`;
    const body = /** @type {HTMLElement} */ (this.digits.querySelector("tbody"));
    for (const { name, pictures } of lines) {
      const line = document.createElement("tr");
      line.append(Object.assign(document.createElement("th"), { scope: "row", textContent: name }));
      pictures.forEach((pixels, n) => {
        const cell = document.createElement("td");
        cell.append(picture(pixels, `digit ${labels[n]}, ${name}`));
        line.append(cell);
      });
      body.append(line);
    }
  }

  /** @param {Noisy} rows @param {string} key */
  #drawNoisy({ x, y, copies }, key) {
    const plane = x[0].length > 1;
    const at = (/** @type {number[]} */ row, /** @type {number} */ n) => (plane ? row : [row[0], y[n]]);
    const all = [x, ...copies].flatMap((rows) => rows.map(at));
    const ends = [0, 1].map((axis) => all.reduce(([low, high], point) => [Math.min(low, point[axis]), Math.max(high, point[axis])], [Infinity, -Infinity]));
    const room = ends.map(([low, high]) => 0.05 * (high - low));
    const view = { low: ends.map(([low], axis) => low - room[axis]), high: ends.map(([, high], axis) => high + room[axis]) };
    const words = `${x.length} training rows and ${copies.length} noisy copies of each`;
    const colour = (/** @type {number} */ n) => (plane ? `np-class-${y[n]}` : "np-of-table");
    this.plot.show({ key, view, titles: ["x", "y"], words }, (place) => {
      const dot = (/** @type {number[]} */ row, /** @type {number} */ n, /** @type {number} */ r, /** @type {string} */ name) => {
        const [cx, cy] = place(at(row, n));
        return made("circle", { cx, cy, r, class: `${name} ${colour(n)}` });
      };
      return [...copies.flatMap((rows) => rows.map((row, n) => dot(row, n, 3, "np-noisy-copy"))), ...x.map((row, n) => dot(row, n, 6, "np-row np-row-itself"))];
    });
  }
}

/** A digit, dark ink on light paper. @param {number[]} pixels @param {string} words */
function picture(pixels, words) {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE, className: "np-digit" });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words);
  const context = canvas.getContext("2d");
  const image = context?.createImageData(SIDE, SIDE);
  if (!context || !image) return canvas;
  pixels.forEach((value, n) => {
    const grey = Math.round(255 * (1 - Math.min(1, Math.max(0, value / BRIGHTEST))));
    image.data.set([grey, grey, grey, 255], 4 * n);
  });
  context.putImageData(image, 0, 0);
  return canvas;
}
