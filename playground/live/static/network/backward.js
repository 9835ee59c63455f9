// The backward pass in the card of a neuron and of a weight: gradients by Keras, the same by the chain rule, and measured.

import { write } from "../write.js";
import { chainOf, measured } from "./backward_maths.js";
import { chainInWords, errorInWords, factor, measuredInWords, passInWords, stepInWords } from "./backward_words.js";
import { line } from "./card_line.js";
import { forward } from "./forward.js";
import { lineName, placeOf, told } from "./words.js";

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {import("./backward_maths.js").Answer} Answer
 * @typedef {{name: string, place: number}} Weight its name, and where it stands among all
 */

/** Part of a card: a heading, and below it an answer, or the words that stand for it. */
class Backward {
  /** @type {Answer | null} */
  #shown = null;
  /** @type {ArrayLike<number> | null} */
  #weights = null;
  /** Whether the run ended before the step that the answer tells. */
  over = false;

  /** @param {HTMLElement} parent @param {Net} net */
  constructor(parent, net) {
    this.net = net;
    this.box = document.createElement("section");
    this.box.className = "np-backward";
    this.box.innerHTML = `<h4></h4><p class="np-asked" role="status"></p><button type="button" class="np-ask-again" hidden>Ask again</button><div class="np-answer" hidden></div>`;
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (this.box.querySelector(name));
    Object.assign(this, { heading: part("h4"), asked: part(".np-asked"), again: part("button"), answer: part(".np-answer") });
    parent.append(this.box);
  }

  /** @param {import("./card.js").Told} now */
  show({ timeline, epoch, row, questions, ...now }) {
    // The film's own: what the answer is about.
    const weights = this.net.weights(timeline.weightsAt(epoch));
    const edited = now.weights === now.film ? "" : ", without your edits";
    const { answer, words, refused } = questions.about(epoch, row, timeline.ending !== null || epoch < timeline.last);
    // One that diverged did so in the epoch behind its last.
    const over = timeline.ending !== null && timeline.ending.status !== "diverged" && epoch >= timeline.last;
    write(this.heading, `Backward, for row ${(row + 1).toLocaleString("en")}${edited}`);
    write(this.asked, words);
    this.again.hidden = !refused;
    this.again.onclick = () => questions.again();
    this.answer.hidden = answer === null;
    // What is measured takes some forward passes, which the same question need not pay for twice.
    const same = answer === this.#shown && weights === this.#weights && over === this.over;
    this.over = over;
    if (answer && !same) this.answer.replaceChildren(...this.parts(answer, weights));
    [this.#shown, this.#weights] = [answer, weights];
  }

  /** @param {Answer} _answer @param {ArrayLike<number>} _weights @returns {Node[]} */
  parts(_answer, _weights) {
    return [];
  }

  /** Gradient, measured slope and update of some weights, and what there is to say of them. @param {Answer} answer @param {ArrayLike<number>} weights @param {Weight[]} all */
  compared(answer, weights, all) {
    const { step } = answer;
    const slopes = all.map(({ name, place }) => ({ name, gradient: answer.weights[place], slope: measured(this.net, weights, answer, place) }));
    const heads = ["weight", "∂E/∂w", "measured", ...(step ? ["Δw"] : [])];
    const rows = all.map(({ name, place }, n) => [name, answer.weights[place], slopes[n].slope.value, ...(step ? [step.updates[place]] : [])]);
    const notes = [measuredInWords(slopes), passInWords(this.net, answer), stepInWords(answer, this.over)];
    return [tableOf(heads, rows), ...notes.filter(Boolean).map((words) => line(words, "np-note"))];
  }
}

/** Of a neuron: ∂E/∂s, and each of its weights. */
export class NeuronBackward extends Backward {
  /** @param {HTMLElement} parent @param {Net} net @param {{level: number, unit: number}} of @param {number} most weights that are told */
  constructor(parent, net, { level, unit }, most) {
    super(parent, net);
    const { inputs, units, kernel, bias, gamma, beta } = net.layers[level - 1];
    Object.assign(this, { level, unit, most: Math.min(most, inputs), inputs });
    const incoming = Array.from({ length: this.most }, (_, from) => ({ name: net.name(level - 1, from), place: kernel + from * units + unit }));
    const normalizing = gamma < 0 ? [] : [{ name: "γ", place: gamma + unit }, { name: "β", place: beta + unit }];
    /** @type {Weight[]} */
    this.all = [...incoming, { name: "bias b", place: bias + unit }, ...normalizing];
  }

  /** @param {Answer} answer @param {ArrayLike<number>} weights */
  parts(answer, weights) {
    const { net, level, unit, most, inputs } = this;
    const outputs = forward(net.layers, weights, answer.inputs)[level - 1];
    const chain = chainOf(net, weights, answer, level, unit);
    const target = level === net.layers.length ? answer.targets[unit] : NaN;
    const first = inputs > most ? [line(`The first ${most} of ${inputs.toLocaleString("en")} weights:`)] : [];
    return [
      line(errorInWords(answer), "np-fact np-error"),
      ...chainInWords(chain, answer, outputs.bent[unit], target).map((words) => line(words, "np-chain")),
      line(`∂E/∂s by Keras = ${told(answer.sums[level - 1][unit])}`, "np-fact np-by-keras"),
      line("∂E/∂w = x · ∂E/∂s for each weight, ∂E/∂b = ∂E/∂s:"),
      ...first,
      ...this.compared(answer, weights, this.all),
    ];
  }
}

/** Of one weight. */
export class WeightBackward extends Backward {
  /** @param {HTMLElement} parent @param {Net} net @param {import("./plan.js").Line} of */
  constructor(parent, net, of) {
    super(parent, net);
    this.of = of;
    this.all = [{ name: lineName(net, of), place: placeOf(net, of) }];
  }

  /** @param {Answer} answer @param {ArrayLike<number>} weights */
  parts(answer, weights) {
    const { layer, from, to } = this.of;
    const x = layer === 0 ? answer.inputs[from] : forward(this.net.layers, weights, answer.inputs)[layer - 1].values[from];
    const [place, back] = [this.all[0].place, answer.sums[layer][to]];
    const product = `${told(x)} · ${factor(back)}`;
    const { step } = answer;
    const after = step ? [line(`The batch's mean gradient is ${told(step.gradients[place])}; after the step w ${this.over ? "would be" : "="} ${told(weights[place] + step.updates[place])}.`)] : [];
    return [
      line(errorInWords(answer), "np-fact np-error"),
      line(`∂E/∂w = x · ∂E/∂s = ${product} = ${told(answer.weights[place])}`, "np-chain"),
      ...this.compared(answer, weights, this.all),
      ...after,
    ];
  }
}

/** @param {string[]} heads @param {(string | number)[][]} rows */
function tableOf(heads, rows) {
  const table = document.createElement("table");
  table.append(document.createElement("thead"), document.createElement("tbody"));
  const [head, body] = table.children;
  head.append(rowOf(heads.map((words) => cell("th", words, "col"))));
  for (const [name, ...values] of rows) {
    const value = (/** @type {string | number} */ number) => cell("td", told(/** @type {number} */ (number)));
    body.append(rowOf([cell("th", /** @type {string} */ (name), "row"), ...values.map(value)]));
  }
  return table;
}

/** @param {HTMLElement[]} cells */
function rowOf(cells) {
  const row = document.createElement("tr");
  row.append(...cells);
  return row;
}

/** @param {"th" | "td"} kind @param {string} words @param {string} [scope] */
function cell(kind, words, scope = "") {
  const made = Object.assign(document.createElement(kind), { textContent: words });
  if (scope) made.setAttribute("scope", scope);
  return made;
}
