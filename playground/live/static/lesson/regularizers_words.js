// What the page on regularizers says: each remedy's formula with the numbers of its film, a table of both, and where the lecture slips.

import { equation, fraction, operator, power, variable } from "./formula.js";
import { digits } from "./reel.js";

/**
 * @typedef {import("./regularizers.js").State} State
 * @typedef {import("./regularizers.js").Content} Content
 * @typedef {import("./reel.js").Seen} Seen
 */

const EQUALS = operator("=");
const PLUS = operator("+");
const TIMES = operator("·");
const SUM = operator("∑");
const HAT = "<mover><mi>y</mi><mo>^</mo></mover>";

/** @param {string} words */
const text = (words) => `<mtext>${words}</mtext>`;
/** @param {number | null} value @param {string} [colour] */
const value = (value, colour = "") => `<mrow class="${colour}"><mn>${digits(value)}</mn></mrow>`;
/** @param {string} part */
const error = (part) => `<msub class="np-${part}"><mi>E</mi><mtext>${part}</mtext></msub>`;

/** @type {Object<string, (strength: number, seen: Seen[], state: State) => string[]>} */
const FORMULAS = {
  l1: (strength, seen) => [penalized(operator("|") + variable("w") + operator("|"), strength, seen[1], "absolute")],
  l2: (strength, seen) => [penalized(power(variable("w"), "<mn>2</mn>"), strength, seen[1], "squared")],
  dropout: (p) => [
    equation([variable("a"), operator("→"), "<mn>0</mn>", text("&nbsp;with probability&nbsp;"), variable("p"), EQUALS, value(p), text("&nbsp;in each step, otherwise&nbsp;"), fraction(variable("a"), `<mn>1</mn>${operator("−")}${variable("p")}`), EQUALS, value(1 / (1 - p)), TIMES, variable("a")]),
  ],
  stopping: (patience, seen) => [best(seen[1], patience)],
  normalization: () => {
    const scaled = fraction(`${variable("a")}${operator("−")}${variable("μ")}`, `<msqrt>${power(variable("σ"), "<mn>2</mn>")}${PLUS}<mn>0.001</mn></msqrt>`);
    return [equation([variable("a"), operator("→"), variable("γ"), TIMES, scaled, PLUS, variable("β"), text("&nbsp;: μ and σ² of each unit over the batch of 8 rows, γ and β learned")])];
  },
  noise: (sigma) => [
    equation([variable("x"), operator("→"), variable("x"), PLUS, variable("ε"), text("&nbsp;, ε normal with mean 0 and standard deviation&nbsp;"), variable("σ"), EQUALS, value(sigma), text("&nbsp;, drawn anew in each step; x is in standard deviations")]),
  ],
  pictures: (s) => [
    equation([variable("x"), operator("→"), text("zoomed(shifted(turned("), variable("x"), text(")))&nbsp;: by up to ±"), value(90 * s), text("°, by ±"), value(4 * s), text("&nbsp;of 8 pixels, by ±"), value(100 * s), text("&nbsp;%, drawn anew in each step")]),
  ],
};

/** What each remedy is; where the lecture slips, it is put right here. @type {Object<string, string>} */
const NOTES = {
  fit: "The lecture's three situations: bias (1), a match (2), variance (3).",
  l1: "The gradient of λ·|w| is ±λ, so weights that the error does not need go to 0. With Keras' steps they end close to 0, not exactly there: the table counts those smaller than 0.001.",
  l2: "The gradient of λ·w² is 2·λ·w: large weights are pulled hardest. The sums are over all weights; biases are free.",
  dropout: "Switched off are other units in each step, and none when the network is used: the errors here are those of the whole network.",
  stopping: "The lecture stops by the validation accuracy. A regression has none; what is watched here, as usual in Keras, is the validation loss.",
  normalization: "The lecture says that the technique is not used at the final layer and so does not apply here. It does apply: it stands behind hidden layers. And it does not make layers independent: each has to adapt less to the scale of the one before.",
  pictures: "A digit that is turned a little is the same digit: the label must survive what is done to the picture. The runs learn from few of the 1,797 digits, so that there is something to gain.",
  noise: "The lecture augments pictures; a table's rows can be augmented, too: by noise that a label should survive.",
};

/** @param {State} state @param {Seen[]} seen @param {Content} content */
export function formulas(state, seen, content) {
  if (state.show === "fit") return fits(state, seen, content);
  const last = seen[seen.length - 1];
  return FORMULAS[state.show](last.told.facts[state.show], seen, state).join("");
}

/** @param {State} state @param {Seen[]} seen @param {Content} content */
function fits({ rows }, seen, { variances }) {
  const each = rows === "sine" ? [power(`${operator("(")}${variable("y")}${operator("−")}${HAT}${operator(")")}`, "<mn>2</mn>")] : [operator("−"), text("ln&nbsp;"), text("of the true class's probability")];
  const noise = variances[rows];
  const floor = noise === undefined ? [] : [text("&nbsp;; the noise alone:&nbsp;"), power(variable("σ"), "<mn>2</mn>"), EQUALS, value(noise)];
  const gaps = seen.filter(({ errors }) => errors).map(({ told, errors }) => {
    const { training, validation } = /** @type {NonNullable<Seen["errors"]>} */ (errors);
    return equation([text(`${told.title.slice(0, 2)}&nbsp;`), error("validation"), operator("−"), error("training"), EQUALS, value(validation, "np-validation"), operator("−"), value(training, "np-training"), EQUALS, value(validation - training)]);
  });
  return equation([variable("E"), EQUALS, text("mean of&nbsp;"), ...each, ...floor]) + gaps.join("");
}

/** Training loss = error + penalty. @param {string} term @param {number} strength @param {Seen} seen @param {"absolute" | "squared"} which */
function penalized(term, strength, { errors, sizes }, which) {
  const head = [text("loss"), EQUALS, error("training"), PLUS, variable("λ"), SUM, term];
  const sum = sizes?.[which] ?? null;
  if (!errors || sum === null) return equation(head);
  return equation([...head, EQUALS, value(errors.training, "np-training"), PLUS, value(strength), TIMES, value(sum), EQUALS, value(errors.training + strength * sum)]);
}

/** @param {Seen} seen @param {number} patience */
function best({ ending, last, errors }, patience) {
  const goal = [text("best epoch"), EQUALS, text("argmin&nbsp;"), error("validation")];
  if (!ending || !errors) return equation(goal);
  if (ending.back === undefined) return equation([...goal, text("&nbsp;: the run went to its last epoch,&nbsp;"), `<mn>${last}</mn>`, text("&nbsp;, and keeps its weights")]);
  return equation([...goal, EQUALS, `<mn>${ending.back}</mn>`, text("&nbsp;; stopped at&nbsp;"), `<mn>${ending.back}</mn>`, PLUS, `<mn>${patience}</mn>`, EQUALS, `<mn>${last}</mn>`, text("&nbsp;; back to&nbsp;"), error("validation"), EQUALS, value(errors.validation, "np-validation")]);
}

/** @param {State} state @param {Seen[]} seen @param {Content} content */
export function said(state, seen, content) {
  return `<p>${NOTES[state.show]}</p>${table(seen, content)}`;
}

/** @param {Seen[]} seen @param {Content} content */
function table(seen, { small }) {
  const columns = ["epoch", "training error", "validation error", "test error", `weights |w| &lt; ${small}`, "root mean square of the weights"];
  const body = seen.map(({ told, epoch, errors, sizes }) => {
    const share = sizes && `${((100 * sizes.small) / sizes.count).toFixed(1)} %`;
    const size = sizes && sizes.squared !== null && digits(Math.sqrt(sizes.squared / sizes.count));
    const cells = [epoch.toLocaleString("en"), ...["training", "validation", "test"].map((part) => digits(errors?.[part] ?? null)), share ?? "–", size || "–"];
    return `<tr><th scope="row">${told.title}</th>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  const head = columns.map((name) => `<th scope="col">${name}</th>`).join("");
  return `<table><thead><tr><th scope="col">film</th>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}
