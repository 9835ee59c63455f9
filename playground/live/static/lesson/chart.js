// A chart of two quantities: axes with their names, dots, lines and words, drawn anew for each look and each room.

import { made, text } from "../svg.js";

const MARGIN = { left: 56, right: 12, top: 10, bottom: 44 };
/** Pixels between two numbers at an axis, at least. */
const APART = 55;
/** Circle, diamond and cross, as everywhere in the playground. */
const SYMBOLS = ["M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0", "M0-6.5L5.5 0L0 6.5L-5.5 0Z", "M-5-2h3v-3h4v3h3v4h-3v3h-4v-3h-3z"];

/**
 * @typedef {{title: string, low: number, high: number, colour?: string, log?: boolean}} Axis
 * @typedef {{at: number[], symbol: number, className: string, title?: string}} Dot
 * @typedef {{points: number[][], className: string}} Line
 * @typedef {{at: number[], radius: number, className: string}} Ring
 * @typedef {{at: number[], words: string, className?: string, end?: boolean}} Word
 * @typedef {{x: Axis, y: Axis, label: string, lines?: Line[], dots?: Dot[], rings?: Ring[], words?: Word[]}} Look
 */

export class Chart {
  /** @type {Look | null} */
  #look = null;
  /** In pixels. Measured when it changes: whoever asks in the middle of a drawing has the browser lay out the page once more. */
  #size = { width: 0, height: 0 };

  /** @param {Element} parent @param {string} className @param {((point: number[]) => void) | null} [choose] called with the point that is clicked */
  constructor(parent, className, choose = null) {
    this.box = Object.assign(document.createElement("div"), { className: `np-chart ${className}` });
    this.svg = made("svg", { role: "img" });
    this.box.append(this.svg);
    parent.append(this.box);
    if (choose) this.svg.addEventListener("pointerdown", (event) => this.#look && choose(this.#pointAt(event, this.#look)));
    this.sizing = new ResizeObserver(() => {
      this.#size = { width: this.box.clientWidth, height: this.box.clientHeight };
      this.#draw();
    });
    this.sizing.observe(this.box);
  }

  close() {
    this.sizing.disconnect();
  }

  /** @param {Look} look */
  show(look) {
    // On its element, too, as Plotly's charts have their data.
    this.#look = this.svg.look = look;
    this.#draw();
  }

  /** The room within the margin, in pixels. */
  get #room() {
    const { left, right, top, bottom } = MARGIN;
    return { width: this.#size.width - left - right, height: this.#size.height - top - bottom };
  }

  #draw() {
    const look = this.#look;
    const { width, height } = this.#room;
    if (!look || width <= 20 || height <= 20) return;
    this.svg.setAttribute("viewBox", `0 0 ${this.#size.width} ${this.#size.height}`);
    this.svg.setAttribute("aria-label", look.label);
    const place = ([x, y]) => [MARGIN.left + shareOf(look.x, x) * width, MARGIN.top + (1 - shareOf(look.y, y)) * height];
    this.svg.replaceChildren(
      ...axes(look, { width, height }, place),
      ...(look.lines ?? []).map(({ points, className }) => made("polyline", { points: points.map(place).join(" "), class: className })),
      ...(look.dots ?? []).map((dot) => symbol(dot, place(dot.at))),
      ...(look.rings ?? []).map(({ at, radius, className }) => made("circle", { cx: place(at)[0], cy: place(at)[1], r: radius, class: className })),
      ...(look.words ?? []).map(({ at, words, className = "", end = false }) => {
        const [x, y] = place(at);
        return text(words, { x, y, class: className, "text-anchor": end ? "end" : "start" });
      }),
    );
  }

  /** @param {PointerEvent} event @param {Look} look */
  #pointAt(event, look) {
    const box = this.svg.getBoundingClientRect();
    const { width, height } = this.#room;
    const shares = [(event.clientX - box.left - MARGIN.left) / width, 1 - (event.clientY - box.top - MARGIN.top) / height];
    return [look.x, look.y].map(({ low, high }, n) => low + Math.min(1, Math.max(0, shares[n])) * (high - low));
  }
}

/** Where a value stands between the ends of an axis. @param {Axis} axis @param {number} value */
function shareOf({ low, high, log }, value) {
  if (!log) return (value - low) / (high - low);
  return Math.log(Math.max(value, low) / low) / Math.log(high / low);
}

/** @param {Look} look @param {{width: number, height: number}} room @param {(point: number[]) => number[]} place */
function axes(look, { width, height }, place) {
  const [bottom, right] = [MARGIN.top + height, MARGIN.left + width];
  const across = ticks(look.x, width / APART).flatMap(({ value, words }) => {
    const [x] = place([value, look.y.low]);
    return [made("line", { x1: x, x2: x, y1: MARGIN.top, y2: bottom, class: "np-grid" }), text(words, { x, y: bottom + 17, "text-anchor": "middle" })];
  });
  const upwards = ticks(look.y, height / APART).flatMap(({ value, words }) => {
    const [, y] = place([look.x.low, value]);
    return [made("line", { x1: MARGIN.left, x2: right, y1: y, y2: y, class: "np-grid" }), text(words, { x: MARGIN.left - 8, y: y + 4, "text-anchor": "end" })];
  });
  const middle = { "text-anchor": "middle", class: `np-axis ${look.x.colour ?? ""}` };
  const titles = [
    text(look.x.title, { ...middle, x: MARGIN.left + width / 2, y: bottom + 38 }),
    text(look.y.title, { ...middle, class: `np-axis ${look.y.colour ?? ""}`, transform: `translate(14 ${MARGIN.top + height / 2}) rotate(-90)` }),
  ];
  return [...across, ...upwards, ...titles];
}

/** Round numbers along an axis, at most so many. @param {Axis} axis @param {number} most */
function ticks({ low, high, log }, most) {
  if (log) {
    const powers = Array.from({ length: 13 }, (_, n) => 10 ** (n - 6));
    const values = powers.flatMap((power) => [power, 2 * power, 5 * power]).filter((value) => value >= low && value <= high);
    return values.map((value) => ({ value, words: String(Number(value.toPrecision(1))) }));
  }
  const rough = (high - low) / Math.max(2, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? rough;
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, n) => {
    const value = (first + n) * step;
    return { value, words: value.toFixed(places).replace("-", "−") };
  });
}

/** @param {Dot} dot @param {number[]} place */
function symbol({ symbol: number, className, title }, place) {
  const mark = made("path", { d: SYMBOLS[number % SYMBOLS.length], class: className, transform: `translate(${place.join(" ")})` });
  if (title) mark.append(Object.assign(made("title"), { textContent: title }));
  return mark;
}
