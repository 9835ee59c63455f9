// Activation functions and their derivatives side by side, under a cursor that is dragged over both.

import { made, text } from "../svg.js";
import { functions } from "./activation_maths.js";
import { Plot, lineThrough } from "./plot.js";

const POINTS = 241;
/** One look a curve: the colours are those of the classes np-nth-0 … np-nth-3. */
export const DASHES = ["", "9 5", "2 5", "10 4 2 4"];
/** Pixels of a strip that says where a function is saturated, and of the words above the strips. */
const STRIP = 18;
const HEADING = 18;
const ROOM = 0.07;
/** The cursor stands at hundredths while it is dragged. */
const STEPS = 100;

/**
 * @typedef {{functions: string[], s: number, reach: string}} State
 * @typedef {{label: string, kinks: number[], saturated: number[][]}} Card
 */

export class Curves {
  /** @param {HTMLElement} stage @param {Object<string, Card>} cards @param {number} threshold @param {(s: number, resting: boolean) => void} move */
  constructor(stage, cards, threshold, move) {
    Object.assign(this, { cards, threshold });
    this.values = new Plot(stage);
    this.slopes = new Plot(stage);
    for (const chart of [this.values, this.slopes]) {
      chart.sheet.svg.classList.add("np-dragged");
      chart.onDrag(([s], resting) => move(Math.round(Math.max(-this.reach, Math.min(this.reach, s)) * STEPS) / STEPS, resting));
    }
  }

  close() {
    this.values.close();
    this.slopes.close();
  }

  /** @param {State} state @param {string} words what is read at the cursor */
  show(state, words) {
    this.reach = Number(state.reach);
    const names = state.functions;
    const key = [state.reach, ...names].join();
    const [a, slopes] = [this.#sampled(names, "value"), this.#sampled(names, "slope")];
    const at = (/** @type {"value" | "slope"} */ kind) => (/** @type {import("./plot.js").Place} */ place, /** @type {number} */ below = 0) => this.#cursor(state, kind, place, below);
    const frame = { key, titles: /** @type {[string, string]} */ (["weighted sum s", "activation a(s)"]), view: this.#view(a), words: `Activation functions. ${words}` };
    this.values.show(frame, (place) => curves(a, place), (place) => at("value")(place));
    const below = names.length * STRIP + HEADING;
    const slopeFrame = { ...frame, titles: /** @type {[string, string]} */ (["weighted sum s", "derivative a′(s)"]), view: this.#view(slopes), below, words: `Their derivatives, and where the units are saturated. ${words}` };
    this.slopes.show(slopeFrame, (place) => [this.#band(place), ...curves(slopes, place), ...this.#strips(names, place)], (place) => at("slope")(place, below));
  }

  /** A list of points for each function, null where its line breaks. @param {string[]} names @param {"value" | "slope"} kind */
  #sampled(names, kind) {
    return names.map((name) => {
      const along = Array.from({ length: POINTS }, (_, n) => this.reach * ((2 * n) / (POINTS - 1) - 1));
      // The derivative jumps at a kink: no line leads over it.
      const kinks = kind === "slope" ? this.cards[name].kinks.filter((kink) => Math.abs(kink) < this.reach) : [];
      const all = [...along.filter((s) => !kinks.includes(s)), ...kinks.flatMap((kink) => [kink - 1e-9, kink, kink + 1e-9])].sort((one, other) => one - other);
      return all.map((s) => (kinks.includes(s) ? null : [s, functions[name][kind](s)]));
    });
  }

  /** @param {(number[] | null)[][]} lines */
  #view(lines) {
    const values = lines.flat().flatMap((point) => (point ? [point[1]] : []));
    const [low, high] = [Math.min(0, ...values), Math.max(1, ...values)];
    const room = ROOM * (high - low);
    return { low: [-this.reach, low - room], high: [this.reach, high + room] };
  }

  /** @param {State} state @param {"value" | "slope"} kind @param {import("./plot.js").Place} place @param {number} below */
  #cursor({ functions: names, s }, kind, place, below) {
    const { top } = this.values.sheet.margin;
    const sheet = (kind === "value" ? this.values : this.slopes).sheet;
    const [x] = place([s, 0]);
    const line = made("line", { x1: x, x2: x, y1: top, y2: top + sheet.room.height + below, class: "np-cursor" });
    const dots = names.map((name, n) => {
      const [cx, cy] = place([s, functions[name][kind](s)]);
      return made("circle", { cx, cy, r: 6, class: `np-read np-nth-${n}` });
    });
    return [line, ...dots];
  }

  /** Where |a′| is below the threshold. @param {import("./plot.js").Place} place */
  #band(place) {
    const [[x, y], [right, bottom]] = [place([-this.reach, this.threshold]), place([this.reach, -this.threshold])];
    return made("rect", { x, y, width: right - x, height: bottom - y, class: "np-band" });
  }

  /** Below the curves, a strip for each function over the sums at which it is saturated. @param {string[]} names @param {import("./plot.js").Place} place */
  #strips(names, place) {
    const { left, top } = this.slopes.sheet.margin;
    const bottom = top + this.slopes.sheet.room.height;
    const inside = (/** @type {number} */ s) => place([Math.max(-this.reach, Math.min(this.reach, s)), 0])[0];
    const strips = names.flatMap((name, n) => {
      const y = bottom + HEADING + n * STRIP;
      const parts = this.cards[name].saturated.map(([low, high]) => {
        const x = inside(low);
        return made("rect", { x, y: y + 2, width: Math.max(0, inside(high) - x), height: STRIP - 4, class: `np-flat np-nth-${n}` });
      });
      return [...parts, text(this.cards[name].label, { x: left + 6, y: y + STRIP - 5 })];
    });
    return [text(names.length ? `saturated, |a′(s)| < ${this.threshold}:` : "", { x: left + 6, y: bottom + HEADING - 4 }), ...strips];
  }
}

/** @param {(number[] | null)[][]} lines @param {import("./plot.js").Place} place */
function curves(lines, place) {
  return lines.map((points, n) => made("path", { d: lineThrough(points, place), class: `np-curve np-nth-${n}`, "stroke-dasharray": DASHES[n] }));
}
