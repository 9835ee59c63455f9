// The picture of the page on the perceptron: one unit as a diagram, and beside it the plane that it cuts in two.

import { Diagram } from "../diagram/diagram.js";
import { Path, isWrong, logLoss, sigmoid, squaredError, step, weightedSum } from "./perceptron_maths.js";
import { neuron, table, taken, exclusive, update } from "./perceptron_words.js";
import { Plane, colourOf } from "./plane.js";

const WEIGHTS = ["w0", "w1", "w2"];
const STEP = 0.05;
/** Milliseconds for each part of the unit that a chosen row flows through. */
const FLOW = 450;
const FLOWS = [["x1", "x2", "x0"], ["x1", "x2", "x0", "w1", "w2", "w0", "s"], ["s", "out", "a"]];
/** Milliseconds in which the question's answer is shown. */
const REVEAL = 1500;
/** From here the bias goes to 0, if it was there already. */
const BIASED = -1.5;

const DIAGRAM = {
  label: "Perceptron: drag a weight up or down, or move it with the arrow keys",
  nodes: [
    { id: "x1", x: 0, y: 0, name: "x₁" },
    { id: "x2", x: 0, y: 0.5, name: "x₂" },
    { id: "x0", x: 0, y: 1, name: "x₀" },
    { id: "s", x: 0.7, y: 0.5, name: "s" },
    { id: "a", x: 1, y: 0.5, name: "ŷ" },
  ],
  edges: [
    { id: "w1", from: "x1", to: "s", name: "w₁", at: 0.62 },
    { id: "w2", from: "x2", to: "s", name: "w₂", at: 0.62 },
    { id: "w0", from: "x0", to: "s", name: "w₀", at: 0.62 },
    { id: "out", from: "s", to: "a" },
  ],
};

/**
 * @typedef {{rows: string, x1: string, x2: string, activation: string, rule: "rosenblatt" | "squared" | "logit", w0: number, w1: number, w2: number, row: number, steps: number}} State
 * @typedef {{values: number[], mean: number, deviation: number}} Column
 * @typedef {{label: string, classes: string[], y: number[], columns: Object<string, Column>, fixed: boolean}} RowSet
 * @typedef {{w: number[], loss: number, mistakes: number, separable: boolean}} Fit
 * @typedef {Object} Content
 * @property {Object<string, RowSet>} sets
 * @property {Object<string, string>} measurements name -> what it is called
 * @property {Object<string, number>} rates rule -> learning rate
 * @property {Object<string, Fit>} fits "set x₁ x₂" -> scikit-learn's logit model
 * @property {{low: number, high: number}} weights
 * @property {number} most steps
 */

export class Picture {
  #opened = "";
  #path = "";
  /** @type {Set<string> | undefined} */
  #lit = undefined;
  #flowing = 0;
  #revealing = 0;

  /** @param {HTMLElement} stage @param {Content} content @param {import("./lesson.js").Host} host */
  constructor(stage, content, host) {
    Object.assign(this, { content, host });
    stage.classList.add("np-beside");
    const bounds = { ...content.weights, step: STEP };
    this.diagram = new Diagram(stage, { ...DIAGRAM, bounds }, { change: (id, weight) => this.#move(id, weight), rest: () => host.change({}) });
    this.plane = new Plane(stage, (row) => this.#choose(row));
  }

  close() {
    clearTimeout(this.#flowing);
    cancelAnimationFrame(this.#revealing);
    this.diagram.close();
    this.plane.close();
  }

  /** @param {State} state @param {Partial<State>} changed @returns {State} */
  settle(state, changed) {
    const next = { ...state };
    if (["rows", "x1", "x2", "activation", "rule"].some((name) => name in changed)) next.steps = 0;
    const others = Object.keys(this.content.measurements).filter((name) => name !== next[changed.x2 ? "x2" : "x1"]);
    if (next.x1 === next.x2) next[changed.x2 ? "x1" : "x2"] = others[0];
    next.row = Math.min(next.row, this.content.sets[next.rows].y.length);
    this.#open(next);
    next.steps = this.#flat(next) ? 0 : this.path.reach(Math.min(next.steps, this.content.most));
    return next;
  }

  /** @param {State} state */
  idle(state) {
    return this.set(state).fixed ? ["x1", "x2"] : [];
  }

  /** @param {State} state */
  draw(state) {
    const seen = this.see(state);
    const [x1, x2] = seen.x.slice(1).map(neuron);
    const captions = { x1: seen.captions[0], x2: seen.captions[1], x0: "always 1: w₀ is the bias", s: "sum", a: seen.answer };
    const [w0, w1, w2] = seen.w;
    this.diagram.show({
      nodes: { x0: "1", x1, x2, s: neuron(seen.s), a: neuron(seen.a) },
      captions,
      fills: { a: colourOf(seen.a) },
      weights: { w0, w1, w2 },
      lit: this.#lit,
    });
    this.plane.show({ w: seen.w, activation: state.activation, chosen: seen.row, wrong: seen.wrong }, taken(seen));
  }

  /** @param {State} state */
  formula(state) {
    return update.formula(this.see(state), state.activation);
  }

  /** @param {State} state */
  words(state) {
    const seen = this.see(state);
    const learned = `<h2>Let it learn: ${update.names[state.rule]}</h2>${this.#learned(state, seen)}`;
    const why = seen.set.fixed ? exclusive(seen.w[0]) : "";
    return `<p role="status">${taken(seen)} ${seen.notice}</p>${why}<div class="np-two"><div>${learned}</div><div>${table(seen)}</div></div>`;
  }

  /** @param {State} state @returns {import("./steps.js").Progress} */
  progress(state) {
    return { at: state.steps, last: this.#flat(state) ? 0 : this.path.reach(Math.min(state.steps + 1, this.content.most)), title: "Let it learn" };
  }

  /** The step has no slope to go down. @param {State} state */
  #flat({ rule, activation }) {
    return rule !== "rosenblatt" && activation === "step";
  }

  /** @param {State} state @param {ReturnType<Picture["see"]>} seen */
  #learned(state, seen) {
    if (this.#flat(state)) return update.flat();
    const [before, now] = [this.path.at(Math.max(0, state.steps - 1)), this.path.at(state.steps)];
    const over = this.progress(state).last === state.steps;
    return update.words(state, seen, { before: before.w, now, rate: this.content.rates[state.rule], over });
  }

  /** The bias goes to 0, and the line moves. */
  reveal() {
    const w = this.path.at(this.host.state.steps).w;
    const from = Math.abs(w[0]) < 0.5 ? BIASED : w[0];
    const began = performance.now();
    cancelAnimationFrame(this.#revealing);
    const go = () => {
      const share = Math.min(1, (performance.now() - began) / REVEAL);
      this.host.change({ w0: from * (1 - share), w1: w[1], w2: w[2], steps: 0 }, share === 1);
      if (share < 1) this.#revealing = requestAnimationFrame(go);
    };
    go();
  }

  /** @param {State} state */
  set(state) {
    return this.content.sets[state.rows];
  }

  /** All that is seen of a state: the unit's numbers for the chosen row, and how it does on all rows. @param {State} state */
  see(state) {
    const { x, y } = this.data;
    const w = this.path.at(state.steps).w;
    const set = this.set(state);
    const row = state.row - 1;
    const s = weightedSum(w, x[row]);
    const a = (state.activation === "step" ? step : sigmoid)(s);
    const wrong = new Set(y.map((_, i) => i).filter((i) => isWrong(w, x[i], y[i])));
    const captions = this.data.columns.map(({ values }, n) => (set.fixed ? "" : `${this.data.axes[n]} ${values[row]} cm`));
    const losses = { squared: squaredError(w, x, y), logit: logLoss(w, x, y) };
    const fit = this.content.fits[this.#key(state)];
    const notice = w[1] === 0 && w[2] === 0 ? "With w₁ = w₂ = 0 every row gets the same answer: there is no line." : "";
    return { set, row, x: x[row], y: y[row], w, s, a, wrong, captions, losses, fit, notice, count: y.length, answer: `${set.classes[1]}: ${neuron(a)}` };
  }

  /** @param {State} state */
  #key(state) {
    return this.set(state).fixed ? state.rows : `${state.rows} ${state.x1} ${state.x2}`;
  }

  /** Takes the rows and the path that a state calls for. @param {State} state */
  #open(state) {
    const key = this.#key(state);
    if (key !== this.#opened) {
      const set = this.set(state);
      const names = set.fixed ? Object.keys(set.columns) : [state.x1, state.x2];
      const columns = names.map((name) => set.columns[name]);
      const scaled = columns.map(({ values, mean, deviation }) => values.map((value) => (value - mean) / deviation));
      const axes = names.map((name) => this.content.measurements[name] ?? name);
      this.data = { columns, axes, y: set.y, x: set.y.map((_, i) => [1, scaled[0][i], scaled[1][i]]) };
      const titles = axes.map((axis, n) => (set.fixed ? axis : `x${"₁₂"[n]}: ${axis}, in standard deviations`));
      this.plane.open({ x: this.data.x.map(([, ...x]) => x), y: set.y, classes: set.classes, axes: titles });
    }
    this.#opened = key;
    const start = WEIGHTS.map((name) => state[name]);
    const path = [key, state.rule, ...start].join();
    if (path !== this.#path) this.path = new Path(state.rule, this.content.rates[state.rule], start, this.data.x, this.data.y);
    this.#path = path;
  }

  /** Whoever moves a weight begins to learn anew from there. @param {string} id @param {number} weight */
  #move(id, weight) {
    cancelAnimationFrame(this.#revealing);
    const [w0, w1, w2] = this.path.at(this.host.state.steps).w;
    this.host.change({ ...this.#within({ w0, w1, w2 }), [id]: weight, steps: 0 }, false);
  }

  /** @param {Object<string, number>} weights */
  #within(weights) {
    const { low, high } = this.content.weights;
    return Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, Math.min(high, Math.max(low, weight))]));
  }

  /** Lets a row flow through the unit. @param {number} row */
  #choose(row) {
    this.host.change({ row: row + 1 });
    clearTimeout(this.#flowing);
    const flows = matchMedia("(prefers-reduced-motion: reduce)").matches ? [] : [...FLOWS];
    const go = () => {
      const next = flows.shift();
      this.#lit = next && new Set(next);
      this.host.redraw();
      if (next) this.#flowing = setTimeout(go, FLOW);
    };
    go();
  }
}
