// What the trained network of the worked example answers: for the rows of the test, and for a flower of one's own.

import { made, text } from "../svg.js";
import { Chart } from "./chart.js";
import { added, axisOf, flowers, key } from "./worked_flowers.js";

/**
 * @typedef {import("./worked_example.js").Seen} Seen
 * @typedef {import("./lesson.js").Host} Host
 */

export class TestView {
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
    this.scale.replaceChildren(scaleOf(way.typical, [...(way.code ? [{ value: content.claimed, words: "lecture" }] : []), ...(test === null ? [] : [{ value: test, words: "this run" }])], this.scale.clientWidth));
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

export class FlowerView {
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
