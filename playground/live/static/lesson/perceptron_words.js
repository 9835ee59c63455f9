// What the page on the perceptron says about its numbers: formulas, sentences and a table.

import { decimal } from "../numbers.js";
import { equation, fraction, number, operator, power, sign, variable } from "./formula.js";

const NAMES = ["w₀", "w₁", "w₂"];

/** @typedef {ReturnType<import("./perceptron.js").Picture["see"]>} Seen */

/** A number in a node. @param {number} value */
export function neuron(value) {
  return decimal(value);
}

/** A class in a sentence: a species, or one of the two in quotation marks. @param {Seen["set"]} set @param {number} y */
function named(set, y) {
  return set.fixed ? `“${set.classes[y]}”` : set.classes[y];
}

/** What the unit makes of the chosen row, and of all. @param {Seen} seen */
export function taken({ set, row, y, a, s, wrong, count }) {
  const said = named(set, s >= 0 ? 1 : 0);
  const verdict = wrong.has(row) ? "wrong" : "right";
  return `Row ${row + 1} is ${named(set, y)}; with ŷ = ${decimal(a)} the perceptron says ${said}, which is ${verdict}. Mistakes: ${wrong.size} of ${count} rows.`;
}

/** Why no line does it. @param {number} bias */
export function exclusive(bias) {
  return `<p><strong>Why no line does it.</strong> Both rows of the class “differ” need s ≥ 0. Their sums, (w₁ − w₂ + w₀) and (−w₁ + w₂ + w₀), add up
    to 2w₀ = ${decimal(2 * bias)}, so 2w₀ ≥ 0. Both rows of the class “equal” need s &lt; 0, and their sums add up to 2w₀ as well, so 2w₀ &lt; 0. No number is both.</p>`;
}

/** The weights beside scikit-learn's. @param {Seen} seen */
export function table({ w, fit, losses, wrong }) {
  const rows = NAMES.map((name, n) => [name, decimal(w[n], 4), decimal(fit.w[n], 4), decimal(w[n] - fit.w[n], 4)]);
  rows.push(["mean log loss", decimal(losses.logit, 4), decimal(fit.loss, 4), decimal(losses.logit - fit.loss, 4)]);
  rows.push(["mistakes", String(wrong.size), String(fit.mistakes), decimal(wrong.size - fit.mistakes, 0)]);
  const body = rows.map(([name, ...cells]) => `<tr><th scope="row">${name}</th>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("");
  const words = fit.separable
    ? "A line separates these classes. So the steeper the probability rises, the smaller is the log loss: the coefficients of a logit model grow without bound, and these are merely where scikit-learn stopped."
    : "No line separates these classes, so the log loss has one lowest point: gradient descent on it arrives at the same coefficients.";
  return `<h2>The same as a logit model</h2><p>Beside it: scikit-learn's <code>LogisticRegression</code> without penalty. ${words}</p><table><thead><tr><th scope="col">coefficient</th><th scope="col">perceptron</th>
    <th scope="col">logit model</th><th scope="col">difference</th></tr></thead><tbody>${body}</tbody></table>`;
}

/** Equations (1) and (2) with the numbers of the chosen row. @param {Seen} seen @param {string} activation */
function formula({ w, x, s, a }, activation) {
  const order = [1, 2, 0];
  const plus = (/** @type {string[][]} */ terms) => terms.flatMap((term, n) => (n ? [operator("+"), ...term] : term));
  const symbols = plus(order.map((n) => [variable("w", n, sign(w[n])), variable("x", n)]));
  const values = plus(order.map((n) => [number(w[n], { colour: sign(w[n]) }), operator("·"), number(x[n], { places: n ? 2 : 0 })]));
  const sum = equation([variable("s"), operator("="), ...symbols, operator("="), ...values, operator("="), number(s, { colour: sign(s), bare: true })], "1");
  const answer = number(a, { colour: a < 0.5 ? "np-negative" : "np-positive" });
  if (activation === "step") {
    return sum + equation([variable("ŷ"), operator("="), answer, `<mtext>&nbsp;since s ${s >= 0 ? "≥" : "&lt;"} 0</mtext>`]);
  }
  const exponent = number(-s, { bare: true });
  const share = fraction("<mn>1</mn>", ["<mn>1</mn>", operator("+"), power("<mi>e</mi>", exponent)].join(""));
  return sum + equation([variable("ŷ"), operator("="), `<mi>σ</mi>${operator("(")}<mi>s</mi>${operator(")")}`, operator("="), share, operator("="), answer], "2");
}

/**
 * What the last step did to each weight.
 * @param {import("./perceptron.js").State} state @param {Seen} seen
 * @param {{before: number[], now: {w: number[], row: number}, rate: number, over: boolean}} step
 */
function words({ rule, steps }, { set, losses, wrong }, { before, now, rate, over }) {
  const end = rule === "rosenblatt" && over ? "No row is wrong any more: the rule has nothing left to learn from." : over ? "This page goes no further." : "";
  const error = rule === "rosenblatt" ? `Mistakes: ${wrong.size}.` : `E = ${decimal(losses[rule], 5)}.`;
  if (steps === 0) return `<p>${starts[rule]} ${error} ${end}</p>`;
  const lines = [1, 2, 0].map((n) => change(n, before[n], now.w[n], rate, rule)).join("");
  const why = rule === "rosenblatt" ? `Row ${now.row + 1}, ${named(set, set.y[now.row])}, was taken for ${named(set, 1 - set.y[now.row])}.` : "";
  return `<p>${why} ${error} ${end}</p>${lines}`;
}

/** @param {number} n @param {number} before @param {number} now @param {number} rate @param {string} rule */
function change(n, before, now, rate, rule) {
  const weight = variable("w", n, sign(now));
  const symbols =
    rule === "rosenblatt"
      ? [operator("+"), `<mi>ν</mi>${operator("(")}<mi>y</mi>${operator("−")}<mi>ŷ</mi>${operator(")")}`, variable("x", n)]
      : [operator("−"), "<mi>ν</mi>", fraction("<mi>∂</mi><mi>E</mi>", `<mi>∂</mi>${variable("w", n)}`)];
  const factor = (rule === "rosenblatt" ? 1 : -1) * ((now - before) / rate);
  const values = [number(before, { places: 3, bare: true }), operator(rule === "rosenblatt" ? "+" : "−"), number(rate, { places: 1 }), operator("·"), number(factor, { places: 4 })];
  return equation([weight, operator("←"), variable("w", n), ...symbols, operator("="), ...values, operator("="), number(now, { places: 3, bare: true, colour: sign(now) })], rule === "squared" ? "3" : "");
}

/** Why a step cannot be learned by descent. */
function flat() {
  return "<p>The step's derivative is 0 wherever it has one, so the gradient is 0 and gradient descent has nothing to follow. Take the sigmoid, or Rosenblatt's rule.</p>";
}

const names = { rosenblatt: "Rosenblatt's rule", squared: "gradient descent on the squared error", logit: "gradient descent on the log loss" };
const starts = {
  rosenblatt: "Each step takes the next row with a wrong answer and moves the weights towards its class.",
  squared: "Each step goes down the gradient of E = ½(y − ŷ)², the mean over all rows. The lecture's last formula drops the rate ν; here it stays.",
  logit: "Each step goes down the gradient of the log loss, the mean over all rows: what a logit model is fitted by.",
};

export const update = { formula, words, flat, names };
