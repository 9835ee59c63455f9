// What the page on gradient descent says about its numbers: the five steps, equations (2) and (3), and how the rate does.

import { answer } from "./descent_maths.js";
import { decimal } from "../numbers.js";
import { equation, fraction, number, operator, sign, variable } from "./formula.js";

const STEPS = ["Initialise the weights", "Forward pass", "Error", "Gradient", "Update the weights"];
/** E has hardly changed if it has lost less than that share in so many updates. */
const HARDLY = 0.02;
const MANY = 10;

/** @typedef {ReturnType<import("./gradient_descent.js").Picture["see"]>} Seen */

/** As many digits as the number needs to be told from others. @param {number} value */
function exact(value) {
  const size = Math.abs(value);
  if (size >= 1e4 || (size > 0 && size < 1e-4)) return value.toExponential(2).replaceAll("-", "−").replace("e+", "e");
  return decimal(value, size >= 100 ? 1 : size >= 1 ? 3 : 4);
}

/** A number within a formula: a negative one in brackets. @param {number} number @param {string} [colour] */
function value(number, colour = "") {
  const row = result(number, colour);
  return exact(number).startsWith("−") ? operator("(") + row + operator(")") : row;
}

/** A number behind an equals sign. @param {number} number @param {string} [colour] */
function result(number, colour = "") {
  return `<mrow class="${colour}"><mn>${exact(number)}</mn></mrow>`;
}

/** The five steps, and the lecture's equations with the numbers of the update that is looked at. @param {Seen} seen */
export function formulas(seen) {
  const steps = STEPS.map((name, n) => `<li${n + 1 === seen.phase ? ' class="np-now" aria-current="step"' : ""}>${name}</li>`).join("");
  const lines = [error(seen), slope(seen), ...update(seen)];
  return `<ol class="np-five">${steps}</ol>${lines.join("")}`;
}

/** Equation (2). @param {Seen} seen */
function error({ state, ground, before, rows, batchError, error: whole }) {
  const head = [variable("E"), operator("=")];
  if (state.surface !== "perceptron") return equation([...head, `<mtext>${ground.formula}</mtext>`, operator("="), result(whole)], "");
  if (rows.y.length > 1) {
    const mean = [`<mtext>mean of ½</mtext>`, ...squared(variable("y"), variable("ŷ"))];
    const over = `<mtext>&nbsp;over ${rows.y.length} rows</mtext>`;
    return equation([...head, ...mean, over, operator("="), result(batchError ?? whole)], "2");
  }
  const y = rows.y[0];
  return equation([...head, "<mtext>½</mtext>", ...squared(`<mn>${y}</mn>`, value(answer(before, rows.x[0]))), operator("="), result(batchError ?? whole)], "2");
}

/** @param {string} left @param {string} right */
function squared(left, right) {
  return [`<msup><mrow>${operator("(")}${left}${operator("−")}${right}${operator(")")}</mrow><mn>2</mn></msup>`];
}

/** Equation (3). @param {Seen} seen */
function slope({ state, before, rows, gradient }) {
  const partial = [1, 2].map((n) => fraction("<mi>∂</mi><mi>E</mi>", `<mi>∂</mi>${variable("w", n)}`));
  if (state.surface !== "perceptron" || rows.y.length > 1) {
    return equation([partial[0], operator("="), result(gradient[0]), "<mspace width='1em'></mspace>", partial[1], operator("="), result(gradient[1])], state.surface === "perceptron" ? "3" : "");
  }
  const [row] = rows.x;
  const a = answer(before, row);
  const [y] = rows.y;
  const factors = (/** @type {number} */ n) => [operator("−"), operator("("), `<mn>${y}</mn>`, operator("−"), value(a), operator(")"), operator("·"), value(a), operator("·"), value(1 - a), operator("·"), value(row[n])];
  return [0, 1].map((n) => equation([partial[n], operator("="), ...factors(n), operator("="), result(gradient[n])], n ? "3" : "")).join("");
}

/** What the step does to each weight. @param {Seen} seen @returns {string[]} */
function update({ state, ways, before, after, gradient, phase }) {
  if (!after) return [];
  return [0, 1].map((n) => {
    const weight = variable("w", n + 1, sign(phase === 5 ? after[n] : before[n]));
    const change = after[n] - before[n];
    const symbols = ways[0].name === "sgd" ? [operator("−"), number(state.rate, { places: digits(state.rate) }), operator("·"), value(gradient[n])] : [operator("+"), value(change)];
    return equation([weight, operator("←"), value(before[n], sign(before[n])), ...symbols, operator("="), result(after[n], sign(after[n]))]);
  });
}

/** @param {number} count */
function updatesOf(count) {
  return count === 1 ? "1 update" : `${count.toLocaleString("en")} updates`;
}

/** @param {number} rate */
function digits(rate) {
  return Math.max(0, -Math.floor(Math.log10(rate)) + (String(rate).replace(/[.0e-]/g, "").length > 1 ? 1 : 0));
}

/** What the pictures show, for those who do not see them. @param {Seen} seen */
function picture({ ground, ways, updates }) {
  const at = ways.map((way) => `${way.label} is at w₁ = ${exact(way.here[0])}, w₂ = ${exact(way.here[1])}, where E = ${exact(way.error)}`).join("; ");
  return `Error surface: ${ground.label}. After ${updatesOf(updates)} ${at}.`;
}

/** @param {Seen} seen */
function below(seen) {
  const lecture = seen.state.surface === "perceptron" ? "<p>The lecture's last formulas drop the learning rate ν and write E once with and once without ½. Here the rate stays, and E is half the squared error, as where the lecture takes the derivative. The perceptron of this page has no bias: two weights make a map.</p>" : "";
  return `<p role="status">${place(seen)} ${verdict(seen)}</p>${seen.ways.length > 1 ? table(seen) : ""}${lecture}`;
}

/** @param {Seen} seen */
function place({ ways, updates, phase, error: e, batchError, rows }) {
  if (ways.length > 1) return `All four start at the same point. Shown: ${updatesOf(updates)}; the equations are those of gradient descent.`;
  const [{ here, error: now }] = ways;
  const on = batchError === null || phase === 1 ? "" : ` The step looks at ${rows.y.length === 1 ? "one row" : `${rows.y.length} rows`} only, where E = ${exact(batchError)}; over all rows it is ${exact(e)}.`;
  return `After ${updatesOf(updates)} w₁ = ${exact(here[0])}, w₂ = ${exact(here[1])} and E = ${exact(now)}.${on}`;
}

/** How the learning rate does, as far as can be said. @param {Seen} seen */
function verdict(seen) {
  const { state, ground, ways, updates, start, most } = seen;
  const [way] = ways;
  const gone = ways.filter((one) => one.ended);
  if (gone.length) return `<strong>Diverged:</strong> the next step of ${gone.map((one) => one.label).join(" and ")} would put a weight beyond a million. Choose a smaller learning rate; the picture keeps the last point.`;
  if (ground.curvature !== null && state.optimizer === "sgd") return bound(seen);
  if (updates === 0 || ways.length > 1) return "Press Step or Play, or click the map to start elsewhere.";
  if (way.error > start) return `E has grown from ${exact(start)}. ${seen.batchError === null ? `Here the learning rate ${state.rate} is too large.` : "A step that looks at few rows can raise the error over all of them."}`;
  if (updates >= MANY && start - way.error < HARDLY * Math.abs(start)) return `E was ${exact(start)} at the start: in ${updatesOf(updates)} it has hardly changed. The slope is nearly flat here, or the learning rate ${state.rate} is too small.`;
  return updates >= most ? "This page goes no further." : `E was ${exact(start)} at the start.`;
}

/** The rate beside 2/L, and what it means along the most curved direction, as long as there is any way to go in it. @param {Seen} seen */
function bound({ state, ground, ways }) {
  const curvature = /** @type {number} */ (ground.curvature);
  const { rate } = state;
  const limit = 2 / curvature;
  const numbers = `The largest curvature is L = ${curvature}, so 2/L = ${limit}, and ν = ${rate}`;
  const [[, across]] = ways[0].points;
  if (rate > limit && curvature > 1 && across === 0) return `${numbers} is above it; but the start lies on the floor of the ravine, so no step leaps across. Start a little beside it.`;
  if (rate > limit) return `<strong>Diverging:</strong> ${numbers} is above it. Every step leaps across the valley, and ends farther from its floor than before.`;
  if (rate === limit) return `${numbers} is exactly that: the steps leap from side to side for ever, as far as before.`;
  if (rate > limit / 2) return `${numbers} is below it, but above 1/L: every step leaps across the valley, and ends nearer to its floor than before.`;
  if (rate < limit / 20) return `<strong>Slow:</strong> ${numbers} is far below it. The steps are short; a rate ten times as large still goes straight down.`;
  return `${numbers} is at most 1/L: the descent goes down without leaping across.`;
}

/** @param {Seen} seen */
function table({ ways }) {
  const body = ways
    .map(({ label, here, error: e, colour, ended }) => `<tr><th scope="row"><span class="np-swatch" style="background:${colour}"></span>${label}${ended ? ", diverged" : ""}</th><td>${exact(here[0])}</td><td>${exact(here[1])}</td><td>${exact(e)}</td></tr>`)
    .join("");
  return `<table><thead><tr><th scope="col">optimizer</th><th scope="col">w₁</th><th scope="col">w₂</th><th scope="col">E</th></tr></thead><tbody>${body}</tbody></table>`;
}

export const said = { picture, below };
