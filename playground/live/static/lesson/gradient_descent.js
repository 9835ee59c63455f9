// The picture of the page on gradient descent: an error surface as a landscape and as a map, and the ways down.

import { Path, batches, optimizers, surfaces } from "./descent_maths.js";
import { formulas, said } from "./descent_words.js";
import { ContourMap } from "./map.js";
import { Landscape } from "./surface.js";

/** The lecture's steps 2 to 5 make one update; step 1 comes once. */
const PHASES = 4;
/** Milliseconds a phase while the question's answer is shown. */
const REVEAL = 60;
/** One colour a way: blue, red, green, violet; dark enough on the map's pale ground. */
const COLOURS = { sgd: "#123f7a", momentum: "#b3213f", rmsprop: "#0b6b4f", adam: "#6a1fc2" };

/**
 * @typedef {import("./descent_maths.js").Weights} Weights
 * @typedef {{surface: string, optimizer: string, rate: number, batch: string, w1: number, w2: number, steps: number}} State
 * @typedef {{label: string, formula: string, reach: number, start: Weights, rate: number, curvature: number | null}} Ground
 * @typedef {Object} Content
 * @property {Object<string, Ground>} surfaces
 * @property {Object<string, string>} optimizers name -> what it is called
 * @property {Object<string, number>} batches name -> rows a step; 0 for all
 * @property {import("./descent_maths.js").Rows} rows
 * @property {number[][]} orders
 * @property {number} most updates
 * @property {{rate: number, steps: number}} revealed what answers the question on the ravine
 */

export class Picture {
  #key = "";
  #revealing = 0;
  /** @type {Object<string, Path>} */
  #paths = {};

  /** @param {HTMLElement} stage @param {Content} content @param {import("./lesson.js").Host} host */
  constructor(stage, content, host) {
    Object.assign(this, { content, host });
    stage.classList.add("np-beside");
    this.landscape = new Landscape(stage);
    this.map = new ContourMap(stage, ([w1, w2]) => this.#begin({ w1, w2 }));
  }

  close() {
    clearTimeout(this.#revealing);
    this.landscape.close();
    this.map.close();
  }

  /** @param {State} state @param {Partial<State>} changed @returns {State} */
  settle(state, changed) {
    const next = { ...state };
    if ("surface" in changed && !("rate" in changed)) {
      const { start, rate } = this.content.surfaces[next.surface];
      Object.assign(next, { w1: start[0], w2: start[1], rate });
    }
    if (["surface", "optimizer", "rate", "batch", "w1", "w2"].some((name) => name in changed)) next.steps = 0;
    this.#open(next);
    const { phase, updates } = phaseOf(next.steps);
    const reached = this.#reach(Math.min(this.content.most, updates + (phase > 1 && phase < 5 ? 1 : 0)));
    next.steps = Math.min(next.steps, PHASES * reached);
    return next;
  }

  /** @param {State} state */
  idle(state) {
    return state.surface === "perceptron" ? [] : ["batch"];
  }

  /** @param {State} state */
  draw(state) {
    const seen = this.see(state);
    const { reach } = seen.ground;
    this.map.show(state.surface, this.height, reach, { ways: seen.ways, arrow: seen.arrow });
    this.landscape.show(state.surface, this.height, reach, seen.ways, said.picture(seen));
  }

  /** @param {State} state */
  formula(state) {
    return formulas(this.see(state));
  }

  /** @param {State} state */
  words(state) {
    return said.below(this.see(state));
  }

  /** @param {State} state @returns {import("./steps.js").Progress} */
  progress(state) {
    const updates = Math.floor(state.steps / PHASES);
    const last = PHASES * this.#reach(Math.min(updates + 1, this.content.most));
    return { at: state.steps, last, title: "The five steps" };
  }

  /** A rate just above 2/L on the ravine: the descent leaps from side to side. */
  reveal() {
    clearTimeout(this.#revealing);
    const { rate, steps } = this.content.revealed;
    const { start } = this.content.surfaces.ravine;
    this.host.change({ surface: "ravine", optimizer: "sgd", rate, w1: start[0], w2: start[1] });
    const go = (/** @type {number} */ at) => {
      this.host.change({ steps: at }, at >= steps);
      if (at < steps) this.#revealing = setTimeout(() => go(at + 1), REVEAL);
    };
    go(1);
  }

  /** All that is seen of a state. @param {State} state */
  see(state) {
    const ground = this.content.surfaces[state.surface];
    const { phase, updates } = phaseOf(state.steps);
    const ways = Object.entries(this.#paths).map(([name, path]) => {
      const points = path.points.slice(0, Math.min(updates, path.points.length - 1) + 1);
      const here = points[points.length - 1];
      return { name, points, colour: COLOURS[name], label: this.content.optimizers[name], here, error: this.height(here), ended: path.ended && updates >= path.points.length - 1 };
    });
    const [path] = Object.values(this.#paths);
    // In step 5 the weights have moved already, so what is told is the update that led here.
    const number = phase === 5 ? updates - 1 : updates;
    const before = path.points[Math.min(number, path.points.length - 1)];
    const rows = this.batch(number);
    const gradient = path.gradients[number] ?? path.surface.gradient(before, rows);
    const after = path.points[number + 1] ?? null;
    const away = /** @type {Weights} */ (gradient.map((g) => (-g / (Math.hypot(...gradient) || 1)) * 0.18 * ground.reach));
    const arrow = phase === 4 && ways.length === 1 ? away : null;
    const whole = this.content.batches[state.batch] === 0 || state.surface !== "perceptron";
    const batchError = whole ? null : path.surface.value(before, rows);
    return { state, ground, phase, updates, ways, before, after, gradient, arrow, rows, batchError, error: this.height(before), start: this.height(path.points[0]), most: this.content.most };
  }

  /** How far the farthest of the ways goes. @param {number} updates */
  #reach(updates) {
    return Math.max(...Object.values(this.#paths).map((path) => path.reach(updates)));
  }

  /** @param {Partial<State>} part */
  #begin(part) {
    clearTimeout(this.#revealing);
    this.host.change(part);
  }

  /** Takes the surface and the ways that a state calls for. @param {State} state */
  #open(state) {
    const { surface, optimizer, rate, batch, w1, w2 } = state;
    const key = [surface, optimizer, rate, batch, w1, w2].join();
    if (key === this.#key) return;
    this.#key = key;
    const { rows, orders } = this.content;
    const size = surface === "perceptron" ? this.content.batches[batch] : 0;
    this.batch = batches(rows, orders, size || rows.y.length);
    this.height = (/** @type {Weights} */ w) => surfaces[surface].value(w, rows);
    const names = optimizer === "race" ? Object.keys(optimizers) : [optimizer];
    this.#paths = Object.fromEntries(names.map((name) => [name, new Path(surfaces[surface], [w1, w2], name, rate, this.batch)]));
  }
}

/** Which of the lecture's five steps that is, and how many updates are done. @param {number} steps */
export function phaseOf(steps) {
  return { phase: steps === 0 ? 1 : ((steps - 1) % PHASES) + 2, updates: Math.floor(steps / PHASES) };
}
