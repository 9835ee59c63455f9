// What is said of a step.

import { counted, lineName, told } from "../network/words.js";

/** More rows of a batch are summed up. */
const MOST_ROWS = 8;
/** So many of the weights that moved most are told. */
const MOST_MOVES = 3;

/**
 * @typedef {import("./walk.js").Walk} Walk
 * @typedef {import("./walk.js").Step} Step
 * @typedef {import("../network/net.js").Net} Net
 * @typedef {{name: string, place: number}} Place a weight's name, and where it stands among all
 * @typedef {{film: boolean, ahead: boolean, epoch: number}} Where whether there is a film, whether the picture is of the next network, and the epoch on show
 */

/** Why there are no steps to be seen; empty where there are. @param {Where} where */
export function obstacleInWords({ film, ahead, epoch }) {
  if (!film) return "Press Train first: steps are those of a run.";
  if (ahead) return "The picture shows the next network. Press Train, or take the settings back, to see the steps of a run.";
  return epoch ? "" : "Before training there are no steps. Go to a later epoch.";
}

/** @param {number} epoch */
export function waitingInWords(epoch) {
  return `Training again up to epoch ${epoch.toLocaleString("en")}, step by step, as soon as a worker is free …`;
}

/** @param {Walk} walk @param {number} number */
export function placeInWords({ epoch, count }, number) {
  return `Step ${number.toLocaleString("en")} of ${count.toLocaleString("en")} of epoch ${epoch.toLocaleString("en")}`;
}

/** Where not all steps are there. @param {Walk} walk */
export function restInWords({ last, count }) {
  return last < count ? `Only the first ${last.toLocaleString("en")} of its ${count.toLocaleString("en")} steps are shown.` : "";
}

/** @param {Step} step */
export function batchInWords({ batch: { count, rows, loss, moved } }) {
  const facts = `${counted(count, "row")}, loss ${told(loss ?? NaN)} before the step, mean |Δw| ${told(moved ?? NaN)}.`;
  return `${facts} ${rowsInWords(count, rows)}`;
}

/** @param {number} count @param {number[]} rows those that have a number on the page */
function rowsInWords(count, rows) {
  const some = rows.slice(0, MOST_ROWS).map((row) => row.toLocaleString("en"));
  if (!some.length) return "None of them has a number on this page.";
  const all = count > some.length ? [...some, `${(count - some.length).toLocaleString("en")} more`] : some;
  const last = all.pop();
  return `${count === 1 ? "Row" : "Rows"} ${all.length ? `${all.join(", ")} and ` : ""}${last}.`;
}

/** The weights that moved most. @param {Step} step @param {Net} net */
export function movesInWords({ before, weights, updates }, net) {
  const moves = largestIn(updates, net).map(({ name, place }) => `${name}: from ${told(before[place])} to ${told(weights[place])}`);
  return moves.length ? `Moved most: ${moves.join("; ")}.` : "No weight moved.";
}

/** The network after a step, for those who do not see it. @param {Step} step */
export function afterStep({ epoch, number }) {
  return `after step ${number.toLocaleString("en")} of epoch ${epoch.toLocaleString("en")}`;
}

/** @param {Float64Array} updates @param {Net} net @returns {Place[]} of those that moved most, the first most of all */
function largestIn(updates, net) {
  /** @type {(Place & {size: number})[]} */
  const found = [];
  const look = (/** @type {number} */ place, /** @type {() => string} */ name) => {
    const size = Math.abs(updates[place]);
    if (!(size > (found[MOST_MOVES - 1]?.size ?? 0))) return;
    found.push({ name: name(), place, size });
    found.sort((one, other) => other.size - one.size);
    found.length = Math.min(found.length, MOST_MOVES);
  };
  net.layers.forEach(({ inputs, units, kernel, bias }, layer) => {
    for (let at = 0; at < inputs * units; at++) look(kernel + at, () => lineName(net, { layer, from: Math.floor(at / units), to: at % units }));
    for (let unit = 0; unit < units; unit++) look(bias + unit, () => `bias of ${net.name(layer + 1, unit)}`);
  });
  return found;
}
