// What charts show of an edited network: each says as data how it follows the network's answers, as live/answers.py describes it.

import { unpack } from "../pack.js";
import { channels } from "../theme.js";
import { numbers } from "./net.js";

/** Multiplications that a frame has time for; what takes more waits until the picture stands. */
const AT_ONCE = 5_000_000;
/** As figures/panels/images.py has it: so many steps lie between two colours of a map. */
const STEPS = 32;

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {import("../pack.js").Packed} Packed
 * @typedef {import("../timeline.js").Timeline} Timeline
 * @typedef {import("../timeline.js").Look} Look
 * @typedef {import("../timeline.js").Key} Key
 * @typedef {{single: boolean, threshold: number, probable: boolean}} Reading how outputs say classes
 * @typedef {{output?: number, begin?: number, end?: number, belief?: number | null, words?: string[], mistaken?: Packed | string[]}} Term
 * @typedef {{colours: string[], between: [number, number] | null, sides: [number, number]}} Picture
 * @typedef {Object} Answers
 * @property {Packed | null} rows which of an event's rows it is about; null for the first ones
 * @property {number} count how many these are
 * @property {number[]} traces
 * @property {Object<string, (Term | null)[]>} data
 * @property {Picture} [picture]
 * @property {Reading} [reading]
 * @property {Packed} [truth]
 * @typedef {{name: string, stage: Look, base: Key}} Chart one that follows: what holds for the run, and what the film has at the epoch
 * @typedef {Object} Seen what a network answers, and how that is read
 * @property {Float64Array[]} rows the outputs of each of the chart's rows
 * @property {Float64Array[]} points the outputs at each point of the grid
 * @property {Reading | undefined} reading
 * @property {Float64Array | null} truth
 */

export class Charts {
  /** @type {Map<string, {key: Key, weights: ArrayLike<number>, stage: Look, base: Key}>} */
  #made = new Map();
  #count = 0;

  /** Whether there are charts that can follow a network. @param {Net | null} net @param {Timeline | null} timeline */
  follow(net, timeline) {
    return net !== null && timeline !== null && following(net, timeline).length > 0;
  }

  /**
   * What charts show instead of the film's keys while the network at an epoch is edited.
   * @param {Net | null} net @param {Timeline} timeline @param {number} at the epoch
   * @param {import("./editing.js").Editing} editing
   * @param {boolean} stands whether there is time for more than a frame's
   * @returns {Map<string, Key>} by their names
   */
  keysAt(net, timeline, at, editing, stands) {
    const film = timeline.weightsAt(timeline.network(at));
    const epoch = film?.epoch ?? 0;
    if (!net || !editing.isAt(epoch)) this.#made.clear();
    else this.#follow(net, editing.over({ weights: net.weights(film), epoch }), chartsAt(net, timeline, epoch), stands);
    return new Map([...this.#made].map(([name, { key }]) => [name, key]));
  }

  /** @param {Net} net @param {ArrayLike<number>} weights another object where they are others @param {Chart[]} charts @param {boolean} stands */
  #follow(net, weights, charts, stands) {
    const known = (/** @type {Chart} */ { name, stage, base }) => {
      const made = this.#made.get(name);
      return made !== undefined && made.weights === weights && made.stage === stage && made.base === base;
    };
    const soon = stands || net.data.parameters * (net.count + net.points.length / net.data.inputs.length) <= AT_ONCE;
    if (soon && !charts.every(known)) this.#make(net, weights, charts);
  }

  /** @param {Net} net @param {ArrayLike<number>} weights @param {Chart[]} charts */
  #make(net, weights, charts) {
    const last = (/** @type {Float64Array} */ inputs) => rowsOf(/** @type {Float64Array} */ (net.levels(weights, inputs).at(-1)), net.data.outputs.length);
    const [rows, points] = [last(net.rows), last(net.points)];
    for (const { name, stage, base } of charts) {
      const answers = /** @type {Answers} */ (stage.answers);
      const own = /** @type {number[]} */ (places(net, answers)).map((place) => rows[place]);
      const seen = { rows: own, points, reading: answers.reading, truth: answers.truth ? numbers(answers.truth) : null };
      this.#count += 1;
      const look = { traces: answers.traces, data: dataOf(answers, seen), layout: { ...base.look.layout, ...layoutOf(answers, seen) }, print: `edited ${this.#count}` };
      this.#made.set(name, { key: { epoch: base.epoch, look }, weights, stage, base });
    }
  }
}

/**
 * The charts that can follow a network: those that say how, of rows that the browser has.
 * @param {Net} net @param {Timeline} timeline @returns {[string, Look][]} their names and what holds for them during the whole run
 */
function following(net, timeline) {
  return [...timeline.stages].filter(([, { answers }]) => answers && places(net, answers) !== null);
}

/** @param {Net} net @param {Timeline} timeline @param {number} epoch @returns {Chart[]} */
function chartsAt(net, timeline, epoch) {
  return following(net, timeline).flatMap(([name, stage]) => {
    const base = timeline.keyAt(name, epoch);
    return base ? [{ name, stage, base }] : [];
  });
}

/** @type {WeakMap<Answers, {net: Net, found: number[] | null}>} */
const placed = new WeakMap();

/** Where a chart's rows stand among those that the browser has; null where some are missing. @param {Net} net @param {Answers} answers @returns {number[] | null} */
function places(net, answers) {
  const known = placed.get(answers);
  if (known?.net === net) return known.found;
  const rows = rowNumbers(answers);
  const own = net.data.places ? new Map(Array.from(numbers(net.data.places), (row, place) => [row, place])) : null;
  const found = own ? rows.map((row) => own.get(row) ?? -1) : rows;
  const all = found.every((place) => place >= 0 && place < net.count);
  placed.set(answers, { net, found: all ? found : null });
  return all ? found : null;
}

/** @param {Answers} answers */
export function rowNumbers({ rows, count }) {
  return rows ? Array.from(numbers(rows)) : Array.from({ length: count }, (_, row) => row);
}

/** @param {Float64Array} values @param {number} width @returns {Float64Array[]} row by row */
function rowsOf(values, width) {
  return Array.from({ length: values.length / width }, (_, row) => values.subarray(row * width, (row + 1) * width));
}

/** @param {Answers} answers @param {Seen} seen @returns {Object<string, any[]>} */
export function dataOf(answers, seen) {
  return Object.fromEntries(Object.entries(answers.data).map(([attribute, terms]) => [attribute, terms.map((term) => (term ? columnOf(term, seen) : undefined))]));
}

/** @param {Term} term @param {Seen} seen @returns {(number | null)[] | string[]} */
function columnOf({ output, begin, end, belief, words, mistaken }, seen) {
  if (output !== undefined) return (end ? seen.rows.slice(begin, end) : seen.points).map((outputs) => finite(outputs[output]));
  if (words) return seen.rows.map((outputs) => wordOf(words, predicted(outputs, seen.reading)));
  if (mistaken) return mistakes(mistaken, seen);
  if (belief !== null && belief !== undefined) return seen.points.map((outputs) => finite(beliefIn(outputs, belief, seen.reading)));
  return seen.rows.map((outputs, row) => finite(beliefIn(outputs, seen.truth?.[row] ?? 0, seen.reading)));
}

/** @param {Packed | string[]} values @param {Seen} seen */
function mistakes(values, { rows, truth, reading }) {
  const labels = rows.map((outputs) => predicted(outputs, reading));
  const wrong = rows.map((_, row) => row).filter((row) => labels[row] !== truth?.[row]);
  if (Array.isArray(values)) return wrong.map((row) => wordOf(values, labels[row]));
  const own = /** @type {(number | null)[]} */ (unpack(values));
  return wrong.map((row) => own[row]);
}

/** The last word stands for all classes that have none. @param {string[]} words @param {number} label */
function wordOf(words, label) {
  return words[Math.min(label, words.length - 1)];
}

/** The class that a row's outputs decide for. @param {Float64Array} outputs @param {Reading} [reading] */
function predicted(outputs, reading) {
  if (reading?.single) return outputs[0] > reading.threshold ? 1 : 0;
  return outputs.indexOf(outputs.reduce((most, value) => Math.max(most, value), -Infinity));
}

/** How far outputs speak for a class. @param {Float64Array} outputs @param {number} label @param {Reading} [reading] */
function beliefIn(outputs, label, reading) {
  if (!reading?.single) return outputs[label];
  if (label === 1) return outputs[0];
  return reading.probable ? 1 - outputs[0] : -outputs[0];
}

/** @param {number} value */
function finite(value) {
  return Number.isFinite(value) ? value : null;
}

/** @param {Answers} answers @param {Seen} seen @returns {Object<string, string>} */
export function layoutOf({ picture, reading }, { points }) {
  if (!picture) return {};
  const { colours, between, sides } = picture;
  const paints = colours.map(channels);
  const shares = between ? (/** @type {Float64Array} */ outputs) => sharesBetween(outputs[0], between) : (/** @type {Float64Array} */ outputs) => sharesOf(outputs, paints.length, reading);
  return { "images[0].source": painted(points.map((outputs) => mixed(shares(outputs), paints)), sides) };
}

/** Of the colours for low, middle and high. @param {number} value @param {[number, number]} range */
function sharesBetween(value, [low, high]) {
  const place = Number.isNaN(value) ? 0 : Math.max(-1, Math.min(1, (2 * (value - low)) / (high - low) - 1));
  return [Math.max(0, -place), 1 - Math.abs(place), Math.max(0, place)];
}

/** Of the classes; a hinge's scores count from −1 to 1. @param {Float64Array} outputs @param {number} count @param {Reading} [reading] */
function sharesOf(outputs, count, reading) {
  const beliefs = Array.from({ length: count }, (_, label) => beliefIn(outputs, label, reading));
  return reading?.probable ? beliefs : beliefs.map((belief) => (belief + 1) / 2);
}

/** @param {number[]} shares @param {number[][]} paints @returns {number[]} red, green and blue */
function mixed(shares, paints) {
  const steps = shares.map((share) => Math.round(Math.max(0, Math.min(1, share || 0)) * STEPS) / STEPS);
  return [0, 1, 2].map((channel) => paints.reduce((sum, paint, n) => sum + steps[n] * paint[channel], 0));
}

/** A map as an address that holds the whole picture. @param {number[][]} colours of its points, the first axis running fastest @param {[number, number]} sides */
function painted(colours, [width, height]) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(width, height);
  colours.forEach((colour, at) => {
    // Pictures begin at the top, axes at the bottom.
    const row = height - 1 - Math.floor(at / width);
    image.data.set([...colour, 255], 4 * (row * width + (at % width)));
  });
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}
