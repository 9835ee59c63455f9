// Trained networks of runs that have no film on the screen: their streams are read one after the other, for a browser opens but a few at a time.

import { RunStream } from "../stream.js";
import { layersOf } from "./worked_maths.js";

/**
 * @typedef {import("./worked_maths.js").Layer} Layer
 * @typedef {{layers: Layer[] | null, problem: string}} Outcome layers: null if the run came to no network; why
 */

export class Outcomes {
  /** @type {string[]} */
  #ids = [];
  #widths = [0];
  /** @type {Map<string, Outcome>} run id -> what it came to */
  #known = new Map();
  /** @type {RunStream | null} */
  #stream = null;
  #reading = "";
  /** @type {import("../stream.js").Wait | null} */
  wait = null;

  /** @param {URL} base the app's address @param {() => void} changed called when there is more to show */
  constructor(base, changed) {
    Object.assign(this, { base, changed });
  }

  close() {
    this.#stream?.close();
  }

  /** Wants the networks of these runs, and no others. @param {string[]} ids @param {number[]} widths of the layers, from the inputs on */
  want(ids, widths) {
    [this.#ids, this.#widths] = [ids, widths];
    if (this.#reading && !ids.includes(this.#reading)) this.#stop();
    this.#next();
  }

  /** What is known of the runs that are wanted, in their order, up to the first that still trains. @returns {Outcome[]} */
  get found() {
    const known = this.#ids.map((id) => this.#known.get(id));
    const first = known.indexOf(undefined);
    return /** @type {Outcome[]} */ (first < 0 ? known : known.slice(0, first));
  }

  /** Forgets what failed, so that it can be asked for again. @returns {boolean} whether anything had */
  forgetFailed() {
    const failed = [...this.#known].filter(([, { layers }]) => !layers);
    for (const [id] of failed) this.#known.delete(id);
    return failed.length > 0;
  }

  #stop() {
    this.#stream?.close();
    [this.#stream, this.#reading, this.wait] = [null, "", null];
  }

  #next() {
    const id = this.#ids.find((one) => !this.#known.has(one));
    if (this.#reading || !id) return;
    this.#reading = id;
    let received = 0;
    /** @type {Layer[] | null} */
    let layers = null;
    const over = (/** @type {string} */ problem) => {
      this.#stop();
      this.#known.set(id, { layers, problem: layers ? "" : problem });
      this.#next();
      this.changed();
    };
    const widths = this.#widths;
    this.#stream = new RunStream(new URL(`runs/${encodeURIComponent(id)}/events`, this.base), {
      received: () => received,
      frame: (position, frame) => {
        received = position;
        if (frame.result) layers = layersOf(frame.result.weights, widths);
      },
      wait: (wait) => ((this.wait = wait), this.changed()),
      end: (failed) => over(failed ?? "The run came to no network."),
      gone: (sentence) => over(sentence),
      lost: () => {},
    });
  }
}
