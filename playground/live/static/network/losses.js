// Keras' losses, as the mean over rows, without penalties; tests hold them against Keras.

/** Keras keeps probabilities so far from 0 and from 1. */
const EPSILON = 1e-7;
/** Up to this error Huber's loss is a square. */
const DELTA = 1;

const clipped = (/** @type {number} */ share) => Math.max(EPSILON, Math.min(1 - EPSILON, share));

/** Of one output of one row, from the output ŷ and its target y. @type {Object<string, (y: number, answer: number) => number>} */
const EACH = {
  mse: (y, answer) => (y - answer) ** 2,
  mae: (y, answer) => Math.abs(y - answer),
  huber: (y, answer) => {
    const error = Math.abs(y - answer);
    return error <= DELTA ? error ** 2 / 2 : DELTA * (error - DELTA / 2);
  },
  binary_crossentropy: (y, answer) => -(y * Math.log(clipped(answer)) + (1 - y) * Math.log(1 - clipped(answer))),
  // Classes are 0 and 1; the network learns −1 and 1.
  hinge: (y, answer) => Math.max(0, 1 - (2 * y - 1) * answer),
};

/**
 * From the sums before sigmoid or softmax, where nothing is too near to 0 or 1: so Keras does it while it trains and evaluates.
 * @param {number} y @param {number} s
 */
const binaryFromSum = (y, s) => Math.max(s, 0) - s * y + Math.log1p(Math.exp(-Math.abs(s)));

/**
 * @param {string} name of the loss, as Keras has it
 * @param {Float64Array} outputs of the network in its own unit: before a standardised target is turned back; shape (rows, width)
 * @param {Float64Array} truth targets in the same unit, classes as 0 and 1; of the same shape
 * @param {number} width how many outputs there are
 * @param {Float64Array | null} [sums] what the outputs were made of by a sigmoid or softmax, where Keras' cross-entropies start from these
 * @returns {number} the mean over rows; without rows, and with outputs that are no numbers, none
 */
export function lossOf(name, outputs, truth, width, sums = null) {
  if (name === "categorical_crossentropy") return crossEntropy(outputs, truth, width, sums);
  const [of, values] = name === "binary_crossentropy" && sums ? [binaryFromSum, sums] : [EACH[name], outputs];
  let total = 0;
  for (let at = 0; at < values.length; at++) total += of(truth[at], values[at]);
  return total / values.length;
}

/** @param {Float64Array} outputs @param {Float64Array} truth @param {number} width @param {Float64Array | null} sums */
function crossEntropy(outputs, truth, width, sums) {
  let total = 0;
  for (let from = 0; from < outputs.length; from += width) {
    const row = (/** @type {Float64Array} */ values) => values.subarray(from, from + width);
    const logarithms = sums ? fromSums(row(sums)) : fromShares(row(outputs));
    // What has no part in the target counts nothing, were its probability 0 or no number.
    for (let unit = 0; unit < width; unit++) if (truth[from + unit] !== 0) total -= truth[from + unit] * logarithms[unit];
  }
  return (total * width) / outputs.length;
}

/** The logarithms of a row's probabilities, from the sums before softmax. @param {Float64Array} sums */
function fromSums(sums) {
  const most = sums.reduce((high, sum) => Math.max(high, sum), -Infinity);
  const all = most + Math.log(sums.reduce((total, sum) => total + Math.exp(sum - most), 0));
  return sums.map((sum) => sum - all);
}

/** The same from the probabilities, brought to add up to 1. @param {Float64Array} shares */
function fromShares(shares) {
  const all = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => Math.log(clipped(share / all)));
}
