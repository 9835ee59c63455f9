// The arithmetic of playground/lessons/depth.py, draws included, for a picture that answers at once; a test holds one against the other.

/** @typedef {import("./back_propagation_maths.js").Activation} Activation */
/** @typedef {{gradient: number, blame: number, coming: number}} Sizes mean |∂E/∂w|, mean |∂E/∂s| and mean |a| of what comes in */

const DEVIATIONS = { small: 0.05, large: 1 };

/** Numbers between 0 and 1: mulberry32. @param {number} seed @param {number} count @returns {number[]} */
export function uniformDraws(seed, count) {
  return Array.from({ length: count }, (_, n) => {
    let t = (seed + Math.imul(n + 1, 0x6d2b79f5)) | 0;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  });
}

/** One of each two even numbers (Box and Muller). @param {number[]} uniform @returns {number[]} */
export function normalDraws(uniform) {
  return Array.from({ length: uniform.length / 2 }, (_, n) => Math.sqrt(-2 * Math.log(uniform[2 * n])) * Math.cos(2 * Math.PI * uniform[2 * n + 1]));
}

/**
 * The weights of each layer from the first hidden one to the output, an array for each input.
 * @param {string} scheme @param {number} layers @param {number} units @param {number} seed @returns {number[][][]}
 */
export function initialWeights(scheme, layers, units, seed) {
  const widths = [2, ...Array(layers).fill(units), 1];
  const counts = widths.slice(1).map((here, n) => widths[n] * here);
  const uniform = uniformDraws(seed, 2 * counts.reduce((sum, count) => sum + count, 0));
  let begin = 0;
  return counts.map((count, n) => {
    const taken = uniform.slice(begin, begin + 2 * count);
    begin += 2 * count;
    const [before, here] = [widths[n], widths[n + 1]];
    const limit = Math.sqrt(6 / (before + here));
    const drawn = scheme === "glorot" ? taken.filter((_, k) => k % 2 === 0).map((u) => (2 * u - 1) * limit) : normalDraws(taken).map((z) => DEVIATIONS[scheme] * z);
    return Array.from({ length: before }, (_, i) => drawn.slice(i * here, (i + 1) * here));
  });
}

/**
 * The sizes in each layer, from the first hidden one to the output.
 * @param {number[][][]} weights @param {number[][]} x @param {number[]} y @param {Activation} activation @returns {Sizes[]}
 */
export function sizesByLayer(weights, x, y, activation) {
  const last = weights.length - 1;
  const coming = [x];
  const slopes = [];
  for (const w of weights.slice(0, last)) {
    const s = product(coming[coming.length - 1], w);
    coming.push(s.map((row) => row.map(activation.value)));
    slopes.push(s.map((row) => row.map(activation.slope)));
  }
  let blame = product(coming[last], weights[last]).map(([a], i) => [-(y[i] - a)]);
  /** @type {Sizes[]} */
  const found = [];
  for (let layer = last; layer >= 0; layer--) {
    const gradient = product(turned(coming[layer]), blame).map((row) => row.map((sum) => sum / x.length));
    found.unshift({ gradient: size(gradient), blame: size(blame), coming: size(coming[layer]) });
    if (layer) blame = product(blame, turned(weights[layer])).map((row, i) => row.map((sum, j) => sum * slopes[layer - 1][i][j]));
  }
  return found;
}

/** @param {number[][]} a @param {number[][]} b */
function product(a, b) {
  return a.map((row) => {
    const sums = b[0].map(() => 0);
    row.forEach((value, k) => b[k].forEach((weight, j) => (sums[j] += value * weight)));
    return sums;
  });
}

/** @param {number[][]} a */
function turned(a) {
  return a[0].map((_, j) => a.map((row) => row[j]));
}

/** The mean absolute value. @param {number[][]} a */
function size(a) {
  return a.reduce((sum, row) => sum + row.reduce((part, value) => part + Math.abs(value), 0), 0) / (a.length * a[0].length);
}
