// What the neurons of a picture show: a map each where there are two axes, else one value.

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {{values: Float64Array[], width: number, height: number}} Maps of each level: shape (points, units)
 * @typedef {{maps: Maps | null, fills: Float64Array[]}} Look the maps or, without them, a value for each neuron, level by level
 */

/**
 * @param {Net} net @param {ArrayLike<number>} weights
 * @param {number} products that there is time for: maps get as fine as that allows
 * @param {number | null} row whose values neurons show without maps; null for the mean over rows
 * @returns {Look}
 */
export function lookOf(net, weights, products, row) {
  const points = products / net.data.parameters;
  if (!net.axes) return { maps: null, fills: row === null ? net.means(weights, points) : net.levels(weights, net.inputsOf(row)) };
  const all = net.axes[0].length * net.axes[1].length;
  const { inputs, width, height } = /** @type {import("./net.js").Grid} */ (net.grid(Math.max(1, Math.ceil(Math.sqrt(all / points)))));
  return { maps: { values: net.levels(weights, inputs), width, height }, fills: [] };
}
