// What a chart shows of the film at an epoch, and what that is in Plotly's words.

import { span } from "./layout.js";

/** Up to so many epochs a curve has dots: a line of one point is not seen. Later they only cost time. */
const DOTTED = 24;

/**
 * @typedef {import("./timeline.js").Timeline} Timeline
 * @typedef {import("./timeline.js").Key} Key
 * @typedef {Object} Picture what a chart shows
 * @property {number} revealed points of each curve
 * @property {boolean} dotted whether they are drawn as dots, too
 * @property {Key | null} key
 * @property {import("./timeline.js").Look | null} before what stands there from before the run on
 * @property {import("./timeline.js").Look | null} stage
 * @property {number | null} cursor
 * @property {number} span the last epoch that the epochs' axis has room for
 */

/**
 * @param {Timeline} timeline
 * @param {import("./stage.js").PanelSpec} spec
 * @param {number} epoch
 * @param {number} revealed the latest epoch that curves show
 * @param {Key} [instead] of the film's own key
 * @returns {Picture}
 */
export function pictureOf(timeline, { name, curves, tells = false }, epoch, revealed, instead) {
  return {
    revealed: curves.length ? revealed : 0,
    dotted: curves.length > 0 && revealed <= DOTTED,
    // Curves keep what they have revealed, and so do the marks on them.
    key: instead ?? timeline.keyAt(name, curves.length ? revealed : tells ? epoch : timeline.network(epoch)),
    before: timeline.before.get(name) ?? null,
    stage: timeline.stages.get(name) ?? null,
    cursor: epoch < revealed ? epoch : null,
    span: span(revealed, timeline.ending && timeline.last && revealed >= timeline.last ? timeline.reach : timeline.epochs),
  };
}

/** Rings at epoch 0 that are so many times as high as the curves would leave these no room. */
const HIGHEST = 2;

/**
 * Up to where an axis reaches at most, lest what was before training presses the curves flat; the logarithmic scale shows both.
 * @param {Picture} picture @param {import("./stage.js").PanelSpec} spec @param {(number | null)[][]} curves
 * @returns {{clipmax?: number}} in Plotly's words
 */
export function limitsOf({ before, revealed }, { traces, curves: places }, curves) {
  const onIt = (/** @type {number} */ trace) => (traces[trace].yaxis ?? "y") === "y";
  const starts = (before?.data.y ?? []).filter((_, i) => onIt(before?.traces[i] ?? 0)).flat();
  const start = highest(starts, starts.length);
  if (start === 0) return {};
  const most = curves.reduce((high, values, i) => (onIt(places[i]) ? Math.max(high, highest(values, revealed)) : high), 0);
  return most > 0 && start > HIGHEST * most ? { clipmax: 1.08 * most } : {};
}

/** @param {(number | null)[]} values @param {number} count of the first ones that count @returns {number} the largest above 0, or 0 */
function highest(values, count) {
  let most = 0;
  for (let i = 0; i < count; i++) most = Math.max(most, values[i] ?? 0);
  return most;
}

/** @param {Picture} picture @returns {string} */
export function modeOf({ dotted }) {
  return dotted ? "lines+markers" : "lines";
}

/** @param {number} shape @param {number | null} epoch */
export function cursorAt(shape, epoch) {
  const at = { [`shapes[${shape}].visible`]: epoch !== null };
  return epoch === null ? at : { ...at, [`shapes[${shape}].x0`]: epoch, [`shapes[${shape}].x1`]: epoch };
}

/** @param {number} span @returns {number[]} the range of an axis that has room for the last epoch's dot */
export function rangeTo(span) {
  return [0, span * 1.02];
}

/** @param {number} after @param {number} last @returns {number[]} the whole numbers behind `after` up to `last` */
export function epochs(after, last) {
  return Array.from({ length: last - after }, (_, i) => after + 1 + i);
}
