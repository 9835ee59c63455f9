// Which neurons of a network are drawn, and where: a column for the inputs and for each layer.

/** More stand in a bundle. */
const MOST = 16;
/** Pixels from one neuron to the next, at least. */
const PITCH = 27;
const LARGEST = 60;
const HEAD = 60;
const FOOT = 40;
/** Large maps of so many outputs have room for what they show. */
const FEW_OUTPUTS = 4;
const LARGEST_OUTPUT = 150;
/** Of a large map's name below it, and of a second line of it. */
const NAME = 22;
const LINE = 14;
/** How much wider a name may be than its map. */
const BESIDE = 12;
/** How wide a letter is, about. */
const LETTER = 7;

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {{unit: number, x: number, y: number}} Spot a neuron's middle, in pixels
 * @typedef {Object} Column
 * @property {number} level 0 is the inputs
 * @property {number} x its middle
 * @property {number} size of a neuron's side
 * @property {number} room across, for words
 * @property {Spot[]} spots
 * @property {number} more neurons that are not drawn
 * @typedef {{width: number, height: number, columns: Column[], large: boolean, names: number}} Plan with pixels across for names below large maps
 */

/**
 * @param {Net} net
 * @param {ArrayLike<number>} weights by which the strongest neurons are chosen
 * @param {{width: number, height: number}} room in pixels
 * @returns {Plan}
 */
export function planOf(net, weights, { width, height }) {
  const { sizes } = net;
  const last = sizes.length - 1;
  const within = height - HEAD - FOOT;
  const most = Math.max(2, Math.min(MOST, Math.floor(within / PITCH)));
  const large = net.axes !== null && sizes[last] <= FEW_OUTPUTS;
  const sideWith = (/** @type {number} */ name) => Math.min(LARGEST_OUTPUT, width * 0.24, within / sizes[last] - name);
  const name = longestOf(net.data.outputs) * LETTER > sideWith(NAME) + BESIDE ? NAME + LINE : NAME;
  const side = large ? sideWith(name) : 0;
  const left = roomFor(net.data.inputs, width) + LARGEST / 2;
  const right = large ? side / 2 + 6 : roomFor(net.data.outputs, width) + LARGEST / 2;
  // A large map begins where a small one would, so that lines to it have as much room.
  const gap = (width - left - right - (large ? (side - LARGEST) / 2 : 0)) / last;
  const columns = sizes.map((count, level) => {
    const shown = strongest(net, weights, level, most);
    const pitch = Math.min(within / shown.length, level === last && large ? Infinity : LARGEST * 1.3);
    const size = level === last && large ? side : Math.max(8, Math.min(LARGEST, pitch - 5, gap * 0.55));
    const top = HEAD + (within - pitch * shown.length) / 2;
    const x = level === last ? width - right : left + gap * level;
    const lift = level === last && large ? name / 2 : 0;
    const spots = shown.map((unit, n) => ({ unit, x, y: top + pitch * (n + 0.5) - lift }));
    return { level, x, size, room: gap, spots, more: count - shown.length };
  });
  // Between the neurons before and the edge.
  const before = columns[last - 1];
  const names = 2 * Math.min(side / 2 + BESIDE / 2, width - right - before.x - before.size / 2 - BESIDE / 2);
  return { width, height, columns, large, names };
}

/** @param {string[]} names */
function longestOf(names) {
  return names.reduce((most, name) => Math.max(most, name.length), 0);
}

/** Pixels across for the longest of the names, or for two lines of it. @param {string[]} names @param {number} width of all */
function roomFor(names, width) {
  return 8 + Math.min(longestOf(names) * LETTER, Math.max(52, width * 0.16));
}

/**
 * The neurons with the largest weights to the next layer, in their order; of the outputs, those with the largest from the last.
 * @param {Net} net @param {ArrayLike<number>} weights @param {number} level @param {number} most
 * @returns {number[]}
 */
export function strongest({ sizes, layers }, weights, level, most) {
  const all = Array.from({ length: sizes[level] }, (_, unit) => unit);
  if (all.length <= most) return all;
  const outgoing = level < layers.length;
  const { kernel, units, inputs } = layers[outgoing ? level : level - 1];
  const strength = all.map((unit) => {
    let sum = 0;
    for (let other = 0; other < (outgoing ? units : inputs); other++) sum += Math.abs(weights[kernel + (outgoing ? unit * units + other : other * units + unit)]);
    return sum || 0;
  });
  const chosen = [...all].sort((one, other) => strength[other] - strength[one] || one - other).slice(0, most);
  return chosen.sort((one, other) => one - other);
}

/** How near a line a pointer counts as on it, in pixels. */
const REACH = 7;

/** @typedef {{layer: number, from: number, to: number}} Line the weight of layer `layer` from its input `from` to its unit `to` */

/**
 * @param {Plan} plan
 * @param {number} x @param {number} y in pixels
 * @param {(line: Line) => number} weight
 * @returns {Line | null} the line there: of several within reach, the strongest
 */
export function lineAt({ columns }, x, y, weight) {
  let [found, most] = [/** @type {Line | null} */ (null), -1];
  for (const [layer, before] of columns.slice(0, -1).entries()) {
    const after = columns[layer + 1];
    const [start, end] = ends(before, after);
    if (x < start || x > end) continue;
    for (const one of before.spots) {
      for (const other of after.spots) {
        if (Math.abs(heightOf(one.y, other.y, (x - start) / (end - start)) - y) > REACH) continue;
        const line = { layer, from: one.unit, to: other.unit };
        const strength = Math.abs(weight(line)) || 0;
        if (strength > most) [found, most] = [line, strength];
      }
    }
  }
  return found;
}

/** Where lines between two columns begin and end across. @param {Column} before @param {Column} after @returns {[number, number]} */
export function ends(before, after) {
  return [before.x + before.size / 2, after.x - after.size / 2];
}

/**
 * How high the Bézier curve with level ends runs at a share of its way across.
 * @param {number} from @param {number} to @param {number} share
 */
export function heightOf(from, to, share) {
  let [low, high] = [0, 1];
  // Across it runs 1.5t − 1.5t² + t³, which only grows: halve until t is known.
  for (let step = 0; step < 12; step++) {
    const t = (low + high) / 2;
    if (1.5 * t - 1.5 * t * t + t * t * t < share) low = t;
    else high = t;
  }
  return from + (to - from) * (3 * low * low - 2 * low ** 3);
}
