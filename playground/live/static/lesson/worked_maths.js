// The arithmetic of the worked example, as in `playground/lessons/worked_example.py`.

/**
 * @typedef {{units: number, kernel: Float32Array, bias: Float32Array}} Layer kernel: row by row, one row for each unit before
 */

/**
 * Reads what the film keeps of a trained network.
 * @param {string} text kernels and biases in Keras' order as little-endian float32, in base64
 * @param {number[]} widths of the layers, from the inputs on
 * @returns {Layer[] | null} null if it is no such network
 */
export function layersOf(text, widths) {
  const bytes = Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
  const all = new DataView(bytes.buffer);
  const numbers = Float32Array.from({ length: bytes.length / 4 }, (_, i) => all.getFloat32(4 * i, true));
  let at = 0;
  const taken = (/** @type {number} */ count) => numbers.subarray(at, (at += count));
  const layers = widths.slice(1).map((units, n) => ({ units, kernel: taken(widths[n] * units), bias: taken(units) }));
  return at === numbers.length ? layers : null;
}

/**
 * What the network answers: the sums of each hidden layer are bent, by ReLU unless said, and those of the last are not.
 * @param {Layer[]} layers @param {number[]} x one row of inputs
 * @param {(sum: number, layer: number, unit: number) => number} [bent] what a hidden unit gives
 */
export function predict(layers, x, bent = (sum) => Math.max(0, sum)) {
  return layers.reduce((/** @type {number[]} */ before, layer, n) => {
    const sums = dense(layer, before);
    return n === layers.length - 1 ? sums : sums.map((sum, unit) => bent(sum, n, unit));
  }, x);
}

/** The sums of a layer, s = xW + b. @param {Layer} layer @param {number[]} x */
function dense({ units, kernel, bias }, x) {
  const sums = Array.from(bias);
  x.forEach((value, row) => {
    for (let unit = 0; unit < units; unit += 1) sums[unit] += value * kernel[row * units + unit];
  });
  return sums;
}

/** The mean of (y - ŷ)² over rows and outputs. @param {number[][]} y @param {number[][]} answers */
export function meanSquaredError(y, answers) {
  const squares = y.flatMap((row, i) => row.map((value, k) => (value - answers[i][k]) ** 2));
  return squares.reduce((sum, square) => sum + square, 0) / squares.length;
}
