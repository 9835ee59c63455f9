// A run of the worked example as its page watches it: the stream's frames on a timeline, and a playhead that moves over it.

import { preferredSpeed } from "../memory.js";
import { Playhead } from "../playhead.js";
import { RunStream } from "../stream.js";
import { Timeline } from "../timeline.js";
import { layersOf } from "./worked_maths.js";

/** The panel whose curves are the loss and the validation loss. */
const PANEL = "loss";

/** @typedef {{test: Object<string, number>, weights: string}} Result as frame.py describes it */

export class TrainingRun {
  /** @type {import("../stream.js").Wait | null} */
  wait = null;
  /** @type {string | null} a sentence: why nothing will come */
  gone = null;
  lost = false;
  /** @type {Result | null} */
  result = null;
  /** @type {import("./worked_maths.js").Layer[] | null} */
  layers = null;

  /**
   * @param {string} id @param {{epochs: number, widths: number[]}} network
   * @param {() => void} changed called when there is more to show
   */
  constructor(id, { epochs, widths }, changed) {
    this.id = id;
    this.timeline = new Timeline(epochs);
    this.playhead = new Playhead(preferredSpeed());
    const then = (/** @type {() => void} */ change) => (change(), changed());
    const address = new URL(`runs/${encodeURIComponent(id)}/events`, new URL("./", document.baseURI));
    this.stream = new RunStream(address, {
      received: () => this.timeline.received,
      frame: (position, frame) => then(() => this.#take(position, frame, widths)),
      wait: (wait) => then(() => (this.wait = wait)),
      end: (failed) => then(() => this.timeline.close(failed)),
      gone: (sentence) => then(() => (this.gone = sentence)),
      lost: (lost) => then(() => (this.lost = lost)),
    });
  }

  close() {
    this.stream.close();
  }

  /** @param {number} position @param {any} frame @param {number[]} widths */
  #take(position, frame, widths) {
    this.timeline.add(position, frame);
    if (!frame.result) return;
    this.result = frame.result;
    this.layers = layersOf(frame.result.weights, widths);
  }

  /** The losses of the epochs so far: for training and for validation, a value an epoch. */
  get losses() {
    const [loss = [], validation = []] = this.timeline.curves(PANEL);
    return { loss, validation };
  }

  /** Why there will be no result; nothing while there may be one. */
  get problem() {
    const { ending } = this.timeline;
    if (this.gone) return this.gone;
    return ending && ending.status !== "finished" ? ending.note || `The run is ${ending.status}.` : "";
  }

  /** Whether the film has come to its end. */
  get seen() {
    return this.timeline.ending !== null && this.playhead.epoch >= this.timeline.last;
  }

  /** What it is doing, in a word or two. */
  get status() {
    if (this.problem) return this.problem;
    if (this.lost) return "connection lost: trying again";
    if (!this.timeline.received) return this.wait?.status ?? "warming up: the training process gets ready";
    return this.seen ? "finished" : "training";
  }
}
