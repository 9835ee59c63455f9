// All weights of a layer at once: a square each, a row for each input and a column for each unit.

import { colourOf, usualIn } from "./painter.js";
import { counted } from "./words.js";

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {import("./plan.js").Line} Line
 * @typedef {Object} Listener
 * @property {(line: Line | null, x: number, y: number) => void} point at a weight
 * @property {(line: Line, right: boolean) => void} choose one, and on which side there is room for its card
 * @property {(layer: number) => void} closed
 */

export class Matrix {
  /** @type {Net | null} */
  #net = null;
  #layer = 0;
  #cell = { from: 0, to: 0 };

  /** @param {HTMLElement} parent @param {Listener} listener */
  constructor(parent, listener) {
    this.listener = listener;
    this.box = Object.assign(document.createElement("div"), { className: "np-matrix", hidden: true });
    this.box.innerHTML = `<header><button type="button">‹ Back to the network</button><p></p></header><canvas tabindex="0" role="img" data-testid="weight-matrix"></canvas><div class="np-marks"></div>`;
    const part = (/** @type {string} */ name) => /** @type {any} */ (this.box.querySelector(name));
    Object.assign(this, { back: part("button"), words: part("p"), canvas: part("canvas"), marks: part(".np-marks") });
    this.back.onclick = () => this.close();
    this.canvas.onpointermove = (/** @type {PointerEvent} */ event) => this.#hover(event);
    this.canvas.onpointerleave = this.canvas.onblur = () => this.listener.point(null, 0, 0);
    this.canvas.onclick = (/** @type {PointerEvent} */ event) => (this.#hover(event), this.#choose());
    this.canvas.onkeydown = (/** @type {KeyboardEvent} */ event) => this.#pressed(event);
    parent.append(this.box);
  }

  get open() {
    return this.#net !== null;
  }

  /** @param {Net} net @param {number} layer */
  show(net, layer) {
    const { inputs, units } = net.layers[layer];
    [this.#net, this.#layer, this.#cell] = [net, layer, { from: 0, to: 0 }];
    this.words.textContent = `All weights into ${layer + 1 === net.layers.length ? "the output" : net.level(layer + 1)}: ${counted(inputs, "input")} from top to bottom × ${counted(units, "unit")} from left to right`;
    this.canvas.setAttribute("aria-label", `${this.words.textContent}. Read single weights with the arrow keys, open one with Enter.`);
    Object.assign(this.canvas, { width: units, height: inputs });
    this.box.hidden = false;
    delete this.marks.dataset.print;
    this.marks.replaceChildren();
    this.#fit();
    this.back.focus({ preventScroll: true });
  }

  close() {
    if (!this.#net) return;
    const layer = this.#layer;
    this.#net = null;
    this.box.hidden = true;
    this.listener.point(null, 0, 0);
    this.listener.closed(layer);
  }

  /** @param {ArrayLike<number>} weights */
  paint(weights) {
    if (!this.#net) return;
    const layer = this.#net.layers[this.#layer];
    const usual = usualIn(layer);
    const context = this.canvas.getContext("2d");
    for (let from = 0; from < layer.inputs; from++) {
      for (let to = 0; to < layer.units; to++) {
        const weight = weights[layer.kernel + from * layer.units + to];
        context.fillStyle = colourOf(weight / (Math.abs(weight) + usual / 2));
        context.fillRect(to, from, 1, 1);
      }
    }
  }

  /** Frames edited weights. @param {number[]} places among all weights */
  mark(places) {
    if (!this.#net) return;
    const { kernel, bias, units } = this.#net.layers[this.#layer];
    const own = places.filter((place) => place >= kernel && place < bias);
    const print = JSON.stringify(own);
    if (this.marks.dataset.print === print) return;
    this.marks.dataset.print = print;
    const side = this.canvas.clientWidth / units;
    this.marks.replaceChildren(...own.map((place) => {
      const [row, column] = [Math.floor((place - kernel) / units), (place - kernel) % units];
      const mark = document.createElement("i");
      Object.assign(mark.style, { left: `${this.canvas.offsetLeft + column * side}px`, top: `${this.canvas.offsetTop + row * side}px`, width: `${side}px`, height: `${side}px` });
      return mark;
    }));
  }

  /** As large squares as there is room for. */
  #fit() {
    const { width, height } = this.canvas;
    const room = { width: this.box.clientWidth - 24, height: this.box.clientHeight - this.canvas.offsetTop - 12 };
    const side = Math.max(1, Math.min(room.width / width, room.height / height, 40));
    Object.assign(this.canvas.style, { width: `${side * width}px`, height: `${side * height}px` });
  }

  /** @param {PointerEvent} event */
  #hover(event) {
    const box = this.canvas.getBoundingClientRect();
    const to = Math.floor(((event.clientX - box.left) / box.width) * this.canvas.width);
    const from = Math.floor(((event.clientY - box.top) / box.height) * this.canvas.height);
    if (to < 0 || from < 0 || to >= this.canvas.width || from >= this.canvas.height) return;
    this.#cell = { from, to };
    this.#tell();
  }

  #choose() {
    const { from, to } = this.#cell;
    this.listener.choose({ layer: this.#layer, from, to }, to < this.canvas.width / 2);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === "Enter") this.#choose();
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const { from, to } = this.#cell;
    this.#cell = { from: Math.max(0, Math.min(this.canvas.height - 1, from + by[0])), to: Math.max(0, Math.min(this.canvas.width - 1, to + by[1])) };
    this.#tell();
  }

  #tell() {
    const { width, height, offsetLeft, offsetTop, clientWidth, clientHeight } = this.canvas;
    const { from, to } = this.#cell;
    this.listener.point({ layer: this.#layer, from, to }, offsetLeft + ((to + 0.5) / width) * clientWidth, offsetTop + ((from + 0.5) / height) * clientHeight);
  }
}
