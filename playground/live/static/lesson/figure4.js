// The network of the lecture's figure 4: forward and backward, node by node, the paths from a weight to the error, and its updates.

import { Diagram } from "../diagram/diagram.js";
import { ErrorCurve } from "./error_curve.js";
import { LINES, NUDGE, Updates, activations, backward, between, differences, error, forward, gradients, paths } from "./back_propagation_maths.js";
import { below, formulas, named } from "./figure4_words.js";
import { decimal, significant } from "../numbers.js";

/** One pass: five units forward, the error, five units back, and the update. */
const FORWARD = [1, 2, 3, 4, 5];
const BACKWARD = [5, 4, 3, 2, 1];
export const PASS = FORWARD.length + 1 + BACKWARD.length + 1;
const UNITS = 5;
const STEP = 0.05;
/** The colours of the paths, in their order. */
const COLOURS = ["#8b3fd9", "#0f8a6d"];
/** Milliseconds in which the question's answer is shown. */
const REVEAL = 2000;

const INPUTS = ["x1", "x2", "y"];
const NODES = [
  { id: "x1", x: 0, y: 0, name: "x₁", above: true },
  { id: "x2", x: 0, y: 1, name: "x₂" },
  { id: "1", x: 0.28, y: 0, name: "a₁", above: true },
  { id: "2", x: 0.28, y: 1, name: "a₂" },
  { id: "3", x: 0.56, y: 0, name: "a₃", above: true },
  { id: "4", x: 0.56, y: 1, name: "a₄" },
  { id: "5", x: 0.82, y: 0.5, name: "a₅" },
  { id: "E", x: 1, y: 0.3, name: "E", above: true },
  { id: "y", x: 1, y: 1, name: "y" },
];
/** Where on its line a weight stands: those that cross keep apart, in whichever way the diagram flows. */
const PLACES = [0.6, 0.3, 0.3, 0.6, 0.6, 0.3, 0.3, 0.6, 0.45, 0.45];

/**
 * @typedef {import("./back_propagation_maths.js").Parameters} Parameters
 * @typedef {import("./back_propagation.js").State} State
 * @typedef {import("./back_propagation.js").Content} Content
 * @typedef {{part: "rest" | "forward" | "error" | "backward", unit: number, updates: number}} Phase
 */

export class Figure4 {
  #key = "";
  #revealing = 0;

  /** @param {HTMLElement} stage @param {Content} content @param {import("./lesson.js").Host} host */
  constructor(stage, content, host) {
    Object.assign(this, { content, host });
    const bounds = { ...content.weights, step: STEP };
    const inputs = { ...content.inputs, step: STEP };
    const nodes = NODES.map((node) => (INPUTS.includes(node.id) ? { ...node, bounds: inputs } : node));
    const edges = LINES.map(([from, to], n) => ({ id: `w${n + 1}`, from, to, name: named("w", n + 1), at: PLACES[n] }));
    const spec = { label: "Network of figure 4: Enter shows a weight's paths, arrow keys move it", nodes, bounds, lines: 2, turns: true };
    this.diagram = new Diagram(
      stage,
      { ...spec, edges: [...edges, { id: "out", from: "5", to: "E" }, { id: "target", from: "y", to: "E" }] },
      { change: (id, value) => this.#move(id, value), rest: () => host.change({}), choose: (id) => this.#choose(id) },
    );
    this.curve = new ErrorCurve(stage, { update: () => this.#update(1), undo: () => this.#update(-1) });
  }

  close() {
    cancelAnimationFrame(this.#revealing);
    this.diagram.close();
    this.curve.close();
  }

  /** @param {State} state @returns {State} */
  settle(state) {
    this.#open(state);
    const { updates } = phaseOf(state.steps);
    const reached = this.updates.reach(Math.min(updates, this.content.most));
    return { ...state, steps: reached < updates ? PASS * reached : Math.min(state.steps, PASS * this.content.most) };
  }

  /** @param {State} state */
  draw(state) {
    const seen = this.see(state);
    const { w, way, row, phase, blame } = seen;
    const reached = { forward: phase.unit, error: UNITS, backward: UNITS, rest: UNITS }[phase.part];
    const back = phase.part === "backward" ? phase.unit : UNITS + 1;
    const units = NODES.filter(({ id }) => Number(id) > 0).map(({ id }) => Number(id));
    const shown = (/** @type {number} */ unit) => unit <= reached;
    const [x1, x2] = row.x.map((value) => decimal(value));
    const values = Object.fromEntries(units.map((unit) => [String(unit), shown(unit) ? significant(way.a[unit - 1], 3) : "?"]));
    const captions = Object.fromEntries(units.map((unit) => [String(unit), shown(unit) ? caption(unit, way, blame, unit >= back) : ""]));
    this.diagram.show({
      nodes: { x1, x2, y: decimal(row.y), ...values, E: phase.part === "forward" ? "?" : significant(seen.error, 3) },
      captions: { ...seen.captions, ...captions },
      classes: Object.fromEntries(units.map((unit) => [String(unit), unit >= back ? "np-of-blame" : "np-of-slope"]).concat([["E", "np-of-error"]])),
      weights: Object.fromEntries(w.map((value, n) => [`w${n + 1}`, value])),
      numbers: { x1: row.x[0], x2: row.x[1], y: row.y },
      lit: litIn(phase),
      paths: phase.part === "rest" ? seen.paths.map(({ units: road, colour }) => ({ lines: linesOf(state.weight, road), colour })) : [],
      chosen: `w${state.weight}`,
    });
    this.curve.show(this.updates.points.slice(0, phase.updates + 1).map((point) => point.error), { more: !seen.ended && phase.updates < this.content.most });
  }

  /** @param {State} state */
  formula(state) {
    return formulas(this.see(state));
  }

  /** @param {State} state */
  words(state) {
    return below(this.see(state));
  }

  /** @param {State} state @returns {import("./steps.js").Progress} */
  progress({ steps }) {
    const { updates } = phaseOf(steps);
    const most = PASS * this.content.most;
    const next = PASS * this.updates.reach(updates + 1);
    // Weights that would leave all bounds are not updated, but looked at node by node like any others.
    return { at: steps, last: Math.min(most, next > steps ? next : PASS * (updates + 1) - 1), title: "Node by node" };
  }

  /** w₅ goes to 0, and one of the two products with it. */
  reveal() {
    const { w5 } = this.content.start;
    const began = performance.now();
    cancelAnimationFrame(this.#revealing);
    const go = () => {
      const share = Math.min(1, (performance.now() - began) / REVEAL);
      this.host.change({ view: "figure4", weight: 1, steps: 0, w5: w5 * (1 - share) }, share === 1);
      if (share < 1) this.#revealing = requestAnimationFrame(go);
    };
    go();
  }

  /** All that is seen of a state. @param {State} state */
  see(state) {
    const phase = phaseOf(state.steps);
    const row = rowOf(state, this.content);
    const activation = activations[state.activation];
    const { points, ended } = this.updates;
    const { w, b } = points[phase.updates];
    const way = forward({ w, b }, row.x, activation);
    const blame = backward(w, way, row.y);
    const roads = paths(state.weight).map((units, n) => ({ units, colour: COLOURS[n % COLOURS.length] }));
    const own = state.inputs === "own";
    const flower = this.content.rows;
    const captions = own ? {} : { x1: this.#measured(0, state.row), x2: this.#measured(1, state.row), y: flower.classes[row.y] };
    const who = own ? "Your own row" : `Flower ${state.row}, ${flower.classes[row.y]}`;
    return {
      ...{ state, phase, row, w, b, way, blame, captions, who, paths: roads },
      gradient: gradients(way, blame),
      measured: differences({ w, b }, row, activation),
      kinks: state.activation === "relu" ? kinksAt({ w, b }, row.x, state.weight) : [],
      error: error(way, row.y),
      first: points[0].error,
      updates: phase.updates,
      ended: ended && phase.updates === points.length - 1,
      most: this.content.most,
    };
  }

  /** @param {number} column @param {number} row */
  #measured(column, row) {
    return `${this.content.rows.names[column]}\n${this.content.rows.values[column][row - 1]} cm`;
  }

  /** Works out the updates that a state calls for. @param {State} state */
  #open(state) {
    const start = startOf(state);
    const row = rowOf(state, this.content);
    const key = [...start.w, ...start.b, ...row.x, row.y, state.activation, state.rate].join();
    if (key !== this.#key) this.updates = new Updates(start, row, activations[state.activation], state.rate);
    this.#key = key;
  }

  /** Whoever moves a number begins from the weights that are shown. @param {string} id of a weight, an input or the target @param {number} value */
  #move(id, value) {
    cancelAnimationFrame(this.#revealing);
    const state = this.host.state;
    if (INPUTS.includes(id)) {
      const { x, y } = rowOf(state, this.content);
      this.host.change({ x1: x[0], x2: x[1], y, ...this.#here(state), inputs: "own", [id]: value, steps: 0 }, false);
    } else this.host.change({ ...this.#here(state), [id]: value, steps: 0 }, false);
  }

  /** The weights that are shown, as weights to start from. @param {State} state */
  #here(state) {
    const { updates } = phaseOf(state.steps);
    if (updates === 0) return {};
    const { w, b } = this.updates.points[updates];
    const { low, high } = this.content.weights;
    const kept = (/** @type {string} */ letter, /** @type {number[]} */ values) => values.map((value, n) => [`${letter}${n + 1}`, Number(Math.min(high, Math.max(low, value)).toFixed(4))]);
    return Object.fromEntries([...kept("w", w), ...kept("b", b)]);
  }

  /** @param {string} id */
  #choose(id) {
    cancelAnimationFrame(this.#revealing);
    this.host.change({ weight: Number(id.slice(1)), steps: PASS * phaseOf(this.host.state.steps).updates });
  }

  /** One update more, or one less. @param {number} by */
  #update(by) {
    cancelAnimationFrame(this.#revealing);
    this.host.change({ steps: PASS * Math.max(0, phaseOf(this.host.state.steps).updates + by) });
  }
}

/** Which part of a pass that is, at which unit, and how many updates are done. @param {number} steps @returns {Phase} */
export function phaseOf(steps) {
  const [updates, step] = [Math.floor(steps / PASS), steps % PASS];
  if (step === 0) return { part: "rest", unit: 0, updates };
  if (step <= FORWARD.length) return { part: "forward", unit: FORWARD[step - 1], updates };
  if (step === FORWARD.length + 1) return { part: "error", unit: 0, updates };
  return { part: "backward", unit: BACKWARD[step - FORWARD.length - 2], updates };
}

/** The words at a unit: its sum and its derivative, or the error that has come back to it. @param {number} unit @param {import("./back_propagation_maths.js").Way} way @param {number[]} blame @param {boolean} reached */
function caption(unit, way, blame, reached) {
  const second = reached ? `∂E/∂${named("s", unit)} = ${significant(blame[unit - 1], 3)}` : `∂${named("a", unit)}/∂${named("s", unit)} = ${significant(way.slopes[unit - 1], 3)}`;
  return `${named("s", unit)} = ${significant(way.s[unit - 1], 3)}\n${second}`;
}

/** What a step looks at; everything at rest. @param {Phase} phase */
function litIn({ part, unit }) {
  if (part === "rest") return undefined;
  if (part === "error") return new Set(["5", "E", "y", "out", "target"]);
  const side = part === "forward" ? 1 : 0;
  const lines = LINES.flatMap((line, n) => (line[side] === String(unit) ? [[...line, `w${n + 1}`]] : []));
  const beyond = part === "backward" && unit === UNITS ? ["E", "out"] : [];
  return new Set([String(unit), ...lines.flat(), ...beyond]);
}

/** The lines of a path, from the weight to the error. @param {number} weight @param {string[]} units */
function linesOf(weight, units) {
  const onward = units.slice(1).map((unit, n) => `w${between(units[n], unit)}`);
  return [`w${weight}`, ...onward, "out"];
}

/** @param {State} state @returns {Parameters} */
function startOf(state) {
  const numbers = (/** @type {string} */ letter, /** @type {number} */ count) => Array.from({ length: count }, (_, n) => state[`${letter}${n + 1}`]);
  return { w: numbers("w", LINES.length), b: numbers("b", UNITS) };
}

/** @param {State} state @param {Content} content @returns {import("./back_propagation_maths.js").Row} */
export function rowOf({ inputs, row, x1, x2, y }, { rows }) {
  return inputs === "own" ? { x: [x1, x2], y } : { x: rows.x[row - 1], y: rows.y[row - 1] };
}

/** The units that are at ReLU's kink while a weight is nudged. @param {Parameters} parameters @param {number[]} x @param {number} weight */
function kinksAt({ w, b }, x, weight) {
  const beside = [NUDGE, -NUDGE].map((by) => forward({ w: w.map((value, n) => (n === weight - 1 ? value + by : value)), b }, x, activations.relu));
  return beside[0].s.flatMap((s, n) => (s > 0 !== beside[1].s[n] > 0 ? [named("s", n + 1)] : []));
}

