// What the steps of the worked example show beside their code: tables, rows, charts. Each view fills a pane, and shows what is seen of a state.

import { made, text } from "../svg.js";
import { Chart } from "./chart.js";
import { FlowerView, TestView } from "./worked_answers.js";
import { added, axisOf, flowers, key } from "./worked_flowers.js";
import { CurvesView, FitView } from "./worked_loss.js";

/** Rows of the table's head. */
const HEAD = 5;
const PARTS = ["training", "validation", "test"];
/** Pixels around a cell of the strip. */
const GAP = 1.5;

/**
 * @typedef {import("./worked_example.js").Seen} Seen
 * @typedef {import("./lesson.js").Host} Host
 * @typedef {{show: (seen: Seen) => void, close?: () => void}} View
 */

/** @implements {View} */
class TableView {
  /** @param {HTMLElement} pane */
  constructor(pane) {
    this.pane = pane;
  }

  /** @param {Seen} seen */
  show({ content, way }) {
    const role = (/** @type {number} */ column) => (way.inputs.includes(column) ? "np-in" : "np-out");
    const sign = (/** @type {number} */ column) => (way.inputs.includes(column) ? `x${"₁₂"[way.inputs.indexOf(column)]}` : `y${"₁₂"[way.targets.indexOf(column)]}`);
    const titles = content.measurements.map(({ label }, column) => `<th scope="col" class="${role(column)}">${sign(column)}<br>${label}</th>`);
    const rows = content.rows.slice(0, HEAD).map((row, n) => {
      return `<tr><th scope="row">${n + 1}</th>${row.map((value, column) => `<td class="${role(column)}">${value.toFixed(1)}</td>`).join("")}<td class="np-left">${content.classes[content.species[n]]}</td></tr>`;
    });
    const rest = `<tr><th scope="row">…</th>${"<td>…</td>".repeat(titles.length + 1)}</tr>`;
    const last = content.rows.length - 1;
    const end = `<tr><th scope="row">${last + 1}</th>${content.rows[last].map((value, column) => `<td class="${role(column)}">${value.toFixed(1)}</td>`).join("")}<td class="np-left">${content.classes[content.species[last]]}</td></tr>`;
    const table = `<table><thead><tr><th scope="col">row</th>${titles.join("")}<th scope="col" class="np-left">species</th></tr></thead><tbody>${rows.join("")}${rest}${end}</tbody></table>`;
    this.pane.innerHTML = `<div class="np-scroll" tabindex="0" role="region" aria-label="The table">${table}</div>`;
  }
}

/** @implements {View} */
class FlowersView {
  /** @param {HTMLElement} pane @param {Host} host */
  constructor(pane, host) {
    const pair = added(pane, "np-pair");
    this.charts = [new Chart(pair, ""), new Chart(pair, "")];
    this.foot = added(pane, "np-foot");
    this.foot.innerHTML = `<span></span><button type="button">Turn the direction round</button>`;
    this.foot.querySelector("button").onclick = () => host.change({ direction: this.other });
  }

  close() {
    for (const chart of this.charts) chart.close();
  }

  /** @param {Seen} seen */
  show(seen) {
    const { content, way, state } = seen;
    this.other = Object.keys(content.ways).find((name) => name !== state.direction);
    const all = content.rows.map((_, row) => row);
    for (const [n, columns] of [way.inputs, way.targets].entries()) {
      const [x, y] = columns.map((column) => axisOf(seen, column, n ? "np-out" : "np-in"));
      const label = `${n ? "Output variables y" : "Input variables x"}: ${x.title} and ${y.title} of ${all.length} flowers`;
      this.charts[n].show({ x, y, label, dots: flowers(seen, columns, all) });
    }
    const symbols = key(content);
    const words = /** @type {HTMLElement} */ (this.foot.querySelector("span"));
    if (words.innerHTML !== symbols) words.innerHTML = symbols;
  }
}

/** @implements {View} */
class SplitView {
  /** @param {HTMLElement} pane */
  constructor(pane) {
    this.box = added(pane, "np-strip");
    this.counts = added(pane, "np-scroll");
    this.sizing = new ResizeObserver(() => this.seen && this.#draw(this.seen));
    this.sizing.observe(this.box);
  }

  close() {
    this.sizing.disconnect();
  }

  /** @param {Seen} seen */
  show(seen) {
    this.seen = seen;
    this.#draw(seen);
    const { content } = seen;
    const cells = content.classes.map((_, species) => content.parts.map((rows) => rows.filter((row) => content.species[row] === species).length));
    const rows = content.classes.map((name, n) => `<tr><th scope="row">${name}</th>${cells[n].map((count) => `<td>${count}</td>`).join("")}<td>50</td></tr>`);
    const sums = content.parts.map((part) => `<td>${part.length}</td>`);
    const titles = PARTS.map((name, n) => `<th scope="col"><span class="np-part-${n}">■</span> ${name}</th>`);
    this.counts.innerHTML = `<table><thead><tr><th scope="col">species</th>${titles.join("")}<th scope="col">together</th></tr></thead><tbody>${rows.join("")}<tr><th scope="row">all</th>${sums.join("")}<td>${content.rows.length}</td></tr></tbody></table>`;
  }

  /** A line of cells for each species, in the order of the file. @param {Seen} seen */
  #draw({ content }) {
    const width = this.box.clientWidth;
    if (!width) return;
    const part = content.rows.map((_, row) => content.parts.findIndex((rows) => rows.includes(row)));
    const across = content.rows.length / content.classes.length;
    const side = width / across;
    const tall = Math.min(34, Math.max(14, side * 2));
    const svg = made("svg", { viewBox: `0 0 ${width} ${(tall + 22) * content.classes.length}`, role: "img", "aria-label": "Which rows train, validate and test, species by species in the order of the file" });
    content.classes.forEach((name, line) => {
      const top = line * (tall + 22);
      svg.append(text(`${name}: rows ${line * across + 1} to ${(line + 1) * across}`, { x: 0, y: top + 13 }));
      for (let n = 0; n < across; n += 1) {
        const row = line * across + n;
        const cell = made("rect", { x: n * side, y: top + 18, width: Math.max(1, side - GAP), height: tall, class: `np-part-${part[row]}` });
        cell.append(Object.assign(made("title"), { textContent: `row ${row + 1}: ${PARTS[part[row]]}` }));
        svg.append(cell);
      }
    });
    this.box.replaceChildren(svg);
  }
}

/** @implements {View} */
class NetworkView {
  /** @param {HTMLElement} pane */
  constructor(pane) {
    this.box = added(pane, "np-network");
    this.sizing = new ResizeObserver(() => this.seen && this.show(this.seen));
    this.sizing.observe(this.box);
  }

  close() {
    this.sizing.disconnect();
  }

  /** Every unit and every line. @param {Seen} seen */
  show(seen) {
    this.seen = seen;
    const { clientWidth: width, clientHeight: height } = this.box;
    if (!width || !height) return;
    const { widths, layers } = seen.way;
    const [most, room] = [Math.max(...widths), height - 62];
    const x = (/** @type {number} */ layer) => width * (0.08 + (0.84 * layer) / (widths.length - 1));
    const apart = (/** @type {number} */ layer) => Math.min(26, room / most, (room / widths[layer]) * 1);
    const y = (/** @type {number} */ layer, /** @type {number} */ unit) => 10 + room / 2 + (unit - (widths[layer] - 1) / 2) * (widths[layer] < 4 ? 40 : apart(layer));
    const label = `The network: ${widths.join(", ")} units from left to right, each joined to all of the layer before`;
    const svg = made("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
    for (let layer = 1; layer < widths.length; layer += 1) {
      const lines = Array.from({ length: widths[layer - 1] * widths[layer] }, (_, n) => {
        const [from, to] = [Math.floor(n / widths[layer]), n % widths[layer]];
        return `M${x(layer - 1).toFixed(1)} ${y(layer - 1, from).toFixed(1)}L${x(layer).toFixed(1)} ${y(layer, to).toFixed(1)}`;
      });
      svg.append(made("path", { d: lines.join(""), class: "np-lines" }));
    }
    widths.forEach((units, layer) => {
      const ends = layer === 0 ? "np-in" : layer === widths.length - 1 ? "np-out" : "";
      const radius = units < 4 ? 8 : Math.max(1.5, apart(layer) * 0.38);
      for (let unit = 0; unit < units; unit += 1) svg.append(made("circle", { cx: x(layer), cy: y(layer, unit), r: radius, class: `np-unit ${ends}` }));
      svg.append(text(layers[layer].name, { x: x(layer), y: height - 28, "text-anchor": "middle", class: `np-axis ${ends}` }));
      svg.append(text(`${units} ${layer === 0 ? "inputs" : layer === widths.length - 1 ? "linear" : "ReLU"}`, { x: x(layer), y: height - 10, "text-anchor": "middle" }));
    });
    this.box.replaceChildren(svg);
  }
}

/** @implements {View} */
class SummaryView {
  /** @param {HTMLElement} pane */
  constructor(pane) {
    this.pane = pane;
  }

  /** Figure 10, and why. @param {Seen} seen */
  show({ way, total }) {
    const rows = way.layers.map(({ name, kind, shape, parameters, formula }) => {
      return `<tr><th scope="row">${name} (${kind})</th><td>${shape}</td><td>${parameters.toLocaleString("en")}</td><td class="np-left">${formula.replace(/^(.*) \+ (\d+) = \d+$/, "$1 weights + $2 biases")}</td></tr>`;
    });
    const head = "<tr><th scope='col'>Layer (type)</th><th scope='col'>Output shape</th><th scope='col'>Param #</th><th scope='col' class='np-left'>Why</th></tr>";
    const sum = `<tr><th scope="row">Total params</th><td></td><td><strong>${total.toLocaleString("en")}</strong></td><td></td></tr>`;
    const table = `<table><thead>${head}</thead><tbody>${rows.join("")}${sum}</tbody></table>`;
    this.pane.innerHTML = `<div class="np-scroll" tabindex="0" role="region" aria-label="The summary">${table}</div>`;
  }
}

/** @implements {View} */
class BatchView {
  /** @param {HTMLElement} pane */
  constructor(pane) {
    this.chart = new Chart(pane, "");
    this.foot = added(pane, "np-foot");
  }

  close() {
    this.chart.close();
  }

  /** The error of always answering the mean, on the first four rows. @param {Seen} seen */
  show(seen) {
    const { way, content } = seen;
    const [x, y] = way.targets.map((column) => axisOf(seen, column, "np-out"));
    const batch = flowers(seen, way.targets, way.batch);
    const lines = batch.map(({ at }) => ({ points: [at, way.mean], className: "np-miss" }));
    const others = flowers(seen, way.targets, content.parts[0], "np-pale");
    const label = `The targets of the training rows, and the first batch of ${batch.length} rows joined to their mean`;
    const words = [{ at: way.mean, words: "ŷ: always the mean", className: "np-strong np-aside" }];
    this.chart.show({ x, y, label, lines, dots: [...others, ...batch], rings: [{ at: way.mean, radius: 6, className: "np-answer" }], words });
    this.foot.innerHTML = `<p>The first batch: rows ${way.batch.map((row) => row + 1).join(", ")}. The lines are the errors y − ŷ of a network that always answers the mean.</p>${key(content)}`;
  }
}

/** The view of each step, in order. */
export const VIEWS = [TableView, FlowersView, SplitView, NetworkView, SummaryView, BatchView, FitView, CurvesView, TestView, FlowerView];
