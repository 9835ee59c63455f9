// What batch normalization does inside: the distributions of each hidden layer's outputs before and after it, over the film.

import { decimal } from "../numbers.js";
import { made } from "../svg.js";
import { RunStream } from "../stream.js";
import { Timeline } from "../timeline.js";
import { histogram, moments } from "./activation_maths.js";
import { equation, fraction, operator, power, variable } from "./formula.js";
import { hiddenOutputs, normal } from "./normalized_maths.js";
import { Plot } from "./plot.js";
import { digits } from "./reel.js";
import { section } from "./section.js";

const BINS = 36;
/** Outputs that lie farther out stand in the last bar, so that the axes stay over the film. */
const [LOW, HIGH] = [-3, 6];
/** Part of all in a bar, at most; a higher bar is cut. */
const MOST = 0.3;

/**
 * @typedef {{widths: number[], activation: string, epochs: number, x: number[], mean: number, deviation: number}} Content
 * @typedef {import("./normalized_maths.js").Outputs} Outputs
 */

export class Normalized {
  #key = "";
  #reading = "";
  #problem = "";
  /** @type {RunStream | null} */
  #stream = null;
  /** @type {Object<string, string[]>} */
  #trained = {};
  timeline = new Timeline(0);

  /** @param {import("./lesson.js").Host} host @param {Content} content @param {URL} base */
  constructor(host, content, base) {
    Object.assign(this, { host, content, base });
    const hidden = content.widths.slice(1, -1);
    const intro = `A small network, ${hidden.join(", ")} ReLU units on the noisy sine, at the epoch that the films show: for each hidden layer its outputs for the ${content.x.length} training rows as they leave
      the ReLU units, and as the next layer gets them. All rows are one batch here; a training step has batches of 8.`;
    this.parts = section(host.root, "Outputs before and after batch normalization", intro);
    this.root = /** @type {HTMLElement} */ (this.parts.choices.parentElement);
    this.parts.stage.classList.add("np-layers");
    // A screen reader is not to speak every epoch of a film.
    this.parts.words.removeAttribute("role");
    this.before = hidden.map(() => new Plot(this.parts.stage));
    this.after = hidden.map(() => new Plot(this.parts.stage));
    this.x = content.x.map((value) => [(value - content.mean) / content.deviation]);
  }

  close() {
    this.#stream?.close();
    for (const plot of [...this.before, ...this.after]) plot.close();
  }

  /** @param {Object<string, string[]>} trained */
  show(trained) {
    this.#trained = trained;
    this.host.redraw();
  }

  /** @param {{show: string, normalization: number}} state @param {number} epoch that the films show */
  draw({ show, normalization }, epoch) {
    this.root.hidden = show !== "normalization";
    if (this.root.hidden) return;
    this.#read(this.#trained[`normalized-${normalization}`]?.[0] ?? "");
    const weights = this.timeline.weightsAt(epoch);
    const key = `${this.#reading} ${normalization} ${weights?.epoch ?? -1} ${this.#problem}`;
    if (key === this.#key) return;
    this.#key = key;
    const layers = weights ? hiddenOutputs(weights.numbers, this.content.widths, normalization, this.x) : [];
    this.before.forEach((plot, n) => bars(plot, key, `layer ${n + 1}, before`, layers[n]?.before, "np-before"));
    this.after.forEach((plot, n) => bars(plot, key, n < normalization ? `layer ${n + 1}, after` : `layer ${n + 1}, not normalized`, layers[n]?.after, n < normalization ? "np-after" : "np-before"));
    this.parts.formula.innerHTML = formula(layers[0]);
    this.parts.words.innerHTML = weights ? table(layers, weights.epoch, normalization) : `<p>${this.#problem || "The network is being trained."}</p>`;
  }

  /** @param {string} id of a run, or nothing */
  #read(id) {
    if (id === this.#reading) return;
    this.#stream?.close();
    [this.#reading, this.#problem, this.#stream, this.timeline] = [id, "", null, new Timeline(this.content.epochs)];
    if (!id) return;
    const { timeline } = this;
    const then = (/** @type {() => void} */ change) => (change(), this.host.redraw());
    this.#stream = new RunStream(new URL(`runs/${encodeURIComponent(id)}/events`, this.base), {
      received: () => timeline.received,
      frame: (position, frame) => then(() => timeline.add(position, frame)),
      wait: () => {},
      end: (failed) => then(() => (this.#problem = failed ?? "")),
      gone: (sentence) => then(() => (this.#problem = sentence)),
      lost: () => {},
    });
  }
}

/** @param {Plot} plot @param {string} key @param {string} title @param {number[][] | undefined} rows @param {string} name */
function bars(plot, key, title, rows, name) {
  const values = (rows ?? []).flat().map((value) => Math.min(HIGH, Math.max(LOW, value)));
  const shares = histogram(values, LOW, HIGH, BINS).map((count) => count / Math.max(1, values.length));
  const width = (HIGH - LOW) / BINS;
  const view = { low: [LOW, 0], high: [HIGH, MOST] };
  const told = values.length ? moments(rows?.flat() ?? []) : null;
  const words = told ? `Histogram of the outputs of ${title}: mean ${digits(told.mean)}, standard deviation ${digits(told.deviation)}` : title;
  plot.show({ key, view, titles: [title, "share"], words }, (place) =>
    shares.map((share, bin) => {
      const [[x, y], [right, bottom]] = [place([LOW + (bin + 0.08) * width, Math.min(MOST, share)]), place([LOW + (bin + 0.92) * width, 0])];
      return made("rect", { x, y, width: right - x, height: Math.max(0, bottom - y), class: `np-output ${name}` });
    }),
  );
}

/** One output of the first unit, with today's numbers. @param {Outputs | undefined} layer */
function formula(layer) {
  const [arrow, minus, plus, times, equals] = ["→", "−", "+", "·", "="].map(operator);
  const number = (/** @type {number} */ value) => `<mn>${digits(value)}</mn>`;
  const scaled = fraction(`${variable("a")}${minus}${variable("μ")}`, `<msqrt>${power(variable("σ"), "<mn>2</mn>")}${plus}<mn>0.001</mn></msqrt>`);
  const head = [variable("a"), arrow, variable("γ"), times, scaled, plus, variable("β")];
  if (!layer) return equation(head);
  // Some unit of the first layer that is not always 0 says most.
  const unit = Math.max(0, layer.units.findIndex(({ variance }) => variance > 0.01));
  const [a, { mean, variance, gamma, beta }] = [layer.before[0][unit], layer.units[unit]];
  const today = fraction(`${number(a)}${minus}${number(mean)}`, `<msqrt>${number(variance)}${plus}<mn>0.001</mn></msqrt>`);
  const tail = [number(gamma), times, today, plus, `${operator("(")}${number(beta)}${operator(")")}`, equals, number(normal(a, layer.units[unit]))];
  return equation([...head, `<mtext>&nbsp;, layer 1, unit ${unit + 1}, first row:&nbsp;</mtext>`, number(a), arrow, ...tail]);
}

/** @param {Outputs[]} layers @param {number} epoch @param {number} normalized */
function table(layers, epoch, normalized) {
  const cells = layers.map(({ before, after }, n) => {
    const [was, is] = [before, after].map((rows) => moments(rows.flat()));
    const three = (/** @type {number} */ value) => decimal(value, 3);
    const now = n < normalized ? [is.mean, is.deviation].map(three) : ["not normalized", ""];
    return `<tr><th scope="row">layer ${n + 1}</th>${[three(was.mean), three(was.deviation), ...now].map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  const head = ["", "mean before", "standard deviation before", "mean after", "standard deviation after"].map((words) => (words ? `<th scope="col">${words}</th>` : "<td></td>")).join("");
  return `<p>${epoch ? `After epoch ${epoch.toLocaleString("en")}` : "Before training"}, over all rows and units. At the start γ = 1 and β = 0; both are learned, so the mean and the deviation after need not stay 0 and 1.
    Outputs beyond ${String(LOW).replace("-", "−")} or ${HIGH} stand in the outermost bars, and bars above ${100 * MOST} % are cut.</p><table><thead><tr>${head}</tr></thead><tbody>${cells.join("")}</tbody></table>`;
}
