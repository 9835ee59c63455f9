// Softmax with a temperature: three logits become probabilities, and each probability answers to each logit.

import { decimal } from "../numbers.js";
import { made, text } from "../svg.js";
import { softmax, softmaxJacobian } from "./activation_maths.js";
import { Plot } from "./plot.js";
import { Controls } from "./controls.js";
import { equation, fraction, number, operator, power, variable } from "./formula.js";
import { section } from "./section.js";

const INTRO = `Softmax looks at all sums of the output layer at once and turns these logits into probabilities. So its derivative is not one number but a matrix,
  the Jacobian J = (diag(a) − a aᵀ) / T: how each probability answers to each logit. The lecture has no temperature, T = 1, and prints the diagonal only, aᵢ (1 − aᵢ).`;
const DIGITS = "₁₂₃";
/** Half the width of a bar. */
const HALF = 0.3;

/** @typedef {{z1: number, z2: number, z3: number, t: number}} State */

export class Softmax {
  #key = "";

  /** @param {HTMLElement} root @param {import("./controls.js").Control[]} controls @param {(name: string, value: any) => void} change */
  constructor(root, controls, change) {
    this.parts = section(root, "Softmax", INTRO);
    this.parts.stage.classList.add("np-beside");
    this.controls = new Controls(this.parts.choices, controls, change);
    this.chart = new Plot(this.parts.stage);
    this.table = Object.assign(document.createElement("div"), { className: "np-jacobian" });
    this.parts.stage.append(this.table);
  }

  close() {
    this.chart.close();
  }

  /** @param {State} state */
  draw(state) {
    this.controls.show(state, []);
    const { z1, z2, z3, t } = state;
    const key = [z1, z2, z3, t].join();
    if (key === this.#key) return;
    this.#key = key;
    const logits = [z1, z2, z3];
    const [a, plain, jacobian] = [softmax(logits, t), softmax(logits), softmaxJacobian(logits, t)];
    this.#bars(key, a, plain, t);
    this.table.innerHTML = matrix(jacobian, t);
    this.parts.formula.innerHTML = formula(logits, t, a, jacobian);
    this.parts.words.innerHTML = `<p>${columns(jacobian)}</p><p>${temperature(logits, t, a)}</p>`;
  }

  /** @param {string} key @param {number[]} a @param {number[]} plain the probabilities at T = 1 @param {number} t */
  #bars(key, a, plain, t) {
    const marks = a.map((_, n) => /** @type {[number, string]} */ ([n + 1, `a${DIGITS[n]}`]));
    const words = `Probabilities: ${a.map((value, n) => `a${DIGITS[n]} = ${decimal(value, 3)}`).join(", ")}`;
    const frame = { key, view: { low: [0.4, 0], high: [3.6, 1.1] }, titles: /** @type {[string, string]} */ ([t === 1 ? "" : "dashed: at T = 1", "probability"]), marks, words };
    this.chart.show(frame, (place) => a.flatMap((value, n) => [bar(n, value, place, `np-filled np-nth-${n}`), ...(t === 1 ? [] : [bar(n, plain[n], place, "np-plain")]), label(n, value, place)]));
  }
}

/** @param {number} n @param {number} value @param {import("./plot.js").Place} place @param {string} name */
function bar(n, value, place, name) {
  const [[x, y], [right, bottom]] = [place([n + 1 - HALF, value]), place([n + 1 + HALF, 0])];
  return made("rect", { x, y, width: right - x, height: Math.max(0, bottom - y), class: name });
}

/** @param {number} n @param {number} value @param {import("./plot.js").Place} place */
function label(n, value, place) {
  const [x, y] = place([n + 1, value]);
  return text(decimal(value, 3), { x, y: y - 6, "text-anchor": "middle", class: "np-number" });
}

/** Blue raises, orange lowers. @param {number[][]} jacobian @param {number} t */
function matrix(jacobian, t) {
  const head = [0, 1, 2].map((j) => `<th scope="col">s${DIGITS[j]}</th>`).join("");
  const rows = jacobian.map((row, i) => {
    const cells = row.map((value) => {
      // No entry is further from zero than a quarter of 1/T.
      const share = Math.min(1, Math.abs(value) * 4 * t);
      return `<td style="--np-share: ${(100 * share).toFixed(0)}%" class="${value < 0 ? "np-lowers" : "np-raises"}">${decimal(value, 3)}</td>`;
    });
    return `<tr><th scope="row">a${DIGITS[i]}</th>${cells.join("")}</tr>`;
  });
  return `<table><caption>Jacobian ∂aᵢ / ∂sⱼ: raised or lowered by a little more sⱼ</caption><thead><tr><td></td>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

/** The first probability and two of its derivatives, with their numbers. @param {number[]} logits @param {number} t @param {number[]} a @param {number[][]} jacobian */
function formula(logits, t, a, jacobian) {
  const colour = (/** @type {number} */ n) => ({ colour: `np-nth-${n}` });
  const divided = (/** @type {string} */ above) => (t === 1 ? above : fraction(above, number(t, { places: places(t) })));
  const cooled = t === 1 ? "" : `<mo>/</mo><mn>${t}</mn>`;
  const raised = (/** @type {number} */ n) => power("<mi>e</mi>", number(logits[n], { ...colour(n), places: 1, bare: true }) + cooled);
  const general = fraction(power("<mi>e</mi>", `${variable("s", "i")}<mo>/</mo><mi>T</mi>`), `<munder><mo>∑</mo><mi>j</mi></munder>${power("<mi>e</mi>", `${variable("s", "j")}<mo>/</mo><mi>T</mi>`)}`);
  const below = [raised(0), operator("+"), raised(1), operator("+"), raised(2)].join("");
  const first = equation([variable("a", "i"), operator("="), general, `<mtext>;&ensp;</mtext>`, variable("a", 1), operator("="), fraction(raised(0), below), operator("="), number(a[0], { ...colour(0), places: 3 })]);
  const value = (/** @type {number} */ n) => number(a[n], { ...colour(n), places: 3 });
  const own = divided(`${value(0)}${operator("·")}${operator("(")}<mn>1</mn>${operator("−")}${value(0)}${operator(")")}`);
  const other = divided(`${operator("−")}${value(1)}${operator("·")}${value(0)}`);
  const slope = (/** @type {number} */ n) => fraction(`<mi>∂</mi>${variable("a", n)}`, `<mi>∂</mi>${variable("s", 1)}`);
  const result = (/** @type {number} */ n) => number(jacobian[n][0], { places: 3, bare: true });
  return `${first}${equation([slope(1), operator("="), own, operator("="), result(0)])}${equation([slope(2), operator("="), other, operator("="), result(1)])}`;
}

/** @param {number} t */
function places(t) {
  return Number.isInteger(t) ? 0 : t < 0.1 ? 2 : 1;
}

/** What the first column means. @param {number[][]} jacobian */
function columns(jacobian) {
  const [first, second, third] = jacobian.map((row) => decimal(Math.abs(row[0]), 3));
  return `Read down the first column: a little more s₁ <strong>raises</strong> a₁, by ${first} for each unit of s₁, and <strong>lowers</strong> a₂ by ${second} and a₃ by ${third}.
    What one class gains the others lose, so every column adds up to 0; and because adding the same number to every logit changes nothing, so does every row.`;
}

/** What the temperature does to these logits. @param {number[]} logits @param {number} t @param {number[]} a */
function temperature(logits, t, a) {
  const most = Math.max(...logits);
  const winners = logits.flatMap((logit, n) => (logit === most ? [n] : []));
  if (winners.length === 3) return "<strong>Temperature.</strong> All three logits are equal: at every T each class gets a third.";
  const names = winners.map((n) => `a${DIGITS[n]}`).join(" and ");
  const cold =
    winners.length === 1
      ? `As T goes to 0, ${names}, of the largest logit, goes to 1 and every derivative to 0: the arg max, which no gradient gets through`
      : `As T goes to 0, ${names}, of the two largest logits, go to ½ each, and their derivatives grow without bound: the smallest difference would decide`;
  return `<strong>Temperature.</strong> Now T = ${t}, and ${names} ${winners.length === 1 ? "is" : "are"} ${decimal(a[winners[0]], 3)}. ${cold}.
    As T grows, every probability goes to ⅓ and every derivative to 0, as 1/T: the answer hardly depends on the logits any more.`;
}
