// What one neuron does: its equation with today's numbers for a row, its bias, and how its weights came about.

import { write } from "../write.js";
import { NeuronBackward } from "./backward.js";
import { line } from "./card_line.js";
import { EPSILON } from "./forward.js";
import { Curves, historyOf } from "./curves.js";
import { WeightField } from "./weight_field.js";
import { ACTIVATIONS, told } from "./words.js";

/** More terms, measurements and curves are summed up. */
const MOST_TERMS = 12;
const MOST_MEASUREMENTS = 4;

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {import("./card.js").Now} Now
 * @typedef {import("./plan.js").Line} Line
 * @typedef {Object} Around what the card leads to
 * @property {(line: Line) => void} choose a weight
 * @property {(row: number) => void} turn to another row
 * @property {import("./editing.js").Editing} editing
 */

/** @param {HTMLButtonElement | null} button @param {boolean} pressed @param {boolean} disabled */
function press(button, pressed, disabled) {
  button?.setAttribute("aria-pressed", String(pressed));
  if (button) button.disabled = disabled;
}

export class NeuronCard {
  /**
   * @param {HTMLElement} body @param {Net} net @param {{level: number, unit: number, row: number}} of
   * @param {Around} around
   */
  constructor(body, net, { level, unit, row }, { choose, turn, editing }) {
    Object.assign(this, { net, level, unit, row, turn, editing });
    body.innerHTML = `
      <div class="np-rows"><label>Row <input type="number" min="1" max="${net.count}" value="${row + 1}" /></label>
        <button type="button" aria-label="Previous row">‹</button><button type="button" aria-label="Next row">›</button>
        <span>of ${net.count.toLocaleString("en")}</span></div><p class="np-refused" role="alert"></p><p class="np-hint"></p>
      <p class="np-measured"></p><div class="np-sum"></div><p class="np-line-of-card np-biases"></p><div class="np-back"></div><div class="np-history"></div>`;
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (body.querySelector(name));
    Object.assign(this, { refused: part(".np-refused"), measured: part(".np-measured"), sum: part(".np-sum"), biases: part(".np-biases"), hint: part(".np-hint") });
    this.field = /** @type {HTMLInputElement} */ (part("input"));
    const [before, after] = body.querySelectorAll(".np-rows button");
    this.field.onchange = () => this.#read();
    /** @type {HTMLButtonElement} */ (before).onclick = () => this.#turn(this.row - 1);
    /** @type {HTMLButtonElement} */ (after).onclick = () => this.#turn(this.row + 1);
    const hidden = level > 0 && level < net.layers.length;
    this.silence = hidden ? this.#makeSwitch(part(".np-rows"), "Silence", "Every weight that leaves the neuron becomes 0", () => editing.silence(level, unit)) : null;
    this.freeze = hidden ? this.#makeSwitch(part(".np-rows"), "Freeze", "Training leaves the weights that come in, and the bias, as they are", () => editing.freeze(level, unit)) : null;
    this.terms = this.#makeTerms(choose);
    this.bias = level > 0 ? this.#makeBias() : null;
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

  /** @param {HTMLElement} parent @param {string} name @param {string} does @param {() => void} press */
  #makeSwitch(parent, name, does, press) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "np-switch", textContent: name, onclick: press });
    button.title = `${does}; press again to undo`;
    parent.append(button);
    return button;
  }

  /** A line a term: its weight to be edited, and its input, which leads to the weight's own card. @param {(line: Line) => void} choose */
  #makeTerms(choose) {
    if (this.level === 0) return [];
    const { inputs, kernel, units } = this.net.layers[this.level - 1];
    return Array.from({ length: Math.min(inputs, MOST_TERMS) }, (_, from) => {
      const field = new WeightField(this.net, kernel + from * units + this.unit, this.editing);
      const name = this.net.name(this.level - 1, from);
      const about = Object.assign(document.createElement("button"), { type: "button", className: "np-term-name", textContent: name });
      about.setAttribute("aria-label", `About the weight from ${name}`);
      about.onclick = () => choose({ layer: this.level - 1, from, to: this.unit });
      const element = Object.assign(document.createElement("li"), { className: "np-term" });
      const [factor, product] = [document.createElement("span"), Object.assign(document.createElement("span"), { className: "np-product" })];
      element.append(field.input, factor, about, product, field.before, field.refused);
      return { element, field, factor, product, name };
    });
  }

  #makeBias() {
    const layer = this.net.layers[this.level - 1];
    const field = new WeightField(this.net, layer.bias + this.unit, this.editing);
    const element = line("b = ", "np-bias");
    element.append(field.input, field.before, field.refused);
    return { element, field };
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
  #showSum(now) {
    const { weights, film, timeline, epoch, ink } = now;
    const { net, level, unit } = this;
    const layer = net.layers[level - 1];
    const outputs = net.outputs(weights, this.row);
    const x = level === 1 ? net.inputsOf(this.row) : outputs[level - 2].values;
    const places = Array.from({ length: layer.inputs }, (_, from) => layer.kernel + from * layer.units + unit);
    this.terms.forEach(({ field, factor, product, name }, from) => {
      field.show(now, `Weight from ${name}`);
      write(factor, ` · ${told(x[from])} (`);
      write(product, `) = ${told(weights[places[from]] * x[from])}`);
    });
    const others = places.slice(MOST_TERMS).reduce((sum, place, n) => sum + weights[place] * x[MOST_TERMS + n], 0);
    this.#write(outputs[level - 1], weights, layer, layer.inputs - this.terms.length, others);
    this.#showEdits(now);
    const bias = layer.bias + unit;
    this.biases.textContent = `Bias now ${told(weights[bias])}, at the start ${told(net.initial[bias])}.`;
    const shown = this.terms.map(({ name }, from) => ({ place: places[from], colour: film[places[from]] < 0 ? ink.negative : ink.positive, name }));
    this.curves?.show(historyOf(net, timeline, epoch), shown);
  }

  /** @param {Now} now */
  #showEdits(now) {
    this.bias?.field.show(now, "Bias");
    const { level, unit, editing } = this;
    const { obstacle } = editing;
    const [silent, since] = [editing.isSilent(level, unit), editing.frozenSince(level, unit)];
    const frozen = editing.isFrozen(level, unit);
    press(this.silence, silent, obstacle !== "");
    // What a run has frozen stays so: who wants it otherwise goes on from an earlier epoch.
    press(this.freeze, frozen || since > 0, obstacle !== "" || since > 0);
    const words = [silent ? "Silenced: every weight that leaves this neuron is 0." : "", since ? `Frozen since epoch ${since.toLocaleString("en")}: ${this.#kept("leaves")}` : "", frozen ? `Frozen: ${this.#kept("will leave")}` : ""];
    write(this.hint, obstacle || words.filter(Boolean).join(" "));
  }

  /** @param {string} leaves */
  #kept(leaves) {
    const normalized = this.net.layers[this.level - 1].gamma >= 0 ? " Batch normalization behind it still learns." : "";
    return `training ${leaves} its weights and its bias as they are.${normalized}`;
  }

  /**
   * @param {import("./forward.js").Outputs} outputs @param {ArrayLike<number>} weights @param {import("./forward.js").Layer} layer
   * @param {number} more terms than are shown @param {number} others what these add up to
   */
  #write({ sums, bent, values }, weights, layer, more, others) {
    const { net, level, unit } = this;
    const { name, formula } = ACTIVATIONS[layer.activation];
    const list = this.sum.querySelector("ol") ?? document.createElement("ol");
    const last = /** @type {HTMLElement} */ (this.bias?.element);
    // Only once: a weight that has the focus keeps it.
    if (!list.children.length) list.append(...this.terms.map(({ element }) => element));
    const above = [line(`s = Σ wᵢxᵢ + b = ${told(sums[unit])}`, "np-result np-of-sum")];
    above.push(line(`a = ${layer.activation === "linear" ? "" : `${name}(s) = `}${formula} = ${told(bent[unit])}`, "np-result np-activation"));
    if (layer.gamma >= 0) above.push(line(this.#normalization(weights, layer, bent[unit], values[unit]), "np-result"));
    if (level === net.layers.length && net.answer) {
      const [shift, scale] = [net.answer.shift[unit], net.answer.scale[unit]];
      above.push(line(`in its own unit: a · ${told(scale)} + ${told(shift)} = ${told(values[unit] * scale + shift)}`, "np-result"));
    }
    above.push(line(this.editing.obstacle ? "The sum, term by term:" : "The sum, term by term; type a number or drag it:"));
    const below = more > 0 ? [line(`and ${more} more ${more === 1 ? "term:" : "terms adding up to"} ${told(others)}`, "np-others")] : [];
    for (const old of [...this.sum.children]) if (old !== list && old !== last) old.remove();
    if (!list.isConnected) this.sum.append(list, last);
    list.before(...above);
    list.after(...below);
  }

  /** @param {ArrayLike<number>} weights @param {import("./forward.js").Layer} layer @param {number} bent @param {number} value */
  #normalization(weights, { gamma, beta, mean, variance }, bent, value) {
    const [g, b, m, v] = [gamma, beta, mean, variance].map((at) => told(weights[at + this.unit]));
    return `normalized: γ · (a − mean) / √(variance + ${EPSILON}) + β = ${g} · (${told(bent)} − ${m}) / √(${v} + ${EPSILON}) + ${b} = ${told(value)}`;
  }
}
