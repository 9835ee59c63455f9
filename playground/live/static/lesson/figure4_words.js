// What the page on back-propagation says about the network of figure 4: equations (4) to (6) with its numbers, and the table of gradients.

import { significant } from "../numbers.js";
import { LINES, NUDGE, between, factors } from "./back_propagation_maths.js";
import { equation, fraction, operator, sign, variable } from "./formula.js";

/** @typedef {ReturnType<import("./figure4.js").Figure4["see"]>} Seen */

const DIGITS = "₀₁₂₃₄₅₆₇₈₉";

/** The lecture's name of a weight or another number of the network: w₁₀. @param {string} letter @param {number | string} index */
export function named(letter, index) {
  return letter + String(index).replace(/\d/g, (digit) => DIGITS[Number(digit)]);
}

/** What a line carries, x₁ or a₁. @param {string} origin */
function carried(origin, colour = "") {
  return origin.startsWith("x") ? variable("x", origin[1], colour) : variable("a", origin, colour);
}

/** A number in a formula: a negative one in brackets. @param {number} number @param {string} [colour] */
function value(number, colour = "") {
  const row = result(number, colour);
  return significant(number).startsWith("−") ? operator("(") + row + operator(")") : row;
}

/** A number behind an equals sign. @param {number} number @param {string} [colour] @param {number} [digits] */
function result(number, colour = "", digits = 4) {
  return `<mrow class="${colour}"><mn>${significant(number, digits)}</mn></mrow>`;
}

/** @param {string} above @param {string} below */
function partial(above, below) {
  return fraction(`<mi>∂</mi>${above}`, `<mi>∂</mi>${below}`);
}

const E = variable("E");
const EQUALS = operator("=");
const TIMES = operator("·");
const PLUS = operator("+");

/** @param {string[][]} terms */
function added(terms) {
  return terms.flatMap((term, n) => (n ? [PLUS, ...term] : term));
}

/** The formulas of the step that is looked at. @param {Seen} seen */
export function formulas(seen) {
  const { part, unit } = seen.phase;
  if (part === "forward") return sumOf(seen, unit) + activationOf(seen, unit);
  if (part === "error") return errorOf(seen);
  if (part === "backward") return unit === 5 ? blameOfLast(seen) : blameOf(seen, unit);
  return sumOfProducts(seen);
}

/** Equation (5): the sum of a unit. @param {Seen} seen @param {number} unit */
function sumOf({ w, b, way }, unit) {
  const coming = incoming(unit);
  const symbols = added([[variable("b", unit)], ...coming.map(({ origin, weight }) => [variable("w", weight, sign(w[weight - 1])), TIMES, carried(origin)])]);
  const numbers = added([[value(b[unit - 1])], ...coming.map(({ origin, weight }) => [value(w[weight - 1], sign(w[weight - 1])), TIMES, value(carriedBy(way, origin))])]);
  return equation([variable("s", unit), EQUALS, ...symbols, EQUALS, ...numbers, EQUALS, result(way.s[unit - 1])], "5");
}

/** Equation (4): what the activation makes of it. @param {Seen} seen @param {number} unit */
function activationOf({ way, state }, unit) {
  const [s, a] = [way.s[unit - 1], way.a[unit - 1]];
  const name = { sigmoid: "<mi>σ</mi>", tanh: "<mi>tanh</mi>", relu: "<mi>max</mi>" }[state.activation];
  const within = (/** @type {string} */ inner) => name + operator("(") + (state.activation === "relu" ? `<mn>0</mn>${operator(",")}` : "") + inner + operator(")");
  return equation([variable("a", unit), EQUALS, within(variable("s", unit)), EQUALS, within(result(s)), EQUALS, result(a)], "4");
}

/** @param {Seen} seen */
function errorOf({ way, row, error }) {
  const squared = (/** @type {string} */ left, /** @type {string} */ right) => `<msup><mrow>${operator("(")}${left}${operator("−")}${right}${operator(")")}</mrow><mn>2</mn></msup>`;
  const half = "<mtext>½</mtext>";
  const line = [E, EQUALS, half, squared(variable("y"), variable("a", 5)), EQUALS, half, squared(value(row.y), value(way.a[4])), EQUALS, result(error, "np-of-error")];
  return equation(line);
}

/** @param {Seen} seen */
function blameOfLast({ way, row, blame }) {
  const symbols = [partial(E, variable("a", 5)), TIMES, partial(variable("a", 5), variable("s", 5))];
  const numbers = [value(-(row.y - way.a[4]), "np-of-error"), TIMES, value(way.slopes[4], "np-of-slope")];
  const last = equation([partial(E, variable("s", 5)), EQUALS, ...symbols, EQUALS, ...numbers, EQUALS, result(blame[4], "np-of-blame")]);
  return last + gradientsOf({ way, blame }, 5);
}

/** ∂E/∂s of a unit: what comes back over the lines ahead of it, times its own derivative. @param {Seen} seen @param {number} unit */
function blameOf({ w, way, blame }, unit) {
  const ahead = LINES.flatMap(([origin, target], n) => (origin === String(unit) ? [{ target: Number(target), weight: n + 1 }] : []));
  const bracketed = (/** @type {string[]} */ parts) => (ahead.length > 1 ? [operator("("), ...parts, operator(")")] : parts);
  const symbols = bracketed(added(ahead.map(({ target, weight }) => [variable("w", weight, sign(w[weight - 1])), TIMES, partial(E, variable("s", target))])));
  const numbers = bracketed(added(ahead.map(({ target, weight }) => [value(w[weight - 1], sign(w[weight - 1])), TIMES, value(blame[target - 1], "np-of-blame")])));
  const slope = partial(variable("a", unit), variable("s", unit));
  const line = [partial(E, variable("s", unit)), EQUALS, ...symbols, TIMES, slope, EQUALS, ...numbers, TIMES, value(way.slopes[unit - 1], "np-of-slope"), EQUALS, result(blame[unit - 1], "np-of-blame")];
  return equation(line) + gradientsOf({ way, blame }, unit);
}

/** The gradients of the weights that lead to a unit. @param {Pick<Seen, "way" | "blame">} seen @param {number} unit */
function gradientsOf({ way, blame }, unit) {
  const lines = incoming(unit).map(({ origin, weight }) => {
    const carries = carriedBy(way, origin);
    return equation([partial(E, variable("w", weight)), EQUALS, partial(E, variable("s", unit)), TIMES, carried(origin), EQUALS, result(blame[unit - 1] * carries)]);
  });
  return lines.join("");
}

/** Equation (6) of the chosen weight: one line a path, its sum, a difference to hold it against, and what an update makes of the weight. @param {Seen} seen */
function sumOfProducts(seen) {
  const lines = seen.paths.map((path, n) => product(seen, path, n)).join("");
  return `<div class="np-equation6"><div class="np-products" role="list" aria-label="One product for each path">${lines}</div><div>${sum(seen)}</div></div>`;
}

/** @param {Seen} seen @param {Seen["paths"][number]} path @param {number} n */
function product({ state, w, way, row, paths }, { units, colour }, n) {
  const numbers = factors(state.weight, units, w, way, row.y);
  const cells = symbolsOf(state.weight, units, w).map(([symbol, kind], k) => cell(symbol, value(numbers[k], kind)));
  const total = numbers.reduce((all, factor) => all * factor, 1);
  const words = `${n ? "+" : paths.length > 1 ? "&nbsp;" : ""} <span class="np-swatch" style="background:${colour}"></span>`;
  const road = units.map((unit) => named("s", unit)).join(" → ");
  return `<div class="np-product" role="listitem" aria-label="Path ${road}: ${significant(total)}" data-path="${units.join("-")}"><span>${words}</span>${cells.join(`<math>${TIMES}</math>`)}<math>${EQUALS}${result(total)}</math></div>`;
}

/** A factor above its number. @param {string} symbol @param {string} number */
function cell(symbol, number) {
  return `<span class="np-factor"><math displaystyle="true">${symbol}</math><math>${number}</math></span>`;
}

/** The factors of a product and the class of their numbers, in the lecture's order. @param {number} weight @param {string[]} units @param {number[]} w @returns {[string, string][]} */
function symbolsOf(weight, units, w) {
  /** @type {[string, string][]} */
  const found = [[partial(E, variable("a", 5)), "np-of-error"]];
  for (let n = units.length - 1; n >= 0; n--) {
    found.push([partial(variable("a", units[n]), variable("s", units[n])), "np-of-slope"]);
    if (n > 0) found.push([partial(variable("s", units[n]), variable("a", units[n - 1])), sign(w[between(units[n - 1], units[n]) - 1])]);
  }
  return [...found, [partial(variable("s", units[0]), variable("w", weight)), "np-of-input"]];
}

/** @param {Seen} seen */
function sum({ state, w, gradient, measured }) {
  const place = state.weight - 1;
  const name = variable("w", state.weight);
  const slope = partial(E, name);
  const whole = equation([slope, EQUALS, result(gradient.w[place], "np-of-gradient", 6)], "6");
  const difference = fraction(`<mi>E</mi>${around(name, "+")}${operator("−")}<mi>E</mi>${around(name, "−")}`, "<mn>2</mn><mi>ε</mi>");
  const check = equation([difference, EQUALS, result(measured.w[place], "", 6)]);
  const next = equation([name, operator("←"), value(w[place], sign(w[place])), operator("−"), `<mn>${state.rate}</mn>`, TIMES, value(gradient.w[place], "np-of-gradient"), EQUALS, result(w[place] - state.rate * gradient.w[place])]);
  return whole + check + next;
}

/** @param {string} name @param {string} by */
function around(name, by) {
  return `${operator("(")}${name}${operator(by)}<mi>ε</mi>${operator(")")}`;
}

/** @param {number} unit */
function incoming(unit) {
  return LINES.flatMap(([origin, target], n) => (target === String(unit) ? [{ origin, weight: n + 1 }] : []));
}

/** @param {Seen["way"]} way @param {string} origin */
function carriedBy(way, origin) {
  return origin.startsWith("x") ? way.x[Number(origin[1]) - 1] : way.a[Number(origin) - 1];
}

/** The sentences and the table below the picture. @param {Seen} seen */
export function below(seen) {
  const status = seen.phase.part === "rest" ? `${answer(seen)} ${roads(seen)}` : walked(seen);
  return `<p role="status">${status}</p><p>${progress(seen)}</p>${table(seen)}
    <p>The lecture writes the update without the learning rate: w − ∂E/∂w. Here the rate ν stays, as in section 1.4. E is half the squared error of this one row.</p>`;
}

/** What the step does. @param {Seen} seen */
function walked({ phase: { part, unit }, who, row }) {
  if (part === "forward") return `Forward: unit ${unit} adds up its bias and what its lines bring it, and bends the sum ${named("s", unit)}.`;
  if (part === "error") return `The error: ${who} has y = ${significant(row.y, 3)}, and a₅ is beside it by y − a₅.`;
  const begin = unit === 5 ? "The error begins its way back" : `Back: ${named("s", unit)} gets what comes over the lines ahead of it, times its own derivative`;
  return `${begin}: ∂E/∂${named("s", unit)} says how much a change of ${named("s", unit)} moves E. Times what a line brings to the unit, it is the gradient of the line's weight.`;
}

/** @param {Seen} seen */
function answer({ row, way, error, who }) {
  return `${who} (y = ${significant(row.y, 3)}): the network says a₅ = ${significant(way.a[4])}, so E = ${significant(error)}.`;
}

/** How many paths there are, whether the products and the difference agree, and what stops one. @param {Seen} seen */
function roads({ state, paths, gradient, measured, way, kinks }) {
  const name = named("w", state.weight);
  const place = state.weight - 1;
  const count = paths.length === 1 ? "one path" : `${["", "", "two", "three", "four"][paths.length]} paths`;
  const off = Math.abs(gradient.w[place] - measured.w[place]);
  const difference = `The difference with ε = ${NUDGE.toExponential(0).replace("1e-5", "10⁻⁵")} is apart from the sum by ${significant(off, 2)}.`;
  const stopped = way.slopes.flatMap((slope, n) => (slope === 0 && paths.some(({ units }) => units.includes(String(n + 1))) ? [named("s", n + 1)] : []));
  const flat = state.activation === "relu" ? "the sum is not above 0, so ReLU's derivative is 0" : "the activation is so flat that its derivative is 0 to the last digit";
  const zero = stopped.length ? ` At ${stopped.join(", ")} ${flat}: nothing comes back through there.` : "";
  const kink = kinks.length ? ` ${kinks.join(", ")} is at ReLU's kink: the products take the derivative of one side, 0 where the sum is not above 0, as Keras does; the difference looks at both sides.` : "";
  return `${name} reaches the error by ${count}. ${difference}${zero}${kink}`;
}

/** What the updates have done. @param {Seen} seen */
function progress(seen) {
  const { updates, error, first, ended, most, state, gradient } = seen;
  const diverged = ended ? ` <strong>Diverged:</strong> the next update would put a weight beyond ten thousand. Choose a smaller learning rate; the picture keeps the last weights.` : "";
  if ([...gradient.w, ...gradient.b].every((slope) => slope === 0)) return still(seen);
  if (updates === 0) return `Press “Update all weights”: every weight and bias moves by −ν · ∂E/∂w, at once, with ν = ${state.rate}.${diverged}`;
  const times = updates === 1 ? "1 update" : `${updates.toLocaleString("en")} updates`;
  const turned = error < first ? "has fallen" : error > first ? "has risen" : "has stayed";
  const end = updates >= most ? " This page goes no further." : "";
  return `After ${times} E ${turned}${error === first ? "" : ` from ${significant(first)} to`} ${error === first ? "at " : ""}${significant(error)}.${diverged}${end}`;
}

/** No update changes anything any more. @param {Seen} seen */
function still({ state, error }) {
  const why = error === 0 ? "the network is right" : state.activation === "relu" ? "ReLU's derivative is 0 on every way back" : "what comes back is too small for a number";
  return `Every gradient is 0, for ${why}: no update changes anything.`;
}

/** Every weight and bias with its gradient, the difference beside it, and its next value. @param {Seen} seen */
function table({ state, w, b, gradient, measured }) {
  const line = (/** @type {string} */ name, /** @type {number} */ now, /** @type {number} */ slope, /** @type {number} */ difference, chosen = false) =>
    `<tr${chosen ? ' class="np-chosen"' : ""}><th scope="row">${name}</th>${[significant(now), significant(slope, 5), significant(difference, 5), significant(now - state.rate * slope)].map((text) => `<td>${text}</td>`).join("")}</tr>`;
  const weights = w.map((now, n) => line(named("w", n + 1), now, gradient.w[n], measured.w[n], n + 1 === state.weight));
  const biases = b.map((now, n) => line(named("b", n + 1), now, gradient.b[n], measured.b[n]));
  const head = `<thead><tr><th scope="col">weight</th><th scope="col">value</th><th scope="col">∂E/∂w</th><th scope="col">difference</th><th scope="col">after the update</th></tr></thead>`;
  const part = (/** @type {string[]} */ lines) => `<table>${head}<tbody>${lines.join("")}</tbody></table>`;
  return `<h2>All gradients</h2><div class="np-two">${part(weights)}${part(biases)}</div>`;
}
