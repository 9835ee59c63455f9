// What the picture of a network says about edits of its weights.

import { whereIs } from "./edits.js";
import { counted, lineName, told } from "./words.js";

const DIGITS = [3, 4, 5, 6];

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {import("./edits.js").Edits} Edits
 * @typedef {import("./scores.js").Score} Score
 */

/** A weight or a bias by its name. @param {Net} net @param {number} place among all weights */
function weightName(net, place) {
  const line = whereIs(net, place);
  return line.from < 0 ? `bias of ${net.name(line.layer + 1, line.to)}` : lineName(net, line);
}

/** @param {number} epoch whose network is meant */
export function epochName(epoch) {
  return epoch ? `epoch ${epoch.toLocaleString("en")}` : "the start";
}

/** How much is edited: "3 weights and 1 bias edited, 1 neuron silenced, 1 neuron frozen". @param {Edits} edits */
export function countOf({ net, places, silent, frozen }) {
  const biases = places.filter((place) => whereIs(net, place).from < 0).length;
  const weights = places.length - biases;
  const kinds = [weights && counted(weights, "weight"), biases && `${biases} bias${biases === 1 ? "" : "es"}`].filter(Boolean);
  const parts = [kinds.length && `${kinds.join(" and ")} edited`, silent.length && `${counted(silent.length, "neuron")} silenced`, frozen.length && `${counted(frozen.length, "neuron")} frozen`];
  return parts.filter(Boolean).join(", ");
}

/** @param {Score[]} before @param {Score[]} after of the same rows */
export function lossWords(before, after) {
  const rows = before.reduce((sum, part) => sum + part.rows, 0);
  const all = before.reduce((sum, { of }) => sum + of, 0);
  const where = rows < all ? ` on the shown rows (${rows.toLocaleString("en")} of ${all.toLocaleString("en")})` : "";
  return `Loss${where}: ${before.map(({ name, loss }, n) => `${name} ${fromTo(loss, after[n].loss)}`).join(", ")}`;
}

/** Both numbers with as many digits as tell them apart. @param {number} before @param {number} after */
function fromTo(before, after) {
  const digits = DIGITS.find((count) => told(before, count) !== told(after, count)) ?? DIGITS[0];
  return `${told(before, digits)} → ${told(after, digits)}`;
}

/**
 * All edits, for those who do not see them.
 * @param {Edits} edits @param {ArrayLike<number>} film @param {ArrayLike<number>} weights
 */
export function editsInWords({ net, places, silent, frozen }, film, weights) {
  const changed = places.map((place) => `${weightName(net, place)} ${told(weights[place])}, before ${told(film[place])}`);
  const quiet = silent.map(({ level, unit }) => `${net.name(level, unit)} is silenced`);
  const cold = frozen.map(({ level, unit }) => `${net.name(level, unit)} is frozen`);
  return `Your edits: ${[...changed, ...quiet, ...cold].join("; ")}.`;
}
