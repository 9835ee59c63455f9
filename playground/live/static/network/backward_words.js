// What the cards say of a backward pass.

import { EPSILON } from "./forward.js";
import { H } from "./backward_maths.js";
import { counted, told } from "./words.js";

/** More terms, and more rows of a batch, are summed up. */
const MOST_TERMS = 3;
const MOST_ROWS = 8;

const OPTIMIZERS = { sgd: "SGD", rmsprop: "RMSprop", adagrad: "Adagrad", adam: "Adam", adamw: "AdamW", nadam: "Nadam" };
/** @type {Object<string, string>} */
const LOSSES = {
  mse: "the squared error",
  mae: "the absolute error",
  huber: "Huber's loss",
  categorical_crossentropy: "the cross-entropy",
  binary_crossentropy: "the binary cross-entropy",
  hinge: "the hinge loss",
};
/** ∂E/∂a of an output as a formula, as its numbers, and why it is this one. @type {Object<string, (a: number, y: number, n: string) => [string, string, string]>} */
const OF_LOSS = {
  mse: (a, y, n) => [`2 · (a − y)${n}`, `2 · ${difference(a, y)}${n}`, ""],
  mae: (a, y, n) => [`sign(a − y)${n}`, `sign${difference(a, y)}${n}`, ""],
  huber: (a, y, n) =>
    Math.abs(a - y) <= 1 ? [`(a − y)${n}`, `${difference(a, y)}${n}`, ", because |a − y| is at most 1"] : [`sign(a − y)${n}`, `sign${difference(a, y)}${n}`, ", because |a − y| is above 1"],
  hinge: (a, y, n) => {
    const t = 2 * y - 1;
    return t * a < 1 ? [`−t${n}`, `−${factor(t)}${n}`, `, because t · a = ${told(t * a)} is below 1; t is the class, −1 or 1`] : ["0", "0", `, because t · a = ${told(t * a)} is at least 1; t is the class, −1 or 1`];
  },
};

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {import("./backward_maths.js").Answer} Answer
 * @typedef {import("./backward_maths.js").Chain} Chain
 * @typedef {import("./backward_maths.js").Measured} Measured
 */

/** @param {number} a @param {number} y */
function difference(a, y) {
  return `(${told(a)} − ${factor(y)})`;
}

/** A factor of a product. @param {number} value */
export function factor(value) {
  return value < 0 ? `(${told(value)})` : told(value);
}

/** @param {Answer} answer */
export function errorInWords({ error, loss, targets }) {
  const width = targets.length > 1 && loss !== "categorical_crossentropy" ? `, the mean over ${targets.length} outputs` : "";
  return `E = ${told(error)}: ${LOSSES[loss]} of this row${width}`;
}

/**
 * The chain rule for a unit, line by line.
 * @param {Chain} chain @param {Answer} answer @param {number} a the unit's output @param {number} y its target, at the output
 * @returns {string[]}
 */
export function chainInWords(chain, answer, a, y) {
  const { coming, slope, sum } = chain;
  if (coming === null) return [`∂E/∂s = a − y = ${told(a)} − ${told(y)} = ${told(sum)}`];
  const first = chain.terms.length ? `∂E/∂a = ${aheadInWords(chain)} = ${told(coming)}` : ofLossInWords(answer, a, y, coming);
  if (slope !== null) return [first, `∂E/∂s = a′(s) · ∂E/∂a = ${told(slope)} · ${factor(coming)} = ${told(sum)}`];
  return [first, `∂E/∂s = a · (∂E/∂a − Σ aᵢ · ∂E/∂aᵢ over the layer) = ${told(sum)}`];
}

/** @param {Answer} answer @param {number} a @param {number} y @param {number} coming */
function ofLossInWords({ loss, targets }, a, y, coming) {
  const [formula, numbers, why] = OF_LOSS[loss](a, y, targets.length > 1 ? ` / ${targets.length}` : "");
  return `∂E/∂a = ${formula}${numbers === formula ? "" : ` = ${numbers}`}${numbers === told(coming) ? "" : ` = ${told(coming)}`}${why}`;
}

/** @param {Chain} chain */
function aheadInWords({ terms, factor: passed }) {
  const sum = terms.map(({ weight, back }) => `${factor(weight)} · ${factor(back)}`).join(" + ");
  const [before, number] = passed === null ? ["", ""] : [`γ / √(variance + ${EPSILON}) · `, `${factor(passed)} · `];
  const shown = terms.length <= MOST_TERMS ? ` = ${number}${number && terms.length > 1 ? `(${sum})` : sum}` : "";
  return `${before}Σ wₖ · ∂E/∂sₖ over ${counted(terms.length, "unit")} ahead${shown}`;
}

/** How the row went through the network. @param {Net} net @param {Answer} answer */
export function passInWords({ data }, { augmented, penalized }) {
  const without = [
    ...(data.layers.some(({ dropout }) => dropout > 0) ? ["dropout leaves every unit in"] : []),
    ...(data.layers.some(({ normalized }) => normalized) ? ["batch normalization uses its moving statistics"] : []),
    ...(augmented ? ["the inputs are not disturbed"] : []),
  ];
  const sentences = without.length ? [`As in a prediction, ${without.join(", and ")}.`] : [];
  if (penalized) sentences.push("E is without the penalty of L1 and L2; the next step has it.");
  return sentences.join(" ");
}

/** What the next step of training is. @param {Answer} answer @param {boolean} over whether the run ended before it */
export function stepInWords({ step, optimizer }, over) {
  if (!step) return "After the last epoch there is no next step.";
  const adds = over ? "would add, had the run not ended here" : "adds";
  return `Δw: what the next step of training ${adds}, the first of epoch ${step.epoch.toLocaleString("en")}, by ${OPTIMIZERS[optimizer]} with the learning rate ${told(step.rate)}. Its batch: ${batchInWords(step)}.`;
}

/** @param {import("./backward_maths.js").Step} step */
function batchInWords({ count, rows }) {
  const some = rows.slice(0, MOST_ROWS).map((row) => row.toLocaleString("en"));
  const more = count - some.length;
  if (!some.length) return `${counted(count, "training row")}, none of them among those here`;
  const all = more ? [...some, `${more.toLocaleString("en")} more`] : some;
  return `${all.length === 1 ? "row" : "rows"} ${all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all[all.length - 1]}` : all[0]}`;
}

/** How slopes are measured, and why some differ from the gradient. @param {{name: string, gradient: number, slope: Measured}[]} slopes */
export function measuredInWords(slopes) {
  const sentences = [`Measured: (E(w + h) − E(w − h)) / 2h with h = ${H.toFixed(5)}, by the forward pass in this page.`];
  const kinks = slopes.filter(({ slope }) => slope.kink);
  if (kinks.length) {
    const { name, slope } = kinks[0];
    const more = kinks.length > 1 ? ` and ${counted(kinks.length - 1, "other")}` : "";
    sentences.push(
      `Here E has a kink, as where a ReLU's sum is 0: along ${name}${more} E is no smooth curve. To the left the slope of ${name} is ${told(slope.left)}, to the right ${told(slope.right)}; the measured one is their mean, and Keras decides for one side.`,
    );
  }
  const others = slopes.filter(({ slope }) => !slope.kink);
  if (others.some(({ gradient, slope }) => told(slope.value) !== told(gradient))) sentences.push("Weights reach this page rounded, so last digits may differ.");
  return sentences.join(" ");
}
