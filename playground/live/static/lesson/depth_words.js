// What the page on back-propagation says about deep networks: how much the gradient changes from layer to layer, and why.

import { significant } from "../numbers.js";
import { equation, fraction, operator, variable } from "./formula.js";

/** Sizes within this factor of each other are called about as large. */
const ALIKE = 3;
/** Gradients below this are called small. */
const SMALL = 1e-3;
/** Gradients above this are said to explode. */
const LARGE = 1e3;
const ACTIVATIONS = { sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU" };
const SCHEMES = { glorot: "Glorot's initial weights", small: "small initial weights (standard deviation 0.05)", large: "large initial weights (standard deviation 1)" };

/** @typedef {ReturnType<import("./depth.js").Depth["see"]>} Seen */

/** @param {string} above @param {string} below */
function partial(above, below) {
  return fraction(`<mi>∂</mi>${above}`, `<mi>∂</mi>${below}`);
}

/** The layer that is looked at with its numbers; at first, how one weight of it gets its gradient. @param {Seen} seen */
export function formulas(seen) {
  const { sizes, names, layer, state } = seen;
  const E = variable("E");
  const rule = equation([partial(E, variable("w")), operator("="), partial(E, variable("s")), operator("·"), variable("a")]);
  const output = layer === state.layers;
  const back = equation([partial(E, variable("s")), operator("="), partial(variable("a"), variable("s")), operator("·"), "<mo>∑</mo>", variable("w"), operator("·"), partial(E, `<msub><mi>s</mi><mtext>next</mtext></msub>`)]);
  if (layer === null) return back + rule;
  const { gradient, blame, coming } = sizes[layer];
  const numbers = [["∂E/∂s", blame, "np-of-blame"], ["a", coming, "np-of-input"], ["∂E/∂w", gradient, "np-of-gradient"]];
  const line = numbers.map(([name, value, colour]) => `<span>mean |${name}| = <strong class="${colour}">${significant(Number(value))}</strong></span>`).join("");
  const where = output ? "Output" : `Layer ${names[layer]}`;
  return `${output ? "" : back}${rule}<div class="np-sizes"><strong>${where}:</strong>${line}</div>`;
}

/** What the bars show, for those who do not see them. @param {Seen} seen */
export function picture({ sizes, names }) {
  return `Mean size of the gradient in each layer: ${sizes.map(({ gradient }, n) => `${names[n]} ${significant(gradient, 3)}`).join(", ")}`;
}

/** @param {Seen} seen */
export function below(seen) {
  return `<p role="status">${comparison(seen)}</p><p>${lecture(seen)}</p><p>${roads(seen)}</p>${table(seen)}`;
}

/** How the first layer does beside the output. @param {Seen} seen */
function comparison({ state, sizes }) {
  const { activation, initial, layers, units } = state;
  const network = `${layers === 1 ? "One hidden layer" : `${layers} hidden layers`} of ${units === 1 ? "one" : units} ${ACTIVATIONS[activation]} ${units === 1 ? "unit" : "units"}, ${SCHEMES[initial]}:`;
  const [first, last] = [sizes[0].gradient, sizes[layers].gradient];
  if (first === 0 && last === 0) return `${network} every gradient is 0. No row gets through to the output, so nothing is learned. Draw other weights.`;
  if (first === 0) return `${network} layer 1 gets no gradient at all: there is a 0 on every way back.`;
  return `${network} the gradients of layer 1 are ${ratio(first / last)} those of the output (mean |∂E/∂w| ${significant(first, 3)} and ${significant(last, 3)}).`;
}

/** @param {number} share */
function ratio(share) {
  if (share > ALIKE) return `${rounded(share)} times as large as`;
  return share < 1 / ALIKE ? `${rounded(1 / share)} times smaller than` : "about as large as";
}

/** A count of which two digits are enough. @param {number} count */
function rounded(count) {
  return count < 1e6 ? Number(count.toPrecision(2)).toLocaleString("en") : significant(count, 2);
}

/** The lecture's sentence beside what is so here. @param {Seen} seen */
function lecture({ state, sizes }) {
  const { layers } = state;
  const claim = "The lecture says that shallow layers are updated more softly than deep ones.";
  const [first, last] = [sizes[0], sizes[layers]];
  if (first.gradient === 0 || last.gradient === 0) return `${claim} What decides are the weights and derivatives on the way back; here there is a 0 among them.`;
  const share = first.gradient / last.gradient;
  const verdict = share < 1 / ALIKE ? "Here that is so." : share > ALIKE ? "Here it is the other way round." : "Here it is not so.";
  const [back, forth] = [per(first.blame / last.blame, layers), per(sizes[layers].coming / first.coming, layers)];
  const factors = `From layer to layer, what comes back is multiplied by ${significant(back, 2)} on average, and what goes forward by ${significant(forth, 2)}.`;
  const largest = Math.max(...sizes.map(({ gradient }) => gradient));
  const everywhere = Math.max(back, forth) < 1 && share > 1 / ALIKE && largest < SMALL;
  const both = everywhere ? ` What goes forward shrinks as well as what comes back, so deep layers are no better off: the largest mean |∂E/∂w| is ${significant(largest, 2)}.` : "";
  const huge = largest > LARGE ? ` The gradients explode: the largest mean |∂E/∂w| is ${significant(largest, 2)}.` : "";
  return `${claim} ${verdict} ${factors}${both}${huge} What comes back shrinks where weights and derivatives are small, and grows where they are large; a gradient is that times what comes in.`;
}

/** The factor a layer that makes up the whole. @param {number} whole @param {number} layers */
function per(whole, layers) {
  return whole ** (1 / layers);
}

/** Why nobody writes out equation (6) here. @param {Seen} seen */
function roads({ state: { layers, units } }) {
  const count = units ** (layers - 1);
  const lines = count === 1 ? "one line" : `${count < 1e6 ? count.toLocaleString("en") : significant(count, 2)} lines`;
  return `Equation (6) of a weight of layer 1 would have ${lines} here, one a path. Back-propagation needs no list of paths: each layer takes over what the next one has summed up.`;
}

/** @param {Seen} seen */
function table({ sizes, names }) {
  const line = ({ gradient, blame, coming }, /** @type {number} */ n) => `<tr><th scope="row">${names[n]}</th>${[gradient, blame, coming].map((size) => `<td>${significant(size)}</td>`).join("")}</tr>`;
  return `<table><thead><tr><th scope="col">layer</th><th scope="col">mean |∂E/∂w|</th><th scope="col">mean |∂E/∂s|</th><th scope="col">mean |a| coming in</th></tr></thead><tbody>${sizes.map(line).join("")}</tbody></table>
    <p>At the initial weights, all biases 0; the output is one linear unit, E the mean of ½(y − a)² over the 100 flowers; |∂E/∂s| is that of one flower's error.</p>`;
}
