// One run on the screen: its event stream, its timeline and its charts. Whoever moves the film says which epoch they show.

import { topOf } from "./layout.js";
import { Stage } from "./stage.js";
import { RunStream } from "./stream.js";
import { Timeline } from "./timeline.js";
import { Turns } from "./turns.js";

/**
 * @typedef {Object} Screen as screen.py describes it
 * @property {number} epochs
 * @property {import("./stage.js").PanelSpec[]} panels
 * @property {{label: string, panel: string, curve: number}[]} readouts
 * @property {import("./change.js").Knob[]} knobs
 * @property {string} invitation what empty charts say until there is a run
 * @typedef {Pick<import("./timeline.js").Frame, "stages" | "keys" | "before">} FirstLook how panels look until the run has said its first word
 */

/** So many charts stand beside the picture of the network, one above the other. */
const BESIDE = 2;

/** What charts show that nobody has edited. @type {Map<string, import("./timeline.js").Key>} */
const NOTHING = new Map();

/** What the film of a network that is not trained yet has to say. */
const UNTRAINED = new Timeline(0);

export class Film {
  /** @type {string | null} */
  runId = null;
  /** @type {string | null} a sentence: why there is nothing to show */
  gone = null;
  lost = false;
  /** Whether the picture of the network shows the one that is trained next. */
  ahead = false;
  /** What is looked at within the epoch on show. @type {import("./steps/walk.js").Step | null} */
  step = null;
  /** @type {import("./stream.js").Wait | null} */
  wait = null;
  timeline = new Timeline(0);
  #turns = new Turns();
  /** @type {Map<string, Stage>} */
  #stages = new Map();
  /** @type {RunStream | null} */
  #stream = null;
  #plotly = null;
  /** @type {import("./network/panel.js").NetworkPanel | null} the picture of the network, where there is one */
  #network = null;

  /**
   * @param {Element} parent of the charts
   * @param {URL} base the app's address
   * @param {import("./theme.js").Theme} theme
   * @param {() => void} request asks for a call of draw
   */
  constructor(parent, base, theme, request) {
    Object.assign(this, { parent, base, theme, request });
  }

  /**
   * Shows another run, or what stands there before one.
   * @param {Screen} screen @param {string | null} runId
   * @param {number} start the epoch up to which the film has been shown
   */
  open(screen, runId, start) {
    this.leave();
    Object.assign(this, { runId, gone: null, lost: false, wait: null, timeline: new Timeline(screen.epochs) });
    this.#setStages(screen, start);
    if (runId) this.#stream = new RunStream(new URL(`runs/${encodeURIComponent(runId)}/events`, this.base), this.#listener());
  }

  /** Hears no more of its run. */
  leave() {
    this.#stream?.close();
    this.#stream = null;
  }

  /** Has the picture of a network stand before the charts. @param {import("./network/panel.js").NetworkPanel} network */
  join(network) {
    this.#network = network;
  }

  /** @param {any} plotly the charts' library, once it is there */
  equip(plotly) {
    this.#plotly = plotly;
    for (const stage of this.#stages.values()) stage.equip(plotly);
  }

  /** @param {import("./theme.js").Theme} theme */
  dress(theme) {
    this.theme = theme;
    for (const stage of this.#stages.values()) stage.dress(theme);
    this.#network?.dress(theme);
  }

  /** Gives the charts the height that there is. */
  fit() {
    const above = topOf(this.parent);
    for (const stage of this.#stages.values()) stage.fit(above);
  }

  close() {
    this.leave();
    for (const stage of this.#stages.values()) stage.close();
    this.#stages.clear();
    this.#network?.close();
  }

  /**
   * Network and charts are drawn in turns, as many as a frame has time for.
   * @param {number} epoch
   * @param {number} revealed the latest epoch that curves show
   * @param {number} budget milliseconds
   * @returns {boolean} whether some have to wait
   */
  draw(epoch, revealed, budget) {
    const [timeline, at, step] = this.ahead ? [UNTRAINED, 0, null] : [this.timeline, epoch, this.step];
    const network = () => (this.#network?.draw(timeline, at, step), false);
    const instead = (!this.ahead && this.#network?.keys(this.timeline, epoch)) || NOTHING;
    // A chart that is drawn anew has the frame to itself: the first stands there while the others follow.
    const charts = Array.from(this.#stages.values(), (stage) => () => stage.draw(this.timeline, epoch, revealed, instead));
    return this.#turns.take([network, ...charts], budget);
  }

  /** @param {Screen} screen @param {number} start */
  #setStages({ panels, invitation }, start) {
    const names = panels.map(({ name }) => name);
    for (const [name, stage] of this.#stages) {
      if (names.includes(name)) continue;
      stage.close();
      this.#stages.delete(name);
    }
    this.#network?.open(start);
    const [ahead, above] = [this.#network ? 1 : 0, topOf(this.parent)];
    this.#turns = new Turns();
    // In the order of the panels, whichever were there before: the first is drawn before the others.
    const before = this.#stages;
    this.#stages = new Map();
    for (const [i, spec] of panels.entries()) {
      const stage = before.get(spec.name) ?? new Stage(this.parent, spec, this.theme, () => this.request());
      this.#stages.set(spec.name, stage);
      if (this.#plotly) stage.equip(this.#plotly);
      stage.beside = this.#network !== null && i < BESIDE;
      stage.fit(above);
      stage.open(spec, this.runId !== null, start, invitation);
      const place = this.parent.children[i + ahead] ?? null;
      if (place !== stage.section) this.parent.insertBefore(stage.section, place);
    }
  }

  #listener() {
    const { timeline } = this;
    const then = (/** @type {() => void} */ change) => (change(), this.request());
    return {
      received: () => timeline.received,
      frame: (/** @type {number} */ position, /** @type {any} */ frame) => then(() => timeline.add(position, frame)),
      wait: (/** @type {import("./stream.js").Wait | null} */ wait) => then(() => (this.wait = wait)),
      end: (/** @type {string | undefined} */ failed) => then(() => timeline.close(failed)),
      gone: (/** @type {string} */ sentence) => then(() => (this.gone = sentence)),
      lost: (/** @type {boolean} */ lost) => then(() => (this.lost = lost)),
    };
  }
}
