// What the page on activation functions says about its numbers: formulas, sentences and a card for each function.

import { decimal } from "../numbers.js";
import { functions } from "./activation_maths.js";
import { DASHES } from "./curves.js";
import { equation, number, operator } from "./formula.js";
import { caseAt, mathml } from "./latex.js";

/** Digits of what a function makes of the cursor. */
const PLACES = 4;
/** The lecture's number of an equation. */
const NUMBERS = { sigmoid: "2" };

/**
 * @typedef {Object} Card
 * @property {string} label
 * @property {string} formula as LaTeX, as the next two
 * @property {string} derivative
 * @property {string} range
 * @property {string} used
 * @property {string} watch
 * @property {string} source
 * @property {number[]} kinks
 * @property {number[][]} saturated ranges of s
 * @property {string} where the same in words
 */

/** The sum at the cursor. @param {number} s */
function sum(s) {
  return decimal(s, Math.abs(s * 10 - Math.round(s * 10)) < 1e-9 ? 1 : 2);
}

/** A line like the one of the curve. @param {number} n */
function swatch(n) {
  return `<svg class="np-sample np-nth-${n}" viewBox="0 0 26 8" aria-hidden="true"><line x1="1" x2="25" y1="4" y2="4" stroke-dasharray="${DASHES[n]}"></line></svg>`;
}

/**
 * A formula of the registry with the numbers of the cursor in it.
 * @param {string} latex @param {{s: number, a: number, result: number}} values @param {string} colour @param {string} [label]
 */
function reading(latex, { s, a, result }, colour, label) {
  const { latex: chosen, condition } = caseAt(latex, s);
  const at = chosen.lastIndexOf("=");
  const right = chosen.slice(at + 1).trim();
  if (/^[\d.]+$/.test(right)) return said([mathml(chosen.slice(0, at)), operator("="), number(result, { colour, places: right.length > 1 ? 1 : 0 })], condition, label);
  const numbers = mathml(right, { s: number(s, { colour }), a: number(a, { colour, places: PLACES }) });
  const worked = right === "s" ? [] : [operator("="), numbers];
  return said([mathml(chosen), ...worked, operator("="), number(result, { colour, places: PLACES, bare: true })], condition, label);
}

/** @param {string[]} parts @param {string} condition @param {string} [label] */
function said(parts, condition, label) {
  const since = condition ? [`<mtext>,&nbsp;since&nbsp;</mtext>${mathml(condition)}`] : [];
  return equation([...parts, ...since], label);
}

/** A line for each function: its formulas at the cursor, and where it is saturated. @param {string[]} names @param {number} s @param {Object<string, Card>} cards @param {number} threshold */
export function readings(names, s, cards, threshold) {
  if (!names.length) return "<p>Choose at least one function to see its curve, its derivative and what it is used for.</p>";
  const rows = names.map((name, n) => {
    const { label, formula, derivative, where } = cards[name];
    const [a, slope] = [functions[name].value(s), functions[name].slope(s)];
    const colour = `np-nth-${n}`;
    return `<tr><th scope="row">${swatch(n)}${label}</th><td>${reading(formula, { s, a, result: a }, colour, NUMBERS[name])}</td>
      <td>${reading(derivative, { s, a, result: slope }, colour)}</td><td>${where.replaceAll("<", "&lt;")}</td></tr>`;
  });
  return `<table class="np-readings"><thead><tr><th scope="col">Function</th><th scope="col">a(s) at s = ${sum(s)}</th><th scope="col">a′(s) at s = ${sum(s)}</th>
    <th scope="col">Saturated, |a′(s)| &lt; ${threshold}</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

/** What becomes of the gradient there. @param {string[]} names @param {number} s @param {Object<string, Card>} cards @param {number} threshold */
export function passed(names, s, cards, threshold) {
  if (!names.length) return "No function is chosen.";
  const shares = names.map((name) => `${cards[name].label} by ${decimal(functions[name].slope(s), PLACES)}`).join(", ");
  const saturated = names.filter((name) => Math.abs(functions[name].slope(s)) < threshold).map((name) => cards[name].label);
  return `At s = ${sum(s)} the gradient on its way back is multiplied: ${shares}. Saturated there: ${saturated.join(", ") || "none of them"}.`;
}

/** @param {Card} card @param {number} [n] its place among the curves */
export function card({ label, formula, derivative, range, used, watch, source }, n) {
  const lines = [formula, derivative].map((latex) => equation([mathml(latex)])).join("");
  return `<article class="np-card"><h3>${n === undefined ? "" : swatch(n)}${label}</h3>${lines}
    <div class="np-equation"><strong>Range:</strong> <math>${mathml(range)}</math></div><p><strong>Used for:</strong> ${used}</p><p><strong>Watch out:</strong> ${watch}</p><p class="np-source">${source}</p></article>`;
}
