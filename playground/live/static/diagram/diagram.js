// A network drawn as nodes and lines: values in the nodes, weights on the lines, which can be dragged or moved by keys.
// It knows what a network diagram is, and neither a lesson nor Streamlit.

import { decimal } from "../numbers.js";
import { made } from "../svg.js";

const PIXELS_PER_STEP = 4;
const WIDEST = 9;
/** A weight of that share of its bound is drawn as wide as any. */
const WIDE_FROM = 0.25;
const RADIUS = { wide: 30, narrow: 24 };
/** Below so many pixels of width, nodes are smaller. */
const NARROW = 420;

/**
 * @typedef {Object} Node
 * @property {string} id
 * @property {number} x from 0, left, to 1
 * @property {number} y from 0, top, to 1
 * @property {string} name in the node, such as x₁
 * @typedef {Object} Edge
 * @property {string} id
 * @property {string} from
 * @property {string} to
 * @property {string} [name] of the weight; without one the line has none
 * @property {number} [at] where on the line its weight stands, from 0 to 1
 * @typedef {{low: number, high: number, step: number}} Bounds of the weights
 * @typedef {Object} Values
 * @property {Object<string, string>} nodes id -> text in the node
 * @property {Object<string, string>} captions id -> text below the node
 * @property {Object<string, string>} [fills] id -> colour of the node
 * @property {Object<string, number>} weights id of a line -> its weight
 * @property {Set<string>} [lit] ids of nodes and lines, while all others fade; undefined lights all
 * @typedef {{change: (edge: string, weight: number) => void, rest: () => void}} Listener
 * @typedef {{edge: Edge, group: any, line: any, reach: any, label: any}} EdgeParts
 * @typedef {{node: Node, group: any, circle: any, tint: any, value: any, caption: any}} NodeParts
 */

export class Diagram {
  /** @type {Map<string, NodeParts>} */
  #nodes = new Map();
  /** @type {Map<string, EdgeParts>} */
  #edges = new Map();
  /** @type {Values | null} */
  #values = null;

  /**
   * @param {HTMLElement} parent
   * @param {{label: string, nodes: Node[], edges: Edge[], bounds: Bounds}} spec
   * @param {Listener} listener told of weights that are moved
   */
  constructor(parent, spec, listener) {
    this.spec = spec;
    this.listener = listener;
    this.svg = made("svg", { class: "np-diagram", role: "group", "aria-label": spec.label });
    const lines = this.svg.appendChild(made("g"));
    for (const edge of spec.edges) this.#edges.set(edge.id, this.#drawEdge(lines, edge));
    for (const node of spec.nodes) this.#nodes.set(node.id, drawNode(this.svg, node));
    // Above the nodes, so that a line's number is never behind one.
    for (const { label } of this.#edges.values()) if (label) this.svg.append(label);
    this.words = Object.assign(document.createElement("p"), { className: "np-unseen" });
    parent.append(this.svg, this.words);
    this.sizing = new ResizeObserver(() => this.#place());
    this.sizing.observe(this.svg);
  }

  close() {
    this.sizing.disconnect();
  }

  /** @param {Values} values */
  show(values) {
    this.#values = values;
    const faded = (id) => values.lit !== undefined && !values.lit.has(id);
    for (const [id, { group, tint, value, caption }] of this.#nodes) {
      value.textContent = values.nodes[id];
      caption.textContent = values.captions[id] ?? "";
      tint.style.fill = values.fills?.[id] ?? "none";
      group.classList.toggle("np-faded", faded(id));
    }
    for (const [id, parts] of this.#edges) {
      parts.group.classList.toggle("np-faded", faded(id));
      if (parts.label) this.#showWeight(parts, values.weights[id]);
    }
    this.words.textContent = this.describe();
  }

  /** The diagram in words. */
  describe() {
    const values = this.#values;
    if (!values) return "";
    const name = (id) => this.#nodes.get(id)?.node.name;
    const nodes = this.spec.nodes.map((node) => `${node.name} is ${values.nodes[node.id]}`).join(", ");
    const weighted = this.spec.edges.filter((edge) => edge.name);
    const lines = weighted.map((edge) => `${edge.name}, from ${name(edge.from)} to ${name(edge.to)}, is ${decimal(values.weights[edge.id])}`);
    return `${nodes}. ${lines.join("; ")}.`;
  }

  /** @param {Element} parent @param {Edge} edge @returns {EdgeParts} */
  #drawEdge(parent, edge) {
    const group = parent.appendChild(made("g", { class: "np-edge" }));
    const line = group.appendChild(made("line", { class: "np-line" }));
    if (!edge.name) return { edge, group, line, reach: null, label: null };
    const reach = group.appendChild(made("line", { class: "np-reach" }));
    const { low, high } = this.spec.bounds;
    const slider = { role: "slider", tabindex: "0", "aria-orientation": "vertical", "aria-valuemin": low, "aria-valuemax": high };
    const label = made("g", { class: "np-weight", "aria-label": `Weight ${edge.name}`, "data-weight": edge.id, ...slider });
    label.append(made("rect", { rx: 6, height: 26, y: -13 }), made("text", { "text-anchor": "middle", y: 5 }));
    for (const handle of [reach, label]) this.#makeDraggable(handle, edge.id);
    label.addEventListener("keydown", (event) => this.#pressed(event, edge.id));
    return { edge, group, line, reach, label };
  }

  /** @param {EdgeParts} parts @param {number} weight */
  #showWeight({ edge, group, line, label }, weight) {
    const share = Math.min(1, Math.abs(weight) / (WIDE_FROM * this.spec.bounds.high));
    line.setAttribute("stroke-width", String(1 + (WIDEST - 1) * share));
    for (const part of [group, label]) {
      part.classList.toggle("np-negative", weight < 0);
      part.classList.toggle("np-positive", weight >= 0);
    }
    label.setAttribute("aria-valuenow", weight.toFixed(3));
    label.setAttribute("aria-valuetext", decimal(weight));
    const text = `${edge.name} = ${decimal(weight)}`;
    const width = 12 + 8.2 * text.length;
    label.lastChild.textContent = text;
    label.firstChild.setAttribute("width", String(width));
    label.firstChild.setAttribute("x", String(-width / 2));
  }

  /** Up is more and down is less. @param {any} handle @param {string} id */
  #makeDraggable(handle, id) {
    let [from, weight] = [0, 0];
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      [from, weight] = [event.clientY, this.#values?.weights[id] ?? 0];
      this.#edges.get(id)?.label.focus({ preventScroll: true });
      event.preventDefault();
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      this.#move(id, weight + ((from - event.clientY) / PIXELS_PER_STEP) * this.spec.bounds.step);
    });
    for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => this.listener.rest());
  }

  /** @param {KeyboardEvent} event @param {string} id */
  #pressed(event, id) {
    const { step } = this.spec.bounds;
    const by = { ArrowUp: step, ArrowRight: step, ArrowDown: -step, ArrowLeft: -step, PageUp: 10 * step, PageDown: -10 * step }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#move(id, (this.#values?.weights[id] ?? 0) + by);
    this.listener.rest();
  }

  /** @param {string} id @param {number} weight */
  #move(id, weight) {
    const { low, high } = this.spec.bounds;
    this.listener.change(id, Number(Math.min(high, Math.max(low, weight)).toFixed(3)));
  }

  #place() {
    const { clientWidth: width, clientHeight: height } = this.svg;
    if (!width || !height) return;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const radius = width < NARROW ? RADIUS.narrow : RADIUS.wide;
    const place = (/** @type {Node} */ { x, y }) => [radius + 8 + x * (width - 2 * radius - 16), radius + 8 + y * (height - 2 * radius - 34)];
    for (const { node, group, circle, tint, caption } of this.#nodes.values()) {
      group.setAttribute("transform", `translate(${place(node).join(" ")})`);
      for (const part of [circle, tint]) part.setAttribute("r", String(radius));
      caption.setAttribute("y", String(radius + 16));
      // Words below a node at the side stay within the picture.
      const side = node.x === 0 ? "start" : node.x === 1 ? "end" : "middle";
      caption.setAttribute("text-anchor", side);
      caption.setAttribute("x", String({ start: -radius, middle: 0, end: radius }[side]));
    }
    for (const parts of this.#edges.values()) {
      const [[x1, y1], [x2, y2]] = [parts.edge.from, parts.edge.to].map((id) => place(/** @type {NodeParts} */ (this.#nodes.get(id)).node));
      for (const part of [parts.line, parts.reach]) for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) part?.setAttribute(name, String(value));
      const at = parts.edge.at ?? 0.5;
      parts.label?.setAttribute("transform", `translate(${x1 + at * (x2 - x1)} ${y1 + at * (y2 - y1)})`);
    }
  }
}

/** @param {Element} parent @param {Node} node @returns {NodeParts} */
function drawNode(parent, node) {
  const group = parent.appendChild(made("g", { class: "np-node", "data-node": node.id }));
  const circle = group.appendChild(made("circle"));
  // A see-through colour does not let the lines through.
  const tint = group.appendChild(made("circle"));
  const name = group.appendChild(made("text", { "text-anchor": "middle", y: -6, class: "np-name" }));
  const value = group.appendChild(made("text", { "text-anchor": "middle", y: 14, class: "np-value" }));
  const caption = group.appendChild(made("text", { class: "np-caption" }));
  name.textContent = node.name;
  return { node, group, circle, tint, value, caption };
}
