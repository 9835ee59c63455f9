// The picture of the page on the worked example: ten steps, the code so far, and what the step's lines do.

import { CodePane } from "./code_pane.js";
import { added } from "./worked_flowers.js";
import { meanSquaredError, predict } from "./worked_maths.js";
import { TrainingRun } from "./worked_run.js";
import { VIEWS } from "./worked_views.js";
import { formula, printed, words } from "./worked_words.js";

/** Places of three of the steps. */
const [SUMMARY, FIT, PREDICT] = [4, 6, 9];

/**
 * @typedef {{direction: string, steps: number} & Object<string, any>} State the sliders' values by the names of the measurements, too
 * @typedef {Object} Way
 * @property {boolean} code whether it is the direction of the lecture's code
 * @property {number[]} inputs columns
 * @property {number[]} targets columns
 * @property {import("./code_pane.js").Program} program
 * @property {{name: string, kind: string, shape: string, parameters: number, formula: string}[]} layers
 * @property {number[]} widths of the layers, from the inputs on
 * @property {number[]} batch the rows of the first batch
 * @property {number[]} mean of the training rows' targets
 * @property {number} baseline the loss of always answering that
 * @property {number} epochs
 * @property {number} updates an epoch
 * @property {number} rate
 * @property {number[]} typical test losses: a tenth, half and nine tenths are below
 * @typedef {Object} Content
 * @property {{name: string, label: string, low: number, high: number}[]} measurements
 * @property {number[][]} rows
 * @property {number[]} species of each row
 * @property {string[]} classes
 * @property {number[][]} parts which rows train, validate and test
 * @property {string[]} steps
 * @property {Object<string, Way>} ways
 * @property {number} claimed the lecture's own test loss
 * @property {import("./question.js").Asked[]} readings
 * @typedef {{direction: string, runId: string | null, problem: string | null}} Live
 * @typedef {Object} Seen
 * @property {State} state
 * @property {number} step
 * @property {Content} content
 * @property {Way} way
 * @property {number} total parameters
 * @property {number} batchError of always answering the mean, on the first batch
 * @property {TrainingRun | null} run
 * @property {string} problem
 * @property {{loss: number[], validation: number[]}} losses
 * @property {number} epoch on show
 * @property {number | null} test
 * @property {number[]} flower
 * @property {number[] | null} answer
 * @property {number[][]} answers for the test rows
 */

export class Picture {
  #key = "";
  #direction = "";
  #ticking = 0;
  #then = 0;
  /** @type {Map<string, TrainingRun>} direction -> its run */
  #runs = new Map();
  /** @type {Map<string, Live>} direction -> what the server said last */
  #heard = new Map();
  /** Directions that the page has asked for by itself since they were chosen. */
  #asked = new Set();
  /** @type {import("./worked_views.js").View | null} */
  #view = null;

  /** @param {HTMLElement} stage @param {Content} content @param {import("./lesson.js").Host} host */
  constructor(stage, content, host) {
    Object.assign(this, { content, host });
    stage.classList.add("np-worked");
    const list = stage.appendChild(Object.assign(document.createElement("ol"), { className: "np-ten" }));
    this.chips = content.steps.map((name, step) => {
      const chip = Object.assign(document.createElement("button"), { type: "button", textContent: name, onclick: () => host.change({ steps: step }) });
      list.appendChild(document.createElement("li")).append(chip);
      return chip;
    });
    this.program = new CodePane(stage);
    this.pane = added(stage, "np-shown");
  }

  close() {
    cancelAnimationFrame(this.#ticking);
    this.#view?.close?.();
    for (const run of this.#runs.values()) run.close();
  }

  /** @param {State} state @returns {State} */
  settle(state) {
    return state;
  }

  /** The sliders stand there only for one's own flower. @param {State} state */
  idle(state) {
    const used = state.steps === PREDICT ? this.content.ways[state.direction].inputs : [];
    return this.content.measurements.map(({ name }) => name).filter((_, column) => !used.includes(column));
  }

  /** @param {State} state */
  draw(state) {
    const seen = this.see(state);
    // Whoever comes back to a direction may ask again for what was stopped meanwhile.
    if (state.direction !== this.#direction) this.#asked.delete(state.direction);
    this.#direction = state.direction;
    this.chips.forEach((chip, step) => (step === seen.step ? chip.setAttribute("aria-current", "step") : chip.removeAttribute("aria-current")));
    if (`${seen.step}` !== this.#key) this.#open(seen);
    this.#show(seen);
    this.#ask(seen);
    if (seen.step === FIT && seen.run && !seen.run.seen) this.#play();
  }

  /** @param {Seen} seen */
  #open(seen) {
    this.#view?.close?.();
    this.pane.replaceChildren();
    this.#key = `${seen.step}`;
    this.#view = new VIEWS[seen.step](this.pane, this.host, seen);
  }

  /** @param {Seen} seen */
  #show(seen) {
    this.program.show(seen.way.program, seen.step, seen.flower.join(", "), printed(seen));
    this.#view?.show(seen);
  }

  /** Steps behind the training need a run: one is asked for, once each time that the direction is chosen. @param {Seen} seen */
  #ask({ step, run, state }) {
    const heard = this.#heard.get(state.direction);
    if (step <= FIT || !heard || heard.problem || this.#asked.has(state.direction) || (run && !run.problem)) return;
    this.#asked.add(state.direction);
    this.host.ask({ train: state.direction });
  }

  /** The film plays on while its step is on show. */
  #play() {
    if (this.#ticking) return;
    this.#then = performance.now();
    this.#ticking = requestAnimationFrame((now) => this.#tick(now));
  }

  /** @param {number} now */
  #tick(now) {
    this.#ticking = 0;
    const seen = this.see(this.host.state);
    const { run, step } = seen;
    if (step !== FIT || !run || run.seen) return;
    run.playhead.advance(Math.max(0, now - this.#then) / 1000, run.timeline.last);
    // Curves and numbers move; words and formula wait for the end.
    this.#show(this.see(this.host.state));
    if (run.seen) this.host.redraw();
    else if (run.playhead.at < run.timeline.last) this.#play();
  }

  /** Takes what the server says of a direction's run. @param {Live} live */
  hear(live) {
    const { direction, runId } = live;
    this.#heard.set(direction, live);
    const known = this.#runs.get(direction);
    if (runId && runId !== known?.id) {
      known?.close();
      const { epochs, widths } = this.content.ways[direction];
      this.#runs.set(direction, new TrainingRun(runId, { epochs, widths }, () => this.host.redraw()));
    }
    this.host.redraw();
  }

  /** @param {State} state */
  formula(state) {
    return formula(this.see(state));
  }

  /** @param {State} state */
  words(state) {
    return words(this.see(state));
  }

  /** @param {State} state @returns {import("./steps.js").Progress} */
  progress(state) {
    return { at: state.steps, last: this.content.steps.length - 1, title: `${state.steps + 1} of ${this.content.steps.length}: ${this.content.steps[state.steps]}` };
  }

  /** The summary counts them. */
  reveal() {
    this.host.change({ steps: SUMMARY });
  }

  /** All that is seen of a state. @param {State} state @returns {Seen} */
  see(state) {
    const { content } = this;
    const [step, way] = [state.steps, content.ways[state.direction]];
    const run = this.#runs.get(state.direction) ?? null;
    const layers = run?.layers ?? null;
    const flower = way.inputs.map((column) => state[content.measurements[column].name]);
    const targets = way.batch.map((row) => way.targets.map((column) => content.rows[row][column]));
    return {
      ...{ state, step, content, way, run, flower },
      total: way.layers.reduce((sum, { parameters }) => sum + parameters, 0),
      batchError: meanSquaredError(targets, targets.map(() => way.mean)),
      problem: this.#heard.get(state.direction)?.problem ?? "",
      losses: run?.losses ?? { loss: [], validation: [] },
      epoch: run ? (step === FIT ? Math.min(run.playhead.epoch, run.timeline.last) : run.timeline.last) : 0,
      test: run?.result?.test.loss ?? null,
      answer: layers && predict(layers, flower),
      answers: layers ? content.parts[2].map((row) => predict(layers, way.inputs.map((column) => content.rows[row][column]))) : [],
    };
  }
}
