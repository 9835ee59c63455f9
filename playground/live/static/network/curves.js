// Weights over the epochs, as small curves up to the epoch shown.

import { made, text } from "../svg.js";
import { told } from "./words.js";

/** Of a longer film, evenly spread epochs: more are not told apart, and each has to be read. */
const MOST = 80;
const [WIDTH, HEIGHT] = [280, 96];
const MARGIN = { left: 50, right: 6, top: 8, bottom: 18 };

/**
 * @typedef {import("../timeline.js").Timeline} Timeline
 * @typedef {{place: number, colour: string, name: string}} Curve of the weight that stands at that place among all
 */

/**
 * @param {import("./net.js").Net} net @param {Timeline} timeline @param {number} epoch
 * @returns {{epoch: number, weights: ArrayLike<number>}[]} the network at the epochs whose weights are known, from the start to that epoch
 */
export function historyOf(net, timeline, epoch) {
  const known = timeline.weightEpochs.filter((at) => at <= epoch);
  const step = Math.max(1, Math.ceil(known.length / MOST));
  const chosen = known.filter((_, n) => n % step === 0 || n === known.length - 1);
  const past = chosen.map((at) => ({ epoch: at, weights: net.weights(timeline.weightsAt(at)) }));
  return past[0]?.epoch === 0 ? past : [{ epoch: 0, weights: net.initial }, ...past];
}

export class Curves {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.svg = made("svg", { class: "np-small-curves", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
    parent.append(this.svg);
  }

  /** @param {{epoch: number, weights: ArrayLike<number>}[]} history @param {Curve[]} curves */
  show(history, curves) {
    const values = history.flatMap(({ weights }) => curves.map(({ place }) => weights[place])).filter(Number.isFinite);
    const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
    const last = history[history.length - 1].epoch;
    const room = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
    const x = (/** @type {number} */ epoch) => MARGIN.left + (last ? epoch / last : 0) * room.width;
    const y = (/** @type {number} */ value) => MARGIN.top + (high > low ? (high - value) / (high - low) : 0.5) * room.height;
    const lines = curves.map(({ place, colour }) => {
      const points = history.filter(({ weights }) => Number.isFinite(weights[place])).map(({ epoch, weights }) => `${x(epoch).toFixed(1)},${y(weights[place]).toFixed(1)}`);
      return made("polyline", { points: points.join(" "), stroke: colour });
    });
    const words = [...new Set([high, 0, low])].map((value) => text(told(value), { x: MARGIN.left - 5, y: y(value) + 4, "text-anchor": "end" }));
    const zero = made("line", { x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: y(0), y2: y(0) });
    const times = [text("0", { x: MARGIN.left, y: HEIGHT - 4 }), text(last ? `epoch ${last.toLocaleString("en")}` : "before training", { x: WIDTH - MARGIN.right, y: HEIGHT - 4, "text-anchor": "end" })];
    this.svg.replaceChildren(zero, ...lines, ...apart(words), ...times);
    this.svg.setAttribute("aria-label", said(history, curves));
  }
}

/** Leaves out words that would lie on others. @param {any[]} words */
function apart(words) {
  const heights = words.map((word) => Number(word.getAttribute("y")));
  return words.filter((_, n) => heights.every((other, m) => m >= n || Math.abs(other - heights[n]) > 11));
}

/** @param {{epoch: number, weights: ArrayLike<number>}[]} history @param {Curve[]} curves */
function said(history, curves) {
  const [start, now] = [history[0], history[history.length - 1]];
  const changes = curves.map(({ place, name }) => `${name}: from ${told(start.weights[place])} to ${told(now.weights[place])}`);
  return `Over the epochs 0 to ${now.epoch.toLocaleString("en")}. ${changes.join("; ")}`;
}
