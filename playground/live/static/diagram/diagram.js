// A network drawn as nodes and lines: values in the nodes, weights on the lines, which can be chosen, dragged or moved by keys.
// It knows what a network diagram is, and neither a lesson nor Streamlit.

import { decimal } from "../numbers.js";
import { made } from "../svg.js";
import { makeMovable, sliderOf } from "./handles.js";

const WIDEST = 9;
/** A weight of that share of its bound is drawn as wide as any. */
const WIDE_FROM = 0.25;
const RADIUS = { wide: 30, narrow: 24 };
/** Below so many pixels of width, nodes are smaller, and the words on lines are short. */
const NARROW = 420;
/** Pixels from one line of words below a node to the next. */
const LINE = 16;
/** Pixels beside a node for its words, in a diagram that flows downwards. */
const BESIDE = 92;
/** Pixels between the middles of two paths that share a line, and how wide each is. */
const LANE = 9;
/** Where there is little room across, weights of lines that cross move nearer to where these begin. */
const NEARER = 0.75;

/**
 * @typedef {import("./handles.js").Bounds} Bounds
 * @typedef {Object} Node
 * @property {string} id
 * @property {number} x from 0, left, to 1
 * @property {number} y from 0, top, to 1
 * @property {string} name in the node, such as x₁
 * @property {boolean} [above] its words stand above it instead of below
 * @property {Bounds} [bounds] of its value, which can then be moved
 * @typedef {Object} Edge
 * @property {string} id
 * @property {string} from
 * @property {string} to
 * @property {string} [name] of the weight; without one the line has none
 * @property {number} [at] where on the line its weight stands, from 0 to 1
 * @typedef {Object} Spec
 * @property {string} label
 * @property {Node[]} nodes
 * @property {Edge[]} edges
 * @property {Bounds} bounds of the weights
 * @property {number} [lines] of words at a node; 1 unless said
 * @property {boolean} [turns] flows downwards where there is more room that way
 * @typedef {Object} Values
 * @property {Object<string, string>} nodes id -> text in the node
 * @property {Object<string, string>} captions id -> words at the node, a line each
 * @property {Object<string, string>} [fills] id -> colour of the node
 * @property {Object<string, string>} [classes] id -> class of the node
 * @property {Object<string, number>} weights id of a line -> its weight
 * @property {Object<string, number>} [numbers] id of a node whose value can be moved -> its value
 * @property {Set<string>} [lit] ids of nodes and lines, while all others fade; undefined lights all
 * @property {{lines: string[], colour: string}[]} [paths] ways through the network, each a colour along its lines
 * @property {string} [chosen] id of a line
 * @typedef {Object} Listener
 * @property {(id: string, value: number) => void} change a weight or a node's value is moved
 * @property {() => void} rest it is let go
 * @property {(edge: string) => void} [choose] a line is pressed
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
  /** In pixels. Measured when it changes: whoever asks while a weight is dragged has the browser lay out the page once more. */
  #size = { width: 0, height: 0 };

  /** @param {HTMLElement} parent @param {Spec} spec @param {Listener} listener told of what is moved and chosen */
  constructor(parent, spec, listener) {
    this.spec = spec;
    this.listener = listener;
    this.svg = made("svg", { class: "np-diagram", role: "group", "aria-label": spec.label });
    this.paths = this.svg.appendChild(made("g"));
    const lines = this.svg.appendChild(made("g"));
    for (const edge of spec.edges) this.#edges.set(edge.id, this.#drawEdge(lines, edge));
    for (const node of spec.nodes) this.#nodes.set(node.id, this.#drawNode(node));
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
    for (const [id, parts] of this.#nodes) {
      this.#showNode(parts, values);
      parts.group.classList.toggle("np-faded", faded(id));
    }
    for (const [id, parts] of this.#edges) {
      parts.group.classList.toggle("np-faded", faded(id));
      if (parts.label) this.#showWeight(parts, values.weights[id], values.chosen === id);
    }
    this.#showPaths();
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

  /** @param {Node} node @returns {NodeParts} */
  #drawNode(node) {
    const group = this.svg.appendChild(made("g", { class: "np-node", "data-node": node.id }));
    const circle = group.appendChild(made("circle"));
    // A see-through colour does not let the lines through.
    const tint = group.appendChild(made("circle"));
    const name = group.appendChild(made("text", { "text-anchor": "middle", y: -6, class: "np-name" }));
    const value = group.appendChild(made("text", { "text-anchor": "middle", y: 14, class: "np-value" }));
    const caption = group.appendChild(made("text", { class: "np-caption" }));
    name.textContent = node.name;
    if (node.bounds) this.#makeMovable(group, [group], `Value of ${node.name}`, node.id, node.bounds);
    return { node, group, circle, tint, value, caption };
  }

  /** @param {Element} parent @param {Edge} edge @returns {EdgeParts} */
  #drawEdge(parent, edge) {
    const group = parent.appendChild(made("g", { class: "np-edge" }));
    const line = group.appendChild(made("line", { class: "np-line" }));
    if (!edge.name) return { edge, group, line, reach: null, label: null };
    const reach = group.appendChild(made("line", { class: "np-reach" }));
    const label = made("g", { class: "np-weight", "data-weight": edge.id });
    label.append(made("rect", { rx: 6, height: 26, y: -13 }), made("text", { "text-anchor": "middle", y: 5 }));
    this.#makeMovable(label, [reach, label], `Weight ${edge.name}`, edge.id, this.spec.bounds);
    return { edge, group, line, reach, label };
  }

  /** @param {any} slider @param {any[]} grips @param {string} label @param {string} id of a line or a node @param {Bounds} bounds */
  #makeMovable(slider, grips, label, id, bounds) {
    for (const [name, value] of Object.entries({ ...sliderOf(bounds), "aria-label": label })) slider.setAttribute(name, String(value));
    slider.classList.add("np-movable");
    makeMovable(slider, grips, bounds, {
      value: () => this.#values?.weights[id] ?? this.#values?.numbers?.[id] ?? 0,
      change: (value) => this.listener.change(id, value),
      rest: () => this.listener.rest(),
      choose: () => this.#edges.has(id) && this.listener.choose?.(id),
    });
  }

  /** @param {NodeParts} parts @param {Values} values */
  #showNode({ node, group, tint, value, caption }, values) {
    value.textContent = values.nodes[node.id];
    tint.style.fill = values.fills?.[node.id] ?? "none";
    group.setAttribute("class", `np-node ${node.bounds ? "np-movable" : ""} ${values.classes?.[node.id] ?? ""}`);
    const lines = (values.captions[node.id] ?? "").split("\n");
    while (caption.childElementCount < lines.length) caption.append(made("tspan"));
    [...caption.children].forEach((line, n) => (line.textContent = lines[n] ?? ""));
    this.#placeCaption(caption);
    if (!node.bounds) return;
    const number = values.numbers?.[node.id] ?? 0;
    group.setAttribute("aria-valuenow", number.toFixed(3));
    group.setAttribute("aria-valuetext", decimal(number));
  }

  /** @param {EdgeParts} parts @param {number} weight @param {boolean} chosen */
  #showWeight({ edge, group, line, label }, weight, chosen) {
    const share = Math.min(1, Math.abs(weight) / (WIDE_FROM * this.spec.bounds.high));
    line.setAttribute("stroke-width", String(1 + (WIDEST - 1) * share));
    for (const part of [group, label]) {
      part.classList.toggle("np-negative", weight < 0);
      part.classList.toggle("np-positive", weight >= 0);
    }
    label.classList.toggle("np-chosen", chosen);
    label.setAttribute("aria-valuenow", weight.toFixed(3));
    label.setAttribute("aria-valuetext", decimal(weight));
    const short = this.turned;
    const text = `${edge.name} ${short ? "" : "= "}${decimal(weight)}`;
    const width = 12 + (short ? 6.8 : 8.2) * text.length;
    label.lastChild.textContent = text;
    label.firstChild.setAttribute("width", String(width));
    label.firstChild.setAttribute("x", String(-width / 2));
  }

  /** Paths that share a line run side by side along it. */
  #showPaths() {
    const paths = this.#values?.paths ?? [];
    const strokes = paths.flatMap(({ lines, colour }) =>
      lines.map((id) => {
        const sharing = paths.filter((path) => path.lines.includes(id));
        const lane = LANE * (sharing.findIndex((path) => path.lines === lines) - (sharing.length - 1) / 2);
        const { edge } = /** @type {EdgeParts} */ (this.#edges.get(id));
        const [[x1, y1], [x2, y2]] = [this.#spot(edge.from), this.#spot(edge.to)];
        const length = Math.hypot(x2 - x1, y2 - y1) || 1;
        const [dx, dy] = [(-lane * (y2 - y1)) / length, (lane * (x2 - x1)) / length];
        const width = LANE * (sharing.length === 1 ? 2 : 1);
        return made("line", { x1: x1 + dx, y1: y1 + dy, x2: x2 + dx, y2: y2 + dy, stroke: colour, "stroke-width": width, class: "np-path" });
      }),
    );
    this.paths.replaceChildren(...strokes);
  }

  get turned() {
    return Boolean(this.spec.turns) && this.#size.height > this.#size.width;
  }

  get radius() {
    return this.#size.width < NARROW ? RADIUS.narrow : RADIUS.wide;
  }

  /** Where a node stands, in pixels. @param {string} id */
  #spot(id) {
    const { node } = /** @type {NodeParts} */ (this.#nodes.get(id));
    const { width, height } = this.#size;
    const [across, down] = this.turned ? [node.y, node.x] : [node.x, node.y];
    const room = this.radius + 10 + (this.turned ? 0 : LINE * (this.spec.lines ?? 1));
    const above = this.spec.nodes.some((other) => other.above) ? room : this.radius + 8;
    const side = this.radius + (this.turned ? BESIDE : 8);
    return [side + across * (width - 2 * side), above + down * (height - above - room)];
  }

  #place() {
    const { clientWidth: width, clientHeight: height } = this.svg;
    if (!width || !height) return;
    this.#size = { width, height };
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.classList.toggle("np-turned", this.turned);
    for (const [id, { group, circle, tint, caption }] of this.#nodes) {
      group.setAttribute("transform", `translate(${this.#spot(id).join(" ")})`);
      for (const part of [circle, tint]) part.setAttribute("r", String(this.radius));
      this.#placeCaption(caption);
    }
    for (const parts of this.#edges.values()) {
      const [[x1, y1], [x2, y2]] = [this.#spot(parts.edge.from), this.#spot(parts.edge.to)];
      for (const part of [parts.line, parts.reach]) for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) part?.setAttribute(name, String(value));
      const at = (parts.edge.at ?? 0.5) * (this.turned && (parts.edge.at ?? 0.5) < 0.5 ? NEARER : 1);
      parts.label?.setAttribute("transform", `translate(${x1 + at * (x2 - x1)} ${y1 + at * (y2 - y1)})`);
    }
    if (this.#values) this.show(this.#values);
  }

  /** The words at a node: below or above it, or beside it where the diagram flows downwards. @param {any} caption */
  #placeCaption(caption) {
    const { node } = /** @type {NodeParts} */ (this.#nodes.get(caption.parentNode.dataset.node) ?? { node: null });
    if (!node) return;
    const count = caption.childElementCount;
    const beside = node.y < 0.5 ? "end" : "start";
    // Words above or below a node at the side stay within the picture.
    const anchor = this.turned ? beside : node.x === 0 ? "start" : node.x === 1 ? "end" : "middle";
    const off = this.turned ? this.radius + 6 : -this.radius;
    const x = { start: off, middle: 0, end: -off }[anchor];
    const first = this.turned ? 5 - (LINE * (count - 1)) / 2 : node.above ? -this.radius - 8 - LINE * (count - 1) : this.radius + LINE;
    caption.setAttribute("text-anchor", anchor);
    [...caption.children].forEach((line, n) => {
      line.setAttribute("x", String(x));
      line.setAttribute("y", String(first + LINE * n));
    });
  }
}
