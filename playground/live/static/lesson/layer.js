// What an activation function does to the outputs of a layer that has not learned yet: their distribution before and after.

import { decimal } from "../numbers.js";
import { made } from "../svg.js";
import { functions, histogram, layerSums, moments, saturation } from "./activation_maths.js";
import { Plot } from "./plot.js";
import { Controls } from "./controls.js";
import { equation, number, operator, variable } from "./formula.js";
import { section } from "./section.js";

const BINS = 40;
/** Part of a bar that stays empty beside it. */
const GAP = 0.12;

/**
 * @typedef {{functions: string[], scale: number, bias: number}} State
 * @typedef {{values: number[], mean: number, deviation: number}} Column
 * @typedef {{columns: Column[], weights: number[][], threshold: number, functions: Object<string, import("./activation_words.js").Card>}} Content
 */

export class Layer {
  #key = "";
  /** @type {Plot[]} */
  #after = [];

  /** @param {HTMLElement} root @param {Content} content @param {import("./controls.js").Control[]} controls @param {(name: string, value: any) => void} change */
  constructor(root, content, controls, change) {
    this.content = content;
    const { columns, weights } = content;
    this.x = columns[0].values.map((_, row) => columns.map(({ values, mean, deviation }) => (values[row] - mean) / deviation));
    this.units = weights[0].length;
    const count = (this.x.length * this.units).toLocaleString("en");
    const intro = `A layer of ${this.units} units before it has learned anything, with Glorot's initial weights, looks at the ${this.x.length} flowers of Iris, four standardised measurements
      each: ${count} sums go into the activation, ${count} outputs come out. Make the weights larger, or move the bias, and see who saturates.`;
    this.parts = section(root, "A real layer, before and after", intro);
    this.parts.stage.classList.add("np-beside");
    this.controls = new Controls(this.parts.choices, controls, change);
    this.before = new Plot(this.parts.stage);
    this.grid = Object.assign(document.createElement("div"), { className: "np-grid-of-plots" });
    this.parts.stage.append(this.grid);
  }

  close() {
    for (const chart of [this.before, ...this.#after]) chart.close();
  }

  /** @param {State} state */
  draw(state) {
    this.controls.show(state, []);
    const key = [state.scale, state.bias, ...state.functions].join();
    if (key === this.#key) return;
    this.#key = key;
    const sums = layerSums(this.x, this.content.weights, state.scale, state.bias);
    const found = state.functions.map((name) => ({ name, values: sums.map(functions[name].value), ...saturation(functions[name], sums, this.units, this.content.threshold) }));
    bars(this.before, key, "before: sums s", sums);
    this.#rooms(found.length).forEach((chart, n) => bars(chart, key, `after: ${this.content.functions[found[n].name].label}`, found[n].values, found[n].flags, n));
    this.parts.formula.innerHTML = this.#formula(state);
    this.parts.words.innerHTML = this.#words(state, sums, found);
  }

  /** A chart for each function. @param {number} count */
  #rooms(count) {
    while (this.#after.length < count) this.#after.push(new Plot(this.grid));
    for (const chart of this.#after.splice(count)) {
      chart.close();
      chart.sheet.box.remove();
    }
    this.grid.dataset.count = String(count);
    return this.#after;
  }

  /** @param {State} state */
  #formula({ scale, bias }) {
    const inputs = this.content.columns.length;
    const limit = `<msqrt><mfrac><mn>6</mn><mrow><mn>${inputs}</mn>${operator("+")}<mn>${this.units}</mn></mrow></mfrac></msqrt>`;
    const size = [operator("±"), number(scale, { places: scale < 1 ? 1 : 0 }), operator("·"), limit, operator("="), operator("±"), number(scale * Math.sqrt(6 / (inputs + this.units)), { places: 3 })];
    const sum = [variable("s"), operator("="), ...[1, 2, 3, 4].flatMap((n) => [variable("w", n), variable("x", n), operator("+")]), number(bias, { places: 1 })];
    return equation(sum) + equation(["<mtext>each weight from</mtext>", ...size]);
  }

  /** @param {State} state @param {Float64Array} sums @param {{name: string, values: Float64Array, share: number, stuck: number}[]} found */
  #words({ functions: names, bias }, sums, found) {
    const rows = found.map(({ name, values, share, stuck }, n) => line(`<span class="np-nth-${n}">${this.content.functions[name].label}</span>`, values, `${decimal(100 * share, 1)} %`, `${stuck} of ${this.units}`));
    const head = ["", "mean", "standard deviation", "outputs saturated", "units saturated for every flower"].map((words) => (words ? `<th scope="col">${words}</th>` : "<td></td>")).join("");
    const table = `<table><thead><tr>${head}</tr></thead><tbody>${line("before: sums s", sums, "", "")}${rows.join("")}</tbody></table>`;
    const dead = found.find(({ name }) => name === "relu");
    return `<p>${names.length ? `Filled with the function's colour: outputs at which |a′(s)| &lt; ${this.content.threshold}.` : "Choose at least one function to see what it makes of these sums."} ${dead ? relus(dead.stuck, this.units, bias) : ""}</p>${table}`;
  }
}

/** What is to be known of ReLU units here. @param {number} stuck @param {number} units @param {number} bias */
function relus(stuck, units, bias) {
  if (stuck > 0) return `<strong>${stuck} of ${units} ReLU units are dead:</strong> their sums are at most 0 for every flower, so no flower's gradient gets through to their weights.`;
  if (bias === 0) return "No ReLU unit is dead at bias 0: each measurement's mean is 0, so a unit's sums add up to 0 over the flowers and cannot all be negative.";
  return "No ReLU unit is dead: each has a positive sum for some flower.";
}

/** @param {string} name @param {Float64Array} values @param {string[]} others */
function line(name, values, ...others) {
  const { mean, deviation } = moments(values);
  return `<tr><th scope="row">${name}</th>${[decimal(mean, 3), decimal(deviation, 3), ...others].map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

/**
 * A histogram; what is flagged is filled.
 * @param {Plot} chart @param {string} key @param {string} title @param {Float64Array} values @param {Uint8Array} [flags] @param {number} [n] whose colour
 */
function bars(chart, key, title, values, flags, n) {
  const [least, most] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  const low = Math.floor(least);
  const high = Math.max(low + 1, Math.ceil(most));
  const share = (/** @type {number[]} */ counts) => counts.map((count) => (100 * count) / values.length);
  const [all, flagged] = [share(histogram(values, low, high, BINS)), share(flags ? histogram(values, low, high, BINS, flags) : new Array(BINS).fill(0))];
  const view = { low: [low, 0], high: [high, 1.05 * Math.max(...all)] };
  const words = `Histogram ${title}, from ${decimal(least)} to ${decimal(most)}`;
  const colour = n === undefined ? "np-neutral" : `np-nth-${n}`;
  chart.show({ key, view, titles: [title, "% of all"], words }, (place) =>
    all.flatMap((height, bin) => [column(bin, height, `np-hollow ${colour}`), column(bin, flagged[bin], `np-filled ${colour}`)].map((make) => make(place, low, (high - low) / BINS))),
  );
}

/** @param {number} bin @param {number} height @param {string} name */
function column(bin, height, name) {
  return (/** @type {import("./plot.js").Place} */ place, /** @type {number} */ low, /** @type {number} */ width) => {
    const [[x, y], [right, bottom]] = [place([low + (bin + GAP / 2) * width, height]), place([low + (bin + 1 - GAP / 2) * width, 0])];
    return made("rect", { x, y, width: right - x, height: Math.max(0, bottom - y), class: name });
  };
}
