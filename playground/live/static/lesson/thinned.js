// Dropout as the lecture's figure 8: a trained network of which other units are switched off in each step, drawn, and what is left answers.

import { answer, average, masks } from "./ensembles_maths.js";
import { equation, fraction, operator, variable } from "./formula.js";
import { Outcomes } from "./outcomes.js";
import { Plot, lineThrough } from "./plot.js";
import { digits } from "./reel.js";
import { section } from "./section.js";
import { ThinnedDiagram } from "./thinned_diagram.js";
import { made } from "../svg.js";

/** The mean is that of so many thinned networks, the last ones drawn. */
const MANY = 30;
const HAT = "<mover><mi>y</mi><mo>^</mo></mover>";

/**
 * @typedef {Object} Content
 * @property {number[]} places inputs of the sine
 * @property {number[]} x of the training rows @property {number[]} y
 * @property {number} mean @property {number} deviation of the training rows
 * @property {number[]} widths of the layers @property {string} activation @property {number} epochs
 */

export class Thinned {
  /** How many thinned networks have been drawn; each has the number of its draw as the seed of its masks. */
  #drawn = 1;
  #key = "";
  #of = "";
  /** What each mask leaves answers, by its number. @type {Map<number, number[]>} */
  #lines = new Map();
  /** @type {number[] | null} */
  #whole = null;
  /** @type {Object<string, string[]>} */
  #trained = {};

  /** @param {import("./lesson.js").Host} host @param {Content} content @param {URL} base */
  constructor(host, content, base) {
    Object.assign(this, { host, content });
    const hidden = content.widths.slice(1, -1);
    const intro = `The lecture's figure 8, on the noisy sine, with a network small enough to draw: ${hidden.join(" and ")} ReLU units, trained by Keras with the dropout that the slider says.
      Each press switches off other units, at the rate at which each training step did; the page draws these masks itself, for the ones that Keras drew are not kept.`;
    this.parts = section(host.root, "The thinned network of a step", intro);
    this.root = /** @type {HTMLElement} */ (this.parts.choices.parentElement);
    this.parts.stage.classList.add("np-beside");
    this.next = button("Another thinned network", () => this.#go(1));
    this.many = button(`${MANY} more`, () => this.#go(MANY));
    this.said = Object.assign(document.createElement("p"), { className: "np-progress" });
    this.parts.choices.append(this.next, this.many, this.said);
    this.diagram = new ThinnedDiagram(this.parts.stage, content.widths);
    this.plot = new Plot(this.parts.stage);
    this.outcomes = new Outcomes(base, () => host.redraw());
  }

  close() {
    this.outcomes.close();
    this.plot.close();
  }

  /** @param {Object<string, string[]>} trained */
  show(trained) {
    this.#trained = trained;
    this.host.redraw();
  }

  /** @param {{show: string, dropout: number}} state */
  draw({ show, dropout }) {
    this.root.hidden = show !== "dropout";
    if (this.root.hidden) return;
    const ids = this.#trained[`thinned-${dropout}`] ?? [];
    this.outcomes.want(ids, this.content.widths);
    const [outcome] = this.outcomes.found;
    const of = outcome?.layers ? `${ids[0]} ${dropout}` : "";
    if (of !== this.#of) [this.#lines, this.#whole] = [new Map(), null];
    this.#of = of;
    const key = `${of} ${dropout} ${this.#drawn} ${outcome?.problem ?? ""} ${this.outcomes.wait?.status ?? ""}`;
    if (key === this.#key) return;
    this.#key = key;
    this.#show(dropout, outcome ?? null);
  }

  /** @param {number} steps */
  #go(steps) {
    this.#drawn += steps;
    this.host.redraw();
  }

  /** @param {number} dropout @param {import("./outcomes.js").Outcome | null} outcome */
  #show(dropout, outcome) {
    const layers = outcome?.layers ?? null;
    const kept = masks(this.#drawn, this.content.widths.slice(1, -1), dropout);
    this.next.disabled = this.many.disabled = !layers;
    this.said.textContent = layers ? `thinned network ${this.#drawn.toLocaleString("en")}` : (outcome?.problem ?? this.outcomes.wait?.status ?? "training");
    this.diagram.show(kept, layers);
    const seen = layers ? this.#see(layers, dropout) : null;
    this.#drawCurves(seen);
    this.parts.formula.innerHTML = formula(dropout, seen);
    this.parts.words.innerHTML = words(kept, seen);
  }

  /** The answers of the last thinned networks, of their mean, and of the whole. @param {import("./worked_maths.js").Layer[]} layers @param {number} dropout */
  #see(layers, dropout) {
    const { places, activation, widths, mean, deviation } = this.content;
    const first = Math.max(1, this.#drawn - MANY + 1);
    const along = (/** @type {boolean[][]} */ kept, /** @type {number} */ share) => places.map((x) => answer(layers, activation, [(x - mean) / deviation], kept, share));
    this.#whole ??= along([], 0);
    for (const number of this.#lines.keys()) if (number < first) this.#lines.delete(number);
    for (let number = first; number <= this.#drawn; number += 1) {
      if (!this.#lines.has(number)) this.#lines.set(number, along(masks(number, widths.slice(1, -1), dropout), dropout));
    }
    const lines = [...this.#lines.values()];
    const whole = this.#whole;
    const averaged = places.map((_, i) => average(lines.map((line) => line[i])));
    const away = (/** @type {number[]} */ line) => Math.sqrt(average(line.map((value, i) => (value - whole[i]) ** 2)));
    return { lines, last: /** @type {number[]} */ (lines.at(-1)), whole, averaged, one: average(lines.map(away)), mean: away(averaged) };
  }

  /** @param {ReturnType<Thinned["#see"]> | null} seen */
  #drawCurves(seen) {
    const { places, x, y } = this.content;
    const reach = 2.2;
    const view = { low: [places[0], -reach], high: [places[places.length - 1], reach] };
    const words = seen ? `The answers of ${seen.lines.length} thinned networks over x, their mean, and the whole network's` : "The training rows; the network is not trained yet";
    this.plot.show({ key: this.#key, view, titles: ["x", "y"], words }, (place) => {
      const path = (/** @type {number[]} */ heights, /** @type {string} */ name) =>
        made("path", { d: lineThrough(heights.map((height, i) => (Math.abs(height) > reach ? null : [places[i], height])), place), class: name });
      const rows = x.map((value, i) => made("circle", { cx: place([value, y[i]])[0], cy: place([value, y[i]])[1], r: 4, class: "np-row-of-run" }));
      if (!seen) return rows;
      const thin = seen.lines.map((line) => path(line, "np-one-of-many"));
      return [...thin, ...rows, path(seen.averaged, "np-mean-of-many"), path(seen.last, "np-of-this-step"), path(seen.whole, "np-truth np-whole")];
    });
  }
}

/** @param {string} words @param {() => void} press */
function button(words, press) {
  return Object.assign(document.createElement("button"), { type: "button", textContent: words, onclick: press });
}

/** @param {number} dropout @param {ReturnType<Thinned["#see"]> | null} seen */
function formula(dropout, seen) {
  const [equals, minus, approximately] = ["=", "−", "≈"].map(operator);
  const number = (/** @type {number} */ value) => `<mn>${digits(value)}</mn>`;
  const kept = [variable("a"), operator("→"), "<mn>0</mn>", "<mtext>&nbsp;or&nbsp;</mtext>", fraction(variable("a"), `<mn>1</mn>${minus}${variable("p")}`), equals, fraction(variable("a"), number(1 - dropout))];
  if (!seen) return equation(kept);
  const whole = `<msub>${HAT}<mtext>whole</mtext></msub>`;
  const mean = [`<mtext>mean of ${seen.lines.length}&nbsp;</mtext>`, `<msub>${HAT}<mtext>thinned</mtext></msub>`, approximately, whole];
  return equation(kept) + equation([...mean, `<mtext>: off by&nbsp;</mtext>`, number(seen.mean), "<mtext>, one thinned network by&nbsp;</mtext>", number(seen.one)]);
}

/** @param {boolean[][]} kept @param {ReturnType<Thinned["#see"]> | null} seen */
function words(kept, seen) {
  const stays = kept.map((layer) => `${layer.filter(Boolean).length} of ${layer.length}`).join(" and ");
  const legend = `<p class="np-key"><span class="np-this-words">━ this thinned network</span> <span class="np-line-of-many">━ those before</span>
    <span class="np-mean-of-many-words">━ mean of ${seen?.lines.length ?? MANY}</span> <span>┅ the whole network</span> <span class="np-rows-words">● training rows</span></p>`;
  if (!seen) return `${legend}<p>Of this one ${stays} units stay.</p>`;
  return `${legend}<p>Of this one ${stays} units stay. “Off” is the root of the mean squared distance from the whole network's curve. The mean comes close to that curve and need not meet it:
    behind ReLU units a mean of answers is not the answer to a mean.</p>`;
}
