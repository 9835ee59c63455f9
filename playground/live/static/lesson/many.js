// Bias and variance: one network trained many times, each time on other rows of the same noisy wave, as thin lines with their mean.

import { made } from "../svg.js";
import { Controls } from "./controls.js";
import { average, answer, biasAndVariance } from "./ensembles_maths.js";
import { equation, operator, power, variable } from "./formula.js";
import { Outcomes } from "./outcomes.js";
import { Plot, lineThrough } from "./plot.js";
import { digits } from "./reel.js";
import { section } from "./section.js";

const TITLE = "Bias and variance: the same network many times";
/** Heights of the wave that every line has room for. */
const REACH = 2.2;
const HAT = "<mover><mi>y</mi><mo>^</mo></mover>";

/**
 * @typedef {Object} Content
 * @property {number[]} places
 * @property {number[]} truth the wave without noise there
 * @property {Object<string, {label: string, widths: number[], activation: string, epochs: number}>} networks
 * @property {{x: number[], y: number[], mean: number, deviation: number}[]} draws the training rows of each run
 * @property {number} noise its variance
 * @typedef {{count: number, spread: ReturnType<typeof biasAndVariance>, error: number, bias: number, variance: number}} Seen
 */

export class Many {
  /** What the server has, by its name. @type {Object<string, string[]>} */
  #trained = {};
  /** @type {string[]} */
  #ids = [];
  #situation = "";
  /** How many runs the server has been asked for, by situation, in this visit of the page. @type {Map<string, number>} */
  #asked = new Map();
  /** Whether a situation's runs are to go on to the last. @type {Set<string>} */
  #wanted = new Set();
  /** @type {Map<string, number[][]>} situation -> answers of each run so far */
  #lines = new Map();
  /** @type {Map<string, Seen>} situation -> what was seen last */
  #seen = new Map();
  #key = "";

  /** @param {import("./lesson.js").Host} host @param {Content} content @param {import("./controls.js").Control[]} controls @param {URL} base */
  constructor(host, content, controls, base) {
    Object.assign(this, { host, content });
    const count = content.draws.length;
    const intro = `Who over-fits learns the noise: with other noise it would have learned something else. Train one network ${count} times, each time on ${content.draws[0].x.length} other training rows
      of the same wave with other noise, from the same initial weights: how far off are the ${count} together (bias), and how far apart (variance)?`;
    this.parts = section(host.root, TITLE, intro);
    this.parts.stage.classList.add("np-beside");
    this.controls = new Controls(this.parts.choices, controls, (name, value) => host.change({ [name]: value }));
    this.button = Object.assign(document.createElement("button"), { type: "button", onclick: () => this.#press() });
    this.said = Object.assign(document.createElement("p"), { className: "np-progress", role: "status" });
    this.parts.choices.append(this.button, this.said);
    this.curves = new Plot(this.parts.stage);
    this.shares = new Plot(this.parts.stage);
    this.outcomes = new Outcomes(base, () => host.redraw());
  }

  close() {
    this.outcomes.close();
    this.curves.close();
    this.shares.close();
  }

  /** Takes the runs that the server has. @param {Object<string, string[]>} trained */
  show(trained) {
    this.#trained = trained;
    this.host.redraw();
  }

  /** @param {{many: string}} state */
  draw({ many }) {
    this.controls.show(this.host.state, []);
    this.#situation = many;
    this.#ids = this.#trained[`many-${many}`] ?? [];
    this.outcomes.want(this.#ids, this.content.networks[many].widths);
    this.#answer(many);
    this.#goOn(many);
    this.#showProgress(many);
    // The films above have the page drawn anew for every epoch: what is the same stays.
    const key = [many, ...[...this.#lines.entries()].map(([name, lines]) => `${name} ${lines.length}`)].join();
    if (key === this.#key) return;
    this.#key = key;
    const seen = this.#see(many);
    [this.parts.formula.innerHTML, this.parts.words.innerHTML] = [formula(seen, this.content.noise), this.#words(many)];
    this.#drawCurves(many, seen);
    this.#drawShares(many, seen);
  }

  /** The answers of runs that have come to their end since the last time. @param {string} many */
  #answer(many) {
    const lines = this.#lines.get(many) ?? [];
    this.#lines.set(many, lines);
    const { activation } = this.content.networks[many];
    for (const [run, { layers }] of this.outcomes.found.entries()) {
      if (!layers) break;
      if (run < lines.length) continue;
      const { mean, deviation } = this.content.draws[run];
      lines.push(this.content.places.map((x) => answer(layers, activation, [(x - mean) / deviation])));
    }
  }

  #press() {
    const many = this.#situation;
    // Runs that are not kept any more are trained again.
    if (this.outcomes.forgetFailed()) this.host.retry();
    this.#asked.delete(many);
    this.#wanted.add(many);
    this.host.redraw();
  }

  /** The next few are asked for when these have ended, so that others' runs take their turns between. @param {string} many */
  #goOn(many) {
    const done = this.outcomes.found.length;
    const failed = this.outcomes.found.some(({ layers }) => !layers);
    if (!this.#wanted.has(many) || failed || done < this.#ids.length || done >= this.content.draws.length) return;
    if (this.#asked.get(many) === done) return;
    this.#asked.set(many, done);
    this.host.ask({ many });
  }

  /** @param {string} many */
  #showProgress(many) {
    const { found, wait } = this.outcomes;
    const count = this.content.draws.length;
    const done = this.#lines.get(many)?.length ?? 0;
    const problem = found.find(({ layers }) => !layers)?.problem ?? "";
    const busy = this.#wanted.has(many) && done < count && !problem;
    this.button.textContent = `Train it ${count} times`;
    this.button.disabled = busy || done === count;
    this.said.textContent = problem || (busy ? `${done} of ${count} trained${wait ? `: ${wait.status}` : ""}` : done === count ? `${count} of ${count} trained` : "");
  }

  /** @param {string} many @returns {Seen | null} null before the second run */
  #see(many) {
    const lines = this.#lines.get(many) ?? [];
    if (lines.length < 2) return null;
    const known = this.#seen.get(many);
    if (known && known.count === lines.length) return known;
    const spread = biasAndVariance(lines, this.content.truth);
    const seen = { count: lines.length, spread, error: average(spread.error), bias: average(spread.bias), variance: average(spread.variance) };
    this.#seen.set(many, seen);
    return seen;
  }

  /** @param {string} many @param {Seen | null} seen */
  #drawCurves(many, seen) {
    const { places, truth, draws } = this.content;
    const lines = this.#lines.get(many) ?? [];
    const { x, y } = draws[Math.max(0, lines.length - 1)];
    const last = lines.length ? `the training rows of run ${lines.length}` : "the training rows of the first run";
    const words = `${lines.length} networks over x${seen ? ", their mean" : ""}, the wave without noise, and ${last}`;
    const path = (/** @type {number[]} */ heights, /** @type {string} */ name, /** @type {import("./plot.js").Place} */ place) =>
      made("path", { d: lineThrough(heights.map((height, i) => (Math.abs(height) > 2 * REACH ? null : [places[i], height])), place), class: name });
    const view = { low: [places[0], -REACH], high: [places[places.length - 1], REACH] };
    this.curves.show({ key: `${many} ${lines.length}`, view, titles: ["x", "y"], words }, (place) => [
      ...lines.map((heights) => path(heights, "np-one-of-many", place)),
      path(truth, "np-truth", place),
      ...x.map((value, i) => made("circle", { cx: place([value, y[i]])[0], cy: place([value, y[i]])[1], r: 3, class: "np-row-of-run" })),
      ...(seen ? [path(seen.spread.mean, "np-mean-of-many", place)] : []),
    ]);
  }

  /** @param {string} many @param {Seen | null} seen */
  #drawShares(many, seen) {
    const { places } = this.content;
    const most = seen ? Math.max(...seen.spread.error) : 1;
    const view = { low: [places[0], 0], high: [places[places.length - 1], most * 1.05] };
    const words = seen ? `Over x: squared bias, on average ${digits(seen.bias)}, and variance, on average ${digits(seen.variance)}` : "Squared bias and variance over x: nothing is trained yet";
    this.shares.show({ key: `${many} ${seen?.count ?? 0}`, view, titles: ["x", "bias² and variance"], words }, (place) =>
      seen ? [share(places, seen.spread.bias, "np-bias", place), share(places, seen.spread.variance, "np-variance", place)] : [],
    );
  }

  /** @param {string} many */
  #words(many) {
    const { networks, draws, places } = this.content;
    const rows = Object.keys(networks).map((name) => ({ name, seen: this.#see(name) }));
    const known = rows.filter(({ seen }) => seen);
    const legend = `<p class="np-key"><span class="np-line-of-many">━ one run</span> <span class="np-mean-of-many-words">━ their mean</span> <span>┅ f: sin x without noise</span>
      <span class="np-rows-words">● training rows of the run that came last</span> <span class="np-bias-words">━ bias²</span> <span class="np-variance-words">━ variance</span></p>`;
    if (!known.length) return `${legend}<p>Nothing is trained before you ask: ${draws.length} runs of ${networks[many].epochs} epochs.</p>`;
    const body = known.map(({ name, seen }) => cells(networks[name].label, /** @type {Seen} */ (seen)));
    const head = ["network", "runs", "bias²", "variance", "E[(ŷ − f)²]"].map((words) => `<th scope="col">${words}</th>`).join("");
    return `${legend}<table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>
      <p>Averages over the runs and over ${places.length} places from −1.5π to 1.5π.</p>`;
  }
}

/** @param {number[]} places @param {number[]} heights @param {string} name @param {import("./plot.js").Place} place */
function share(places, heights, name, place) {
  return made("path", { d: lineThrough(heights.map((height, i) => [places[i], height]), place), class: `np-share ${name}` });
}

/** @param {string} label @param {Seen} seen */
function cells(label, { count, bias, variance, error }) {
  return `<tr><th scope="row">${label}</th>${[String(count), ...[bias, variance, error].map(digits)].map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

/** @param {Seen | null} seen @param {number} noise the variance of the rows' noise */
function formula(seen, noise) {
  const [open, close, plus, equals, minus] = ["[", "]", "+", "=", "−"].map(operator);
  const squared = power(`${operator("(")}${HAT}${minus}${variable("f")}${operator(")")}`, "<mn>2</mn>");
  const named = (/** @type {string} */ name, /** @type {string} */ words) => `<mrow class="np-${name}-words"><mtext>${words}</mtext></mrow>`;
  const value = (/** @type {number} */ number, /** @type {string} */ name) => `<mrow class="np-${name}-words"><mn>${digits(number)}</mn></mrow>`;
  const head = [variable("E"), open, squared, close, equals, named("bias", "bias²"), plus, named("variance", "variance")];
  if (!seen) return equation(head);
  const sum = [equals, value(seen.bias, "bias"), plus, value(seen.variance, "variance"), equals, `<mn>${digits(seen.error)}</mn>`];
  const whole = `<mn>${digits(seen.error)}</mn>`;
  const more = ["<mtext>on noisy rows:&nbsp;</mtext>", whole, plus, power(variable("σ"), "<mn>2</mn>"), equals, whole, plus, `<mn>${digits(noise)}</mn>`, equals, `<mn>${digits(seen.error + noise)}</mn>`];
  return equation([...head, ...sum]) + equation(more);
}
