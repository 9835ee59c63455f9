// The worked example in words and formulas: what each step is about, with the numbers of this network and this run.

import { decimal } from "../numbers.js";
import { equation, fraction, number, operator, power, variable } from "./formula.js";

/**
 * @typedef {import("./worked_example.js").Seen} Seen
 */

const [EQUALS, PLUS, MINUS, TIMES] = ["=", "+", "−", "·"].map(operator);
const X = variable("x", undefined, "np-in");
const Y = variable("y", undefined, "np-out");
const ANSWER = `<mover class="np-out"><mi>y</mi><mo>^</mo></mover>`;
const REALS = `<mi mathvariant="normal">ℝ</mi>`;
const whole = (/** @type {number} */ value) => `<mn>${value.toLocaleString("en")}</mn>`;
const word = (/** @type {string} */ text) => `<mtext>${text}</mtext>`;
const row = (/** @type {string[]} */ ...parts) => `<mrow>${parts.join("")}</mrow>`;
const pair = (/** @type {number[]} */ values, /** @type {number} */ places, /** @type {string} */ colour) =>
  row(operator("("), ...values.map((value, n) => (n ? operator(", ") : "") + number(value, { places, colour, bare: true })), operator(")"));
const AREA = `<mspace width="0.2em"></mspace><msup><mtext>cm</mtext><mn>2</mn></msup>`;
const MEAN = operator("∑") + power(row(operator("("), Y, MINUS, ANSWER, operator(")")), "<mn>2</mn>");

/** @type {((seen: Seen) => string)[]} the formula of each step, as HTML */
const FORMULAS = [
  ({ content }) => shape(X, content.rows.length) + shape(Y, content.rows.length),
  () => equation([ANSWER, EQUALS, `<mi>f</mi>`, operator("("), X, operator(")")]) + equation([`<mi>f</mi>`, operator(":"), power(REALS, "<mn>2</mn>"), operator("→"), power(REALS, "<mn>2</mn>")]),
  ({ content }) => {
    const [train, validation, test] = content.parts.map((part) => part.length);
    return (
      equation([whole(content.rows.length), EQUALS, whole(train), PLUS, whole(validation), PLUS, whole(test)]) +
      equation([whole(test), EQUALS, "<mn>0.2</mn>", TIMES, whole(content.rows.length)]) +
      equation([whole(validation), EQUALS, "<mn>0.1</mn>", TIMES, whole(train + validation)])
    );
  },
  () => equation([`<mi>s</mi>`, EQUALS, power("<mi>w</mi>", "<mi>T</mi>"), X], "4") + equation([`<mi>a</mi>`, EQUALS, word("max"), operator("("), "<mn>0</mn>", operator(", "), `<mi>s</mi>`, operator(")")]),
  ({ way, total }) => {
    const counts = way.layers.map(({ parameters }) => parameters).filter(Boolean);
    return equation([...counts.map((count, n) => (n ? PLUS : "") + whole(count)), EQUALS, whole(total)]);
  },
  ({ way, batchError }) => {
    const size = way.batch.length;
    const error = equation([`<mi>E</mi>`, EQUALS, fraction("<mn>1</mn>", row(whole(size), TIMES, whole(2))), MEAN, EQUALS, number(batchError, { places: 4 }), AREA]);
    const step = [`<mi>w</mi>`, operator("←"), `<mi>w</mi>`, MINUS, number(way.rate), fraction(row(operator("∂"), "<mi>E</mi>"), row(operator("∂"), "<mi>w</mi>"))];
    return error + equation(step);
  },
  ({ way, content }) =>
    equation([whole(content.parts[0].length), operator("/"), whole(way.batch.length), EQUALS, whole(way.updates), word("\u00a0updates an epoch")]) +
    equation([whole(way.updates), TIMES, whole(way.epochs), EQUALS, whole(way.updates * way.epochs), word("\u00a0in all")]),
  ({ losses, epoch, run }) => (epoch ? last("training", "np-positive", losses.loss[epoch - 1]) + last("validation", "np-negative", losses.validation[epoch - 1]) : waiting(run)),
  ({ test, content, run }) =>
    test === null
      ? waiting(run)
      : equation([`<mi>E</mi>`, EQUALS, fraction("<mn>1</mn>", row(whole(content.parts[2].length), TIMES, whole(2))), MEAN, EQUALS, number(test, { places: 4 }), AREA]) +
        equation([`<msqrt><mi>E</mi></msqrt>`, EQUALS, number(Math.sqrt(test), { places: 3 }), word("\u00a0cm")]),
  ({ flower, answer, run }) =>
    answer ? equation([ANSWER, EQUALS, `<mi>f</mi>`, pair(flower, 1, "np-in"), EQUALS, pair(answer, 3, "np-out"), word("\u00a0cm")]) : waiting(run),
];

/** @param {Seen["run"]} run */
function waiting(run) {
  return `${equation([ANSWER, EQUALS, `<mi>f</mi>`, operator("("), X, operator(")")])}<p role="status">${run ? run.status : "not trained yet"}</p>`;
}

/** @param {string} letter @param {number} rows */
function shape(letter, rows) {
  return equation([letter, operator("∈"), power(REALS, row(whole(rows), operator("×"), whole(2)))]);
}

/** @param {string} part @param {string} colour @param {number} value */
function last(part, colour, value) {
  return equation([`<msub><mi>E</mi><mtext>${part}</mtext></msub>`, EQUALS, number(value, { places: 4, colour }), AREA]);
}

/** @param {Seen} seen */
export function formula(seen) {
  return FORMULAS[seen.step](seen);
}

const from = (/** @type {Seen} */ { content, way }) => kind(content, way.inputs);
const to = (/** @type {Seen} */ { content, way }) => kind(content, way.targets);
const kind = (/** @type {Seen["content"]} */ content, /** @type {number[]} */ columns) => content.measurements[columns[0]].label.split(" ")[0];

/** @type {((seen: Seen) => string)[]} one or two sentences about each step */
const WORDS = [
  (seen) => `Iris: 150 flowers, 50 of each of three species. <b class="np-in">x</b> is what goes in, the ${from(seen)}s, and <b class="np-out">y</b> what comes out, the ${to(seen)}s.`,
  (seen) =>
    `Can a flower’s ${to(seen)}s be told from its ${from(seen)}s? ` +
    "The lecture’s prose and figure 9 say petals in, sepals out; its code takes columns 0 and 1 as x, and these are the sepals. Here each axis has its column’s own name, and either direction works.",
  ({ content }) => `Keras’ validation split takes the last tenth of the rows that are left, as they lie after the shuffle: ${by(content, 1)}. The test rows are ${by(content, 2)}.`,
  () => "Three hidden layers of ReLU units, which bend; a linear output, for a measurement may be any number.",
  () => "Each unit has a weight for every unit of the layer before it, and a bias: before × units + units.",
  (seen) =>
    `The loss is the mean of the squared errors over the rows of a batch and both outputs. Always answering the mean would give ${decimal(seen.way.baseline, 3)} cm² on the training rows: the number to beat. ` +
    "The lecture’s update rule stands here with its learning rate ν, which two of its formulas leave out.",
  ({ run }) => (run ? "Every epoch goes through all training rows once, four at a time, and then looks at the validation rows." : "Press “Fit now”: the network trains at this moment, in Keras, and its losses arrive epoch by epoch."),
  ({ losses, epoch, way }) =>
    epoch ? `After ${epoch} epochs the training loss is ${percent(losses.loss[epoch - 1] / way.baseline)} of what always answering the mean gives. The lecture speaks of an accuracy as well: a regression has none, only its loss.` : "",
  ({ test, way, content }) =>
    test === null ? "" : `Its root, ${decimal(Math.sqrt(test), 2)} cm, is the size of a typical error. The lecture’s ${content.claimed.toFixed(4)} is a mean squared error in cm², not 10 %, and one draw of split and weights, with sepals in. Of 20 other draws in the direction shown here, eight in ten came between about ${way.typical[0]} and ${way.typical[2]}, and half came below about ${way.typical[1]}.`,
  (seen) => (seen.answer ? `${sentence(seen)} ${nearest(seen)}` : ""),
];

/** How many rows of a part are of each species. @param {Seen["content"]} content @param {number} part */
function by({ classes, species, parts }, part) {
  const counts = classes.map((name, n) => `${parts[part].filter((row) => species[row] === n).length} ${name}`);
  return `${counts.slice(0, -1).join(", ")} and ${counts[counts.length - 1]}`;
}

/** @param {number} share */
function percent(share) {
  return `${decimal(100 * share, 0)} %`;
}

/** @param {Seen} seen */
function sentence({ content, way, answer }) {
  const said = way.targets.map((column, n) => `a ${content.measurements[column].label.replace(" (cm)", "")} of ${decimal(answer[n], 2)} cm`);
  return `The network answers ${said.join(" and ")}.`;
}

/** What the most similar flower that it has trained on has. @param {Seen} seen */
function nearest({ content, way, flower }) {
  const far = (/** @type {number} */ row) => Math.hypot(...way.inputs.map((column, n) => content.rows[row][column] - flower[n]));
  const row = content.parts[0].reduce((best, other) => (far(other) < far(best) ? other : best));
  const values = (/** @type {number[]} */ columns) => columns.map((column) => content.rows[row][column]).join(" and ");
  return `The most similar training flower, row ${row + 1} (${content.classes[content.species[row]]}), has ${values(way.inputs)} cm and in truth ${values(way.targets)} cm.`;
}

/** @param {Seen} seen */
export function words(seen) {
  return `<p role="status">${WORDS[seen.step](seen)}</p>`;
}

/** What the script prints at a step, as far as it is known; nothing where the picture shows it. @param {Seen} seen @returns {string} */
export function printed({ step, content, way, losses, epoch, test, answer }) {
  if (step === 2) {
    const [train, validation, tested] = content.parts.map((part) => part.length);
    return `${train} rows train, ${validation} validate, ${tested} test`;
  }
  if (step === 6) return epochsPrinted(losses, epoch, way.epochs);
  // Keras counts in single precision and prints in double.
  if (step === 8 && test !== null) return `test: {'loss': ${Math.fround(test)}}`;
  if (step !== 9 || !answer) return "";
  const said = way.targets.map((column, n) => `'${content.measurements[column].label}': ${answer[n].toPrecision(6)}`);
  return `a new row: {${said.join(", ")}}`;
}

/** The last few lines of `fit`. @param {Seen["losses"]} losses @param {number} epoch @param {number} epochs */
function epochsPrinted({ loss, validation }, epoch, epochs) {
  const lines = Array.from({ length: Math.min(4, epoch) }, (_, n) => {
    const at = epoch - Math.min(4, epoch) + n;
    return `Epoch ${at + 1}/${epochs} - loss: ${loss[at].toFixed(4)} - val_loss: ${validation[at].toFixed(4)}`;
  });
  return lines.join("\n");
}
