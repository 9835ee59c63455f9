// The film in words: one for its state, and a line of numbers.

import { LIVE } from "./playhead.js";
import { write } from "./write.js";

/**
 * @typedef {Object} Scene
 * @property {string | null} runId
 * @property {string | null} gone a sentence: why there is nothing to show, and what to do
 * @property {boolean} lost the connection is down
 * @property {import("./stream.js").Wait | null} wait what keeps the run from training
 * @property {import("./timeline.js").Timeline} timeline
 * @property {import("./playhead.js").Playhead} playhead
 * @property {{label: string, panel: string, curve: number}[]} readouts
 */

export class Status {
  /** @param {Element} root */
  constructor(root) {
    this.word = /** @type {HTMLElement} */ (root.querySelector("[role=status]"));
    this.details = /** @type {HTMLElement} */ (root.querySelector(".np-details"));
  }

  /** @param {Scene} scene */
  show(scene) {
    // Only what has changed is written: a screen reader speaks every change of the word.
    write(this.word, wordOf(scene));
    write(this.details, detailsOf(scene));
  }
}

/** @param {Scene} scene @returns {string} */
function wordOf({ runId, gone, wait, timeline, playhead }) {
  const { ending, last, received } = timeline;
  if (!runId) return "idle";
  if (gone) return gone;
  if (ending?.status === "failed") return "failed";
  if (!received) return wait?.status ?? "warming up: the training process gets ready";
  if (ending && playhead.epoch >= last) return ending.status;
  // The run may have been over before Stop reached it.
  if (playhead.halted && (!ending || ending.status === "stopped")) return "stopped";
  if (ending) return playhead.playing ? "replaying" : "paused";
  if (wait && isHeldUp(timeline, playhead)) return wait.status;
  return playhead.playing ? "training" : "paused";
}

/** @param {Scene} scene @returns {string} */
function detailsOf({ runId, gone, lost, wait, timeline, playhead, readouts }) {
  if (gone) return "";
  if (!runId) return startOf(timeline, readouts).map((words, i) => (i ? words : `before training: ${words}`)).join(" · ");
  const { ending, received, pace, end } = timeline;
  if (lost && !ending) return "The connection to the server is lost; trying again …";
  if (ending?.status === "failed") return ending.note;
  if (!received) return wait?.note ?? "";
  const { epoch } = playhead;
  // A run that broke off in its first epoch has none to count.
  const parts = end ? [`epoch ${epoch.toLocaleString("en")} of ${end.toLocaleString("en")}`] : [];
  if (epoch === 0) parts.push(...startOf(timeline, readouts));
  for (const { label, panel, curve } of readouts) {
    const value = timeline.curves(panel)[curve]?.[epoch - 1];
    if (value !== undefined) parts.push(`${label} ${value === null ? "not finite" : digits(value)}`);
  }
  if (pace !== null) parts.push(`${digits(pace)} ms per epoch`);
  if (wait?.note && isHeldUp(timeline, playhead)) return [...parts, wait.note].join(" · ");
  const over = ending && epoch >= timeline.last;
  if (!over && playhead.playing && pace !== null) parts.push(`${duration(secondsLeft(timeline, playhead))} left`);
  if (over && ending.note) parts.push(ending.note);
  if (!over && playhead.halted && ending) parts.push(`the run ended after epoch ${timeline.last.toLocaleString("en")}`);
  return parts.join(" · ");
}

/** What is known of the network before training. @param {Scene["timeline"]} timeline @param {Scene["readouts"]} readouts */
function startOf({ before }, readouts) {
  const found = readouts.map(({ label, panel, curve }) => ({ label, value: before.get(panel)?.data.y[curve]?.[0] ?? null }));
  return found.filter(({ value }) => value !== null).map(({ label, value }) => `${label} ${digits(value)}`);
}

/**
 * Whether the viewer sees that the training does not go on: the film of what is there already is not held up.
 * @param {Scene["timeline"]} timeline @param {Scene["playhead"]} playhead
 */
function isHeldUp({ ending, last }, { playing, epoch }) {
  return !ending && playing && epoch >= last;
}

/**
 * The slower of film and training decides.
 * @param {Scene["timeline"]} timeline @param {Scene["playhead"]} playhead
 */
function secondsLeft({ end, last, pace, ending }, { at, speed }) {
  const film = speed === LIVE ? 0 : (end - at) / speed;
  const training = ending ? 0 : ((end - last) * (pace ?? 0)) / 1000;
  return Math.max(film, training);
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.ceil(seconds % 60)} s`;
}

/** @param {number} value @returns {string} about three significant digits */
function digits(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1_000_000)) return value.toExponential(2);
  return size >= 1000 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}
