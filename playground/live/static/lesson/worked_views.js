// What the steps of the worked example show beside their code: tables, rows, charts. Each view fills a pane, and shows what is seen of a state.

import { made, text } from "../svg.js";
import { Chart } from "./chart.js";
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

/** The axis of a measurement, a little wider than the flowers need. @param {Seen} seen @param {number} column @param {string} colour */
export function axisOf({ content }, column, colour) {
  const { label, low, high } = content.measurements[column];
  const more = 0.04 * (high - low);
  return { title: label, low: low - more, high: high + more, colour };
}

/** Flowers of some rows as dots of their species. @param {Seen} seen @param {number[]} columns @param {number[]} rows @param {string} [className] */
export function flowers({ content }, columns, rows, className = "") {
  return rows.map((row) => {
    const species = content.species[row];
    const at = columns.map((column) => content.rows[row][column]);
    return { at, symbol: species, className: `np-flower np-species-${species} ${className}`, title: `row ${row + 1}, ${content.classes[species]}: ${at.join(", ")}` };
  });
}

/** @param {Element} parent @param {string} className @param {string} [html] */
export function added(parent, className, html = "") {
  const element = Object.assign(document.createElement("div"), { className, innerHTML: html });
  parent.append(element);
  return element;
}

/** The key to the species. @param {Seen["content"]} content */
export function key({ classes }) {
  const symbols = ["●", "◆", "✚"];
  return `<p class="np-key">${classes.map((name, n) => `<span class="np-species-${n}">${symbols[n]}</span> ${name}`).join("&emsp;")}</p>`;
}

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

/** @implements {View} */
class TestView {
  /** @param {HTMLElement} pane */
  constructor(pane) {
    this.chart = new Chart(pane, "");
    this.scale = added(pane, "np-scale");
    this.foot = added(pane, "np-foot");
  }

  close() {
    this.chart.close();
  }

  /** The test rows joined to their answers; below, how usual the loss is. @param {Seen} seen */
  show(seen) {
    const { way, content, answers, test } = seen;
    const [x, y] = way.targets.map((column) => axisOf(seen, column, "np-out"));
    const dots = flowers(seen, way.targets, content.parts[2]);
    const lines = answers.map((answer, n) => ({ points: [dots[n].at, answer], className: "np-miss" }));
    const rings = answers.map((at) => ({ at, radius: 4, className: "np-answer" }));
    this.chart.show({ x, y, label: `The ${dots.length} test rows, each joined to the network's answer`, lines, dots, rings });
    this.scale.replaceChildren(scaleOf(way.typical, [{ value: content.claimed, words: "lecture" }, ...(test === null ? [] : [{ value: test, words: "this run" }])], this.scale.clientWidth));
    this.foot.innerHTML = `<span>${key(content)}</span><span>○ the network’s answer</span>`;
  }
}

/** Test losses of many seeds as a bar, with marks. @param {number[]} typical a tenth, half and nine tenths are below @param {{value: number, words: string}[]} marks @param {number} width */
function scaleOf([low, median, high], marks, width) {
  const svg = made("svg", { viewBox: `0 0 ${width} 58`, role: "img", "aria-label": `Of 20 draws, eight in ten give a test loss between ${low} and ${high}, half of them below ${median}` });
  const end = 1.15 * Math.max(high, ...marks.map(({ value }) => value));
  const x = (/** @type {number} */ value) => 8 + (value / end) * (width - 16);
  svg.append(made("rect", { x: x(low), y: 24, width: x(high) - x(low), height: 10, class: "np-usual" }), made("line", { x1: x(median), x2: x(median), y1: 21, y2: 37, class: "np-median" }));
  for (const [value, anchor] of [[low, "end"], [median, "middle"], [high, "start"]]) svg.append(text(String(value), { x: x(Number(value)), y: 52, "text-anchor": anchor }));
  for (const { value, words } of marks) {
    svg.append(made("circle", { cx: x(value), cy: 29, r: 6, class: words === "lecture" ? "np-answer" : "np-today" }));
    svg.append(text(`${words} ${value.toPrecision(4)}`, { x: x(value), y: 13, "text-anchor": words === "lecture" ? "end" : "start", class: "np-strong" }));
  }
  return svg;
}

/** @implements {View} */
class FlowerView {
  /** @param {HTMLElement} pane @param {Host} host */
  constructor(pane, host) {
    const pair = added(pane, "np-pair");
    this.charts = [new Chart(pair, "np-choosing", (point) => this.#choose(host, point)), new Chart(pair, "")];
    this.foot = added(pane, "np-foot");
  }

  close() {
    for (const chart of this.charts) chart.close();
  }

  /** One's own flower on the left, the answer on the right, both among the flowers that the network has trained on. @param {Seen} seen */
  show(seen) {
    this.seen = seen;
    const { way, content, flower, answer } = seen;
    for (const [n, columns] of [way.inputs, way.targets].entries()) {
      const [x, y] = columns.map((column) => axisOf(seen, column, n ? "np-out" : "np-in"));
      const at = n ? answer : flower;
      const label = n ? "The network's answer among the training flowers" : "Your flower among the training flowers";
      const words = at ? [{ at, words: n ? "ŷ" : "x", className: "np-strong np-aside" }] : [];
      this.charts[n].show({ x, y, label, dots: flowers(seen, columns, content.parts[0], "np-pale"), rings: at ? [{ at, radius: 8, className: n ? "np-today" : "np-mine" }] : [], words });
    }
    this.foot.innerHTML = `<span>Move the sliders above, or click the left chart.</span>${key(content)}`;
  }

  /** @param {Host} host @param {number[]} point */
  #choose(host, point) {
    const { way, content } = this.seen;
    const tenths = (/** @type {number} */ value, /** @type {{low: number, high: number}} */ { low, high }) => Math.round(10 * Math.min(high, Math.max(low, value))) / 10;
    host.change(Object.fromEntries(way.inputs.map((column, n) => [content.measurements[column].name, tenths(point[n], content.measurements[column])])));
  }
}

/** The view of each step, in order. */
export const VIEWS = [TableView, FlowersView, SplitView, NetworkView, SummaryView, BatchView, FitView, CurvesView, TestView, FlowerView];
