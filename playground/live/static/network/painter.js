// Paints a network on a canvas: a line for each weight, and in each neuron what it answers.

import { channels } from "../theme.js";
import { rangeOf } from "./net.js";
import { ends, heightOf } from "./plan.js";

/** From the lowest value over the middle to the highest, as in the charts. */
const [LOW, MIDDLE, HIGH] = ["#e8710a", "#e4e6ea", "#2f7fd1"].map(channels);
const STEPS = 255;
const WIDEST = 7;
/** Fainter lines are not seen. */
const FAINTEST = 0.04;
/** Half of an edited weight's mark in pixels, and where on its line that is. */
const MARK = 5;
const MARK_ACROSS = 0.3;
/** Of what the weight that moved most in a step did: who has moved so far stands out. */
const FAR = 0.5;

/**
 * @typedef {import("./plan.js").Plan} Plan
 * @typedef {import("./plan.js").Line} Line
 * @typedef {import("./net.js").Net} Net
 * @typedef {{positive: string, negative: string, text: string, background: string}} Ink
 * @typedef {import("./look.js").Look} Look
 * @typedef {import("./look.js").Maps} Maps
 * @typedef {{plan: Plan, net: Net, weights: ArrayLike<number>, look: Look, ink: Ink, edited: Set<number>, moved: Float64Array | null}} Scene edited are places among all weights; moved says by how much a step has moved each
 */

/** A colour for each step from −1 to 1, as a canvas keeps its pixels. */
const COLOURS = Uint32Array.from({ length: STEPS }, (_, step) => {
  const share = (2 * step) / (STEPS - 1) - 1;
  const [red, green, blue] = MIDDLE.map((middle, n) => Math.round(middle + Math.abs(share) * ((share < 0 ? LOW : HIGH)[n] - middle)));
  return (255 << 24) | (blue << 16) | (green << 8) | red;
});

export class Painter {
  /** One map's pixels, before they are made as large as its neuron. */
  #tile = document.createElement("canvas");

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  }

  /** @param {number} width @param {number} height in the page's pixels */
  fit(width, height) {
    const ratio = devicePixelRatio || 1;
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  /**
   * @param {Scene} scene
   * @param {{line: Line | null, level: number, unit: number}} lit what stands out: a line, or all lines of a neuron; −1 for none
   */
  paint(scene, lit) {
    const { plan, net, look, ink } = scene;
    this.context.clearRect(0, 0, plan.width, plan.height);
    this.#paintLines(scene, lit);
    for (const { level, size, spots, more, x } of plan.columns) {
      for (const { unit, y } of spots) this.#paintNeuron(net, look, level, unit, x - size / 2, y - size / 2, size);
      if (more) this.#paintBundle(x, spots[spots.length - 1].y + size / 2, ink);
    }
  }

  /** @param {Scene} scene @param {{line: Line | null, level: number, unit: number}} lit */
  #paintLines({ plan: { columns }, net, weights, ink, edited, moved }, { line, level, unit }) {
    const { context } = this;
    const asked = line !== null || level >= 0;
    const furthest = moved && furthestIn(moved, net);
    for (const [layer, before] of columns.slice(0, -1).entries()) {
      const after = columns[layer + 1];
      const { kernel, units } = net.layers[layer];
      const usual = usualIn(net.layers[layer]);
      const [start, end] = ends(before, after);
      for (const from of before.spots) {
        for (const to of after.spots) {
          const place = kernel + from.unit * units + to.unit;
          const weight = weights[place];
          const share = Math.abs(weight) / (Math.abs(weight) + usual);
          const marked = edited.has(place);
          const move = moved && furthest ? Math.abs(moved[place]) / furthest : 0;
          if (!(share > FAINTEST) && !marked && move < FAR) continue;
          const chosen = line ? line.layer === layer && line.from === from.unit && line.to === to.unit : (level === layer && unit === from.unit) || (level === layer + 1 && unit === to.unit);
          if (move > FAR) this.#paintHalo([start, from.y], [end, to.y], move, ink);
          context.strokeStyle = weight < 0 ? ink.negative : ink.positive;
          context.globalAlpha = marked ? 1 : asked ? (chosen ? 1 : 0.12) : moved ? 0.08 + 0.92 * move : 0.1 + 0.9 * share ** 1.5;
          context.lineWidth = Math.max(marked ? 1.5 : 0.5, WIDEST * share * share || 0) + (line && chosen ? 1.5 : 0);
          this.#paintLine([start, from.y], [end, to.y]);
          if (marked) this.#paintMark([start, from.y], [end, to.y], ink);
        }
      }
    }
    context.globalAlpha = 1;
  }

  /** Behind the line of a weight that a step has moved as far as few others. @param {[number, number]} from @param {[number, number]} to @param {number} move @param {Ink} ink */
  #paintHalo(from, to, move, ink) {
    const { context } = this;
    context.strokeStyle = ink.text;
    context.globalAlpha = 0.35 * move ** 2;
    context.lineWidth = 4 + 8 * move ** 2;
    this.#paintLine(from, to);
  }

  /** @param {[number, number]} from @param {[number, number]} to */
  #paintLine([start, y], [end, to]) {
    const middle = (start + end) / 2;
    this.context.beginPath();
    this.context.moveTo(start, y);
    this.context.bezierCurveTo(middle, y, middle, to, end, to);
    this.context.stroke();
  }

  /** A diamond on the line of an edited weight, where others into the same neuron are still apart. @param {[number, number]} from @param {[number, number]} to @param {Ink} ink */
  #paintMark([start, y], [end, to], ink) {
    const { context } = this;
    const [x, height] = [start + MARK_ACROSS * (end - start), heightOf(y, to, MARK_ACROSS)];
    context.fillStyle = ink.background;
    context.strokeStyle = ink.text;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x - MARK, height);
    for (const [right, down] of [[0, -MARK], [MARK, 0], [0, MARK]]) context.lineTo(x + right, height + down);
    context.closePath();
    context.fill();
    context.stroke();
  }

  /** @param {Net} net @param {Look} look @param {number} level @param {number} unit @param {number} left @param {number} top @param {number} size */
  #paintNeuron(net, look, level, unit, left, top, size) {
    const { context } = this;
    if (look.maps) {
      this.#fillTile(net, look.maps, level, unit);
      context.drawImage(this.#tile, left, top, size, size);
    } else {
      const values = look.fills[level];
      const bounds = level === net.layers.length ? (net.classes[unit] ?? net.targetRanges[unit]) : level ? symmetric(values, 0, 1) : net.inputRanges[unit];
      context.fillStyle = css(COLOURS[stepOf(values[unit], ...bounds)]);
      context.fillRect(left, top, size, size);
    }
  }

  /** @param {Net} net @param {Maps} maps @param {number} level @param {number} unit */
  #fillTile(net, { values, width, height }, level, unit) {
    if (this.#tile.width !== width || this.#tile.height !== height) Object.assign(this.#tile, { width, height });
    const tile = /** @type {CanvasRenderingContext2D} */ (this.#tile.getContext("2d"));
    const units = net.sizes[level];
    const [low, high] = this.#bounds(net, values[level], level, unit, units);
    const image = tile.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let j = 0; j < height; j++) {
      // The second axis grows upwards.
      const to = (height - 1 - j) * width;
      for (let i = 0; i < width; i++) pixels[to + i] = COLOURS[stepOf(values[level][(j * width + i) * units + unit], low, high)];
    }
    tile.putImageData(image, 0, 0);
  }

  /**
   * Between which values a map's colours lie: those that there are, and of a hidden neuron as far below 0 as above.
   * @param {Net} net @param {Float64Array} values @param {number} level @param {number} unit @param {number} units
   * @returns {[number, number]}
   */
  #bounds(net, values, level, unit, units) {
    if (level === 0) return net.inputRanges[unit];
    if (level < net.layers.length) return symmetric(values, unit, units);
    return net.classes[unit] ?? rangeOf(values.filter((_, at) => at % units === unit));
  }

  /** Three neurons behind each other, for those that are not drawn. @param {number} x @param {number} y @param {Ink} ink */
  #paintBundle(x, y, ink) {
    const { context } = this;
    context.strokeStyle = ink.text;
    context.fillStyle = ink.background;
    for (const off of [4, 0, -4]) {
      context.globalAlpha = 1;
      context.fillRect(x - 5 + off, y + 4, 10, 7);
      context.globalAlpha = 0.6;
      context.strokeRect(x - 5 + off, y + 4, 10, 7);
    }
    context.globalAlpha = 1;
  }
}

/** How far the weight moved that moved most; biases have no lines. @param {Float64Array} moved @param {Net} net */
function furthestIn(moved, { layers }) {
  let most = 0;
  for (const { kernel, inputs, units } of layers) for (let at = kernel; at < kernel + inputs * units; at++) most = Math.max(most, Math.abs(moved[at]) || 0);
  return most;
}

/** A weight of twice the standard deviation that Glorot starts with: a line's width stands to it, so that it means the same in every epoch. */
export function usualIn(/** @type {{inputs: number, units: number}} */ { inputs, units }) {
  return 2 * Math.sqrt(2 / (inputs + units));
}

/** The colour of a value, from −1 to 1. @param {number} share */
export function colourOf(share) {
  return css(COLOURS[stepOf(share, -1, 1)]);
}

/** @param {number} value @param {number} low @param {number} high @returns {number} 0 … STEPS − 1; what is no number is in the middle */
function stepOf(value, low, high) {
  const share = (value - low) / (high - low);
  return Math.round((STEPS - 1) * (share >= 0 ? Math.min(1, share) : share < 0 ? 0 : 0.5));
}

/** Every so many of the values, around 0, as far as the largest goes. @param {Float64Array} values @param {number} first @param {number} step @returns {[number, number]} */
function symmetric(values, first, step) {
  let most = 0;
  for (let at = first; at < values.length; at += step) if (Math.abs(values[at]) > most && Math.abs(values[at]) < Infinity) most = Math.abs(values[at]);
  return [-most || -1, most || 1];
}

/** @param {number} colour as a canvas keeps it */
function css(colour) {
  return `rgb(${colour & 255}, ${(colour >> 8) & 255}, ${(colour >> 16) & 255})`;
}
