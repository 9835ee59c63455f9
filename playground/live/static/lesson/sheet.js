// Paper to draw on: a canvas for surfaces below an SVG for lines and words, with a margin, and a view of two quantities.

import { made } from "../svg.js";

/**
 * @typedef {{left: number, right: number, top: number, bottom: number}} Margin
 * @typedef {{low: number[], high: number[]}} View the range across and the range upwards
 */

export class Sheet {
  /** @type {View} */
  view = { low: [-1, -1], high: [1, 1] };
  /** In pixels. Measured when it changes: whoever asks in the middle of a drawing has the browser lay out the page once more. */
  size = { width: 0, height: 0 };

  /**
   * @param {HTMLElement} parent
   * @param {{className: string, margin: Margin, cell: number, attributes: Object<string, any>}} spec cell: pixels of a square of the
   *   canvas; attributes: of the SVG
   * @param {() => void} laid called when the room has changed
   */
  constructor(parent, { className, margin, cell, attributes }, laid) {
    Object.assign(this, { margin, cell });
    this.box = Object.assign(document.createElement("div"), { className });
    this.canvas = document.createElement("canvas");
    this.svg = made("svg", { tabindex: 0, ...attributes });
    this.box.append(this.canvas, this.svg);
    parent.append(this.box);
    this.sizing = new ResizeObserver(() => {
      this.size = { width: this.box.clientWidth, height: this.box.clientHeight };
      laid();
    });
    this.sizing.observe(this.box);
  }

  close() {
    this.sizing.disconnect();
  }

  /** The room within the margin, in pixels. */
  get room() {
    const { left, right, top, bottom } = this.margin;
    return { width: this.size.width - left - right, height: this.size.height - top - bottom };
  }

  /** Fits canvas and SVG to the room; false if there is none. */
  fit() {
    const { width, height } = this.room;
    if (width <= 0 || height <= 0) return false;
    this.svg.setAttribute("viewBox", `0 0 ${this.size.width} ${this.size.height}`);
    Object.assign(this.canvas, { width: Math.ceil(width / this.cell), height: Math.ceil(height / this.cell) });
    const { left, top } = this.margin;
    Object.assign(this.canvas.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    return true;
  }

  /** Where a point stands, in pixels. @param {number[]} point */
  place([across, upwards]) {
    const { low, high } = this.view;
    const { width, height } = this.room;
    const x = this.margin.left + ((across - low[0]) / (high[0] - low[0])) * width;
    return [x, this.margin.top + ((high[1] - upwards) / (high[1] - low[1])) * height];
  }

  /** Which point stands there. @param {number[]} pixels of the SVG */
  pointAt([x, y]) {
    const { low, high } = this.view;
    const { width, height } = this.room;
    return [low[0] + ((x - this.margin.left) / width) * (high[0] - low[0]), high[1] - ((y - this.margin.top) / height) * (high[1] - low[1])];
  }

  /** Where the pointer is, in pixels of the SVG. @param {PointerEvent} event */
  pixelsOf(event) {
    const box = this.svg.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }
}
