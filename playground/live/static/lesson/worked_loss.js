// The learning curves of the worked example: growing while it trains, and to be read afterwards.

import { write } from "../write.js";
import { Chart } from "./chart.js";
import { Question } from "./question.js";

/** Of an axis that begins below every loss. */
const LOWEST = 0.05;

/**
 * @typedef {import("./worked_example.js").Seen} Seen
 * @typedef {import("./lesson.js").Host} Host
 */

/** Figure 11 up to an epoch. @param {Seen} seen @param {number} epoch @param {boolean} log */
function lossLook({ way, losses }, epoch, log) {
  const shown = [losses.loss.slice(0, epoch), losses.validation.slice(0, epoch)];
  const highest = Math.max(way.baseline, ...losses.loss, ...losses.validation);
  const low = log ? LOWEST : 0;
  const lines = shown.map((values, n) => ({ points: values.map((value, i) => [i + 1, value]), className: n ? "np-validating" : "np-training" }));
  const mean = { points: [[0, way.baseline], [way.epochs, way.baseline]], className: "np-baseline" };
  const last = shown.map((values) => values[values.length - 1]);
  const label = `Loss by epoch${epoch ? `: after ${epoch} epochs ${last[0].toPrecision(3)} for training and ${last[1].toPrecision(3)} for validation` : ", nothing yet"}`;
  const words = [{ at: [way.epochs, way.baseline], words: "always the mean of the training rows", className: "np-above", end: true }];
  return {
    x: { title: "Epoch", low: 0, high: way.epochs },
    y: { title: "Loss (cm²)", low, high: 1.05 * highest, log },
    lines: [mean, ...lines],
    words,
    label,
  };
}

const KEY = `<span><i class="np-dash np-part-0"></i> training &emsp; <i class="np-dash np-part-1"></i> validation</span>`;

/** While it trains: a button, what it is doing, and the curves so far. */
export class FitView {
  /** @param {HTMLElement} pane @param {Host} host */
  constructor(pane, host) {
    pane.innerHTML = `<div class="np-foot"><button type="button" class="np-fit"></button><strong data-testid="fit-status" role="status"></strong><span class="np-epoch"></span>${KEY}</div>`;
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (pane.querySelector(name));
    [this.button, this.status, this.epoch] = [part("button"), part("strong"), part(".np-epoch")];
    // Whoever trains the same again gets the same: the film from its beginning.
    this.button.onclick = () => (this.run ? this.run.playhead.restart() : host.ask({ train: host.state.direction }), host.redraw());
    this.chart = new Chart(pane, "");
  }

  close() {
    this.chart.close();
  }

  /** @param {Seen} seen */
  show(seen) {
    const { run, epoch, way, problem } = seen;
    this.run = run?.problem ? null : run;
    const words = { button: this.run ? "Again: same seeds, same curve" : "Fit now", status: problem || (run ? run.status : "not trained yet"), epoch: epoch ? `epoch ${epoch} of ${way.epochs}` : "" };
    for (const name of /** @type {const} */ (["button", "status", "epoch"])) write(this[name], words[name]);
    this.chart.show(lossLook(seen, epoch, false));
  }
}

/** Asks below the chart, one question after the other. @param {HTMLElement} pane @param {string} name @param {import("./question.js").Asked} reading @param {() => void} answered */
function ask(pane, name, reading, answered) {
  const place = Object.assign(document.createElement("section"), { className: "np-question np-reading" });
  place.setAttribute("aria-label", reading.text);
  pane.append(place);
  new Question(place, `worked_example.${name}`, { ...reading, title: "Read the curves" }, answered);
}

/** Afterwards: the whole curves, on either scale, and the lecture's reading of them as questions. */
export class CurvesView {
  #log = false;

  /** @param {HTMLElement} pane @param {Host} host @param {Seen} seen */
  constructor(pane, host, { content }) {
    pane.innerHTML = `<div class="np-foot">${KEY}<button type="button" aria-pressed="false">log scale</button></div>`;
    const button = /** @type {HTMLButtonElement} */ (pane.querySelector("button"));
    button.onclick = () => {
      this.#log = !this.#log;
      button.setAttribute("aria-pressed", String(this.#log));
      host.redraw();
    };
    this.chart = new Chart(pane, "");
    const [under, over] = content.readings;
    ask(pane, "under", under, () => ask(pane, "over", over, () => {}));
  }

  close() {
    this.chart.close();
  }

  /** @param {Seen} seen */
  show(seen) {
    this.chart.show(lossLook(seen, seen.epoch, this.#log));
  }
}
