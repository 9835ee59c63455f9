// What the pointer or the focus is on in the picture, and the words beside it.

import { lineAt } from "./plan.js";
import { Tip } from "./tip.js";
import { placeOf, tipOfLine, tipOfNeuron } from "./words.js";

/** @type {Pointed} */
const NOTHING = { line: null, level: -1, unit: -1 };

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {import("./plan.js").Plan} Plan
 * @typedef {import("./plan.js").Line} Line
 * @typedef {{line: Line | null, level: number, unit: number}} Pointed a line, a neuron, or neither
 * @typedef {import("./words.js").Weights} Weights
 * @typedef {{net: Net, plan: Plan, state: Weights}} Scene
 */

export class Pointing {
  /** What stands out: what is pointed at, else what the card is about. */
  lit = NOTHING;
  #pointed = NOTHING;

  /**
   * @param {HTMLElement} stage
   * @param {() => Scene | null} scene what there is to point at
   * @param {() => Pointed} kept what stands out meanwhile
   * @param {() => void} changed something else stands out
   */
  constructor(stage, scene, kept, changed) {
    Object.assign(this, { stage, scene, kept, changed });
    this.tip = new Tip(stage);
    stage.addEventListener("pointerleave", () => this.none());
  }

  /** Nothing, any more. */
  none() {
    this.#light(NOTHING);
  }

  /** @param {number} x @param {number} y in pixels of the stage @returns {Line | null} */
  lineAt(x, y) {
    const scene = this.scene();
    return scene && lineAt(scene.plan, x, y, (line) => scene.state.weights[placeOf(scene.net, line)]);
  }

  /** @param {number} x @param {number} y in pixels of the stage */
  at(x, y) {
    this.line(this.lineAt(x, y), x, y);
  }

  /** @param {Line | null} line @param {number} x @param {number} y where the words are to stand */
  line(line, x, y) {
    this.#light({ ...NOTHING, line }, x, y);
  }

  /** @param {number} level −1 for none @param {number} unit */
  neuron(level, unit) {
    const column = this.scene()?.plan.columns[level];
    if (!column) return this.none();
    const spot = column.spots.find((one) => one.unit === unit);
    this.#light({ line: null, level, unit }, spot?.x ?? 0, (spot?.y ?? 0) + column.size / 2);
  }

  /** Brings the words to what the picture shows. */
  tell() {
    if (this.tip.shown) this.tip.tell(this.#words());
  }

  /** @param {Pointed} pointed @param {number} [x] @param {number} [y] where the words about it are to stand */
  #light(pointed, x = 0, y = 0) {
    this.#pointed = pointed;
    this.stage.classList.toggle("np-on-line", pointed.line !== null);
    const kept = this.kept();
    // The card says more about what it is about, and the tip would lie on it.
    const words = JSON.stringify(pointed) === JSON.stringify(kept) ? [] : this.#words();
    if (words.length) this.tip.show(words, x, y);
    else this.tip.hide();
    const next = pointed.line || pointed.level >= 0 ? pointed : kept;
    if (JSON.stringify(next) === JSON.stringify(this.lit)) return;
    this.lit = next;
    this.changed();
  }

  /** What there is to say about what is pointed at. */
  #words() {
    const { line, level, unit } = this.#pointed;
    const scene = this.scene();
    if (!scene) return [];
    if (line) return tipOfLine(scene.net, line, scene.state);
    return level < 0 ? [] : tipOfNeuron(scene.net, level, unit, scene.state);
  }
}
