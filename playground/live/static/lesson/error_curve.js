// The error after each update as a curve, with the buttons that make an update and take it back.

import { made, text } from "../svg.js";
import { significant } from "../numbers.js";
import { Sheet } from "./sheet.js";

const MARGIN = { left: 54, right: 12, top: 22, bottom: 24 };
/** So many updates have room from the start. */
const LEAST = 10;

export class ErrorCurve {
  #errors = [0];

  /** @param {HTMLElement} parent @param {{update: () => void, undo: () => void}} does */
  constructor(parent, { update, undo }) {
    this.box = Object.assign(document.createElement("div"), { className: "np-updates" });
    this.forward = Object.assign(document.createElement("button"), { type: "button", textContent: "Update all weights", onclick: update });
    this.back = Object.assign(document.createElement("button"), { type: "button", textContent: "Undo", onclick: undo, title: "Take the last update back" });
    const buttons = Object.assign(document.createElement("div"), { className: "np-buttons" });
    buttons.append(this.forward, this.back);
    this.box.append(buttons);
    parent.append(this.box);
    this.sheet = new Sheet(this.box, { className: "np-plane", margin: MARGIN, cell: 4, attributes: { role: "img", tabindex: -1 } }, () => this.#draw());
  }

  close() {
    this.sheet.close();
  }

  /** @param {number[]} errors before the first update, and after each @param {{more: boolean}} can whether there is another update */
  show(errors, { more }) {
    this.#errors = errors;
    this.forward.disabled = !more;
    this.back.disabled = errors.length === 1;
    const [first, last] = [errors[0], errors[errors.length - 1]].map((error) => significant(error));
    this.sheet.svg.setAttribute("aria-label", `The error E after each of ${errors.length - 1} updates: from ${first} to ${last}`);
    this.#draw();
  }

  #draw() {
    const errors = this.#errors;
    const highest = Math.max(...errors) || 1;
    this.sheet.view = { low: [0, 0], high: [Math.max(LEAST, errors.length - 1), highest] };
    if (!this.sheet.fit()) return;
    const places = errors.map((error, n) => this.sheet.place([n, error]));
    const [x, y] = places[places.length - 1];
    const curve = made("polyline", { points: places.map((place) => place.join(",")).join(" "), class: "np-way np-of-error" });
    this.sheet.svg.replaceChildren(...this.#axes(highest), curve, made("circle", { cx: x, cy: y, r: 6, class: "np-dot np-of-error" }));
  }

  /** @param {number} highest */
  #axes(highest) {
    const { width, height } = this.sheet.room;
    const bottom = MARGIN.top + height;
    const grid = [0, highest].map((error) => {
      const [, y] = this.sheet.place([0, error]);
      return [made("line", { x1: MARGIN.left, x2: MARGIN.left + width, y1: y, y2: y, class: "np-grid" }), text(significant(error, 2), { x: MARGIN.left - 10, y: y + 4, "text-anchor": "end" })];
    });
    const last = this.sheet.view.high[0];
    const ends = [text("0", { x: MARGIN.left, y: bottom + 17, "text-anchor": "middle" }), text(`${last} updates`, { x: MARGIN.left + width, y: bottom + 17, "text-anchor": "end" })];
    return [...grid.flat(), ...ends, text("E", { x: 6, y: 12, class: "np-axis" })];
  }
}
