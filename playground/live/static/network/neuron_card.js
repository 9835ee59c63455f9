// What one neuron does: its equation with today's numbers for a row, its bias, and how its weights came about.

import { NeuronBackward } from "./backward.js";
import { EPSILON } from "./forward.js";
import { Curves, historyOf } from "./curves.js";
import { ACTIVATIONS, told } from "./words.js";

/** More terms, measurements and curves are summed up. */
const MOST_TERMS = 12;
const MOST_MEASUREMENTS = 4;

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {import("./card.js").Now} Now
 * @typedef {import("./plan.js").Line} Line
 */

export class NeuronCard {
  /**
   * @param {HTMLElement} body @param {Net} net @param {{level: number, unit: number, row: number}} of
   * @param {(line: Line) => void} choose a weight @param {(row: number) => void} turn to another row
   */
  constructor(body, net, { level, unit, row }, choose, turn) {
    Object.assign(this, { net, level, unit, row, turn });
    body.innerHTML = `
      <div class="np-rows"><label>Row <input type="number" min="1" max="${net.count}" value="${row + 1}" /></label>
        <button type="button" aria-label="Previous row">‹</button><button type="button" aria-label="Next row">›</button>
        <span>of ${net.count.toLocaleString("en")}</span></div><p class="np-refused" role="alert"></p>
      <p class="np-measured"></p><div class="np-sum"></div><p class="np-line-of-card np-biases"></p><div class="np-back"></div><div class="np-history"></div>`;
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (body.querySelector(name));
    Object.assign(this, { refused: part(".np-refused"), measured: part(".np-measured"), sum: part(".np-sum"), biases: part(".np-biases") });
    this.field = /** @type {HTMLInputElement} */ (part("input"));
    const [before, after] = body.querySelectorAll(".np-rows button");
    this.field.onchange = () => this.#read();
    /** @type {HTMLButtonElement} */ (before).onclick = () => this.#turn(this.row - 1);
    /** @type {HTMLButtonElement} */ (after).onclick = () => this.#turn(this.row + 1);
    this.terms = this.#makeTerms(choose);
    this.backward = level > 0 ? new NeuronBackward(part(".np-back"), net, { level, unit }, MOST_TERMS) : null;
    this.curves = level > 0 ? this.#makeCurves(part(".np-history")) : null;
  }

  /** Turns to the row that the field says; the one on show stays where there is no such row. */
  #read() {
    const { value, validity } = this.field;
    const number = Number(value);
    if (value && Number.isInteger(number) && number >= 1 && number <= this.net.count) return this.#turn(number - 1);
    const received = validity.badInput ? "no number" : value || "nothing";
    this.refused.textContent = `Row must be a whole number from 1 to ${this.net.count.toLocaleString("en")}. Received: ${received}.`;
  }

  /** @param {number} row */
  #turn(row) {
    this.row = Math.max(0, Math.min(this.net.count - 1, row));
    this.field.value = String(this.row + 1);
    this.refused.textContent = "";
    this.turn(this.row);
  }

  /** A line a term, whose weight is a button. @param {(line: Line) => void} choose */
  #makeTerms(choose) {
    if (this.level === 0) return [];
    const { inputs } = this.net.layers[this.level - 1];
    return Array.from({ length: Math.min(inputs, MOST_TERMS) }, (_, from) => {
      const line = { layer: this.level - 1, from, to: this.unit };
      const weight = Object.assign(document.createElement("button"), { type: "button", className: "np-term-weight" });
      weight.onclick = () => choose(line);
      const element = Object.assign(document.createElement("li"), { className: "np-term" });
      const rest = document.createElement("span");
      element.append(weight, rest);
      return { element, weight, rest, name: this.net.name(this.level - 1, from) };
    });
  }

  /** @param {HTMLElement} parent */
  #makeCurves(parent) {
    parent.innerHTML = "<h4>Incoming weights over the epochs</h4>";
    return new Curves(parent);
  }

  /** @param {import("./card.js").Told} now */
  show(now) {
    this.measured.textContent = this.#rowInWords();
    if (this.level === 0) this.#showInput();
    else this.#showSum(now);
    if (this.backward) this.backward.show(now);
    else now.questions.drop();
  }

  #rowInWords() {
    const { data, raw, truth } = this.net;
    const values = data.inputs.map((name, n) => `${name} ${told(raw[this.row * data.inputs.length + n])}`);
    const more = values.length - MOST_MEASUREMENTS;
    const measured = more > 0 ? [...values.slice(0, MOST_MEASUREMENTS), `and ${more} more`] : values;
    const targets = Array.from(truth.subarray(this.row * data.outputs.length, (this.row + 1) * data.outputs.length));
    const own = this.net.classified ? [data.outputs[targets.indexOf(1)]] : targets.map((value, n) => `${data.outputs[n]} ${told(value)}`);
    return `${measured.join(", ")}. Target: ${own.join(", ")}.`;
  }

  #showInput() {
    const { net, unit, row } = this;
    const at = row * net.data.inputs.length + unit;
    const [shift, scale] = [net.scaling.shift[unit], net.scaling.scale[unit]];
    const scaled = shift !== 0 || scale !== 1;
    const lines = scaled
      ? ["The network receives the standardised measurement:", `x = (${told(net.raw[at])} − ${told(shift)}) / ${told(scale)} = ${told(net.rows[at])}`]
      : [`The network receives the measurement as it is: x = ${told(net.raw[at])}`];
    this.sum.replaceChildren(...lines.map((words) => line(words)));
  }

  /** @param {Now} now */
  #showSum({ weights, timeline, epoch, ink }) {
    const { net, level, unit } = this;
    const layer = net.layers[level - 1];
    const outputs = net.outputs(weights, this.row);
    const x = level === 1 ? net.inputsOf(this.row) : outputs[level - 2].values;
    const places = Array.from({ length: layer.inputs }, (_, from) => layer.kernel + from * layer.units + unit);
    this.terms.forEach(({ weight, rest, name }, from) => {
      const value = weights[places[from]];
      weight.textContent = told(value);
      weight.style.color = value < 0 ? ink.negative : ink.positive;
      weight.setAttribute("aria-label", `Weight from ${name}: ${told(value)}`);
      rest.textContent = ` · ${told(x[from])} (${name}) = ${told(value * x[from])}`;
    });
    const others = places.slice(MOST_TERMS).reduce((sum, place, n) => sum + weights[place] * x[MOST_TERMS + n], 0);
    this.#write(outputs[level - 1], weights, layer, layer.inputs - this.terms.length, others);
    const bias = layer.bias + unit;
    this.biases.textContent = `Bias now ${told(weights[bias])}, at the start ${told(net.initial[bias])}.`;
    const shown = this.terms.map(({ name }, from) => ({ place: places[from], colour: weights[places[from]] < 0 ? ink.negative : ink.positive, name }));
    this.curves?.show(historyOf(net, timeline, epoch), shown);
  }

  /**
   * @param {import("./forward.js").Outputs} outputs @param {ArrayLike<number>} weights @param {import("./forward.js").Layer} layer
   * @param {number} more terms than are shown @param {number} others what these add up to
   */
  #write({ sums, bent, values }, weights, layer, more, others) {
    const { net, level, unit } = this;
    const { name, formula } = ACTIVATIONS[layer.activation];
    const list = this.sum.querySelector("ol") ?? document.createElement("ol");
    // Only once: a weight that has the focus keeps it.
    if (!list.children.length) list.append(...this.terms.map(({ element }) => element));
    const above = [line(`s = Σ wᵢxᵢ + b = ${told(sums[unit])}`, "np-result np-of-sum")];
    above.push(line(`a = ${layer.activation === "linear" ? "" : `${name}(s) = `}${formula} = ${told(bent[unit])}`, "np-result np-activation"));
    if (layer.gamma >= 0) above.push(line(this.#normalization(weights, layer, bent[unit], values[unit]), "np-result"));
    if (level === net.layers.length && net.answer) {
      const [shift, scale] = [net.answer.shift[unit], net.answer.scale[unit]];
      above.push(line(`in its own unit: a · ${told(scale)} + ${told(shift)} = ${told(values[unit] * scale + shift)}`, "np-result"));
    }
    above.push(line("The sum, term by term:"));
    const below = more > 0 ? [line(`and ${more} more ${more === 1 ? "term:" : "terms adding up to"} ${told(others)}`, "np-others")] : [];
    below.push(line(`b = ${told(weights[layer.bias + unit])}`, "np-bias"));
    for (const old of [...this.sum.children]) if (old !== list) old.remove();
    if (!list.isConnected) this.sum.append(list);
    list.before(...above);
    list.after(...below);
  }

  /** @param {ArrayLike<number>} weights @param {import("./forward.js").Layer} layer @param {number} bent @param {number} value */
  #normalization(weights, { gamma, beta, mean, variance }, bent, value) {
    const [g, b, m, v] = [gamma, beta, mean, variance].map((at) => told(weights[at + this.unit]));
    return `normalized: γ · (a − mean) / √(variance + ${EPSILON}) + β = ${g} · (${told(bent)} − ${m}) / √(${v} + ${EPSILON}) + ${b} = ${told(value)}`;
  }
}

/** @param {string} words @param {string} [className] */
function line(words, className = "") {
  return Object.assign(document.createElement("p"), { className: `np-line-of-card ${className}`, textContent: words });
}
