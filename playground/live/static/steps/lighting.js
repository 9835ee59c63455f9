// Lights the rows of a batch in the charts: their dots stand out, and all others step back.

/** Of a dot in the batch, in pixels; and what is left of the others. */
const SIZE = 10;
const OTHERS = 0.13;
const NOTHING = { selectedpoints: null, "selected.marker.size": null, "selected.marker.opacity": null, "unselected.marker.opacity": null };

/** @typedef {import("./walk.js").Chart} Chart */

export class Lighting {
  /** The charts that are lit. @type {Map<string, number[]>} */
  #lit = new Map();

  /** @param {Element} panels @param {() => any} plotly the charts' library, once it is there */
  constructor(panels, plotly) {
    Object.assign(this, { panels, plotly });
  }

  /** Called whenever the charts have been drawn: one that is drawn anew knows nothing of it. @param {Chart[]} charts @param {number} number of the step, from 1 */
  show(charts, number) {
    for (const { panel, traces, points } of charts) {
      const chart = this.#chart(panel, traces);
      const wanted = points[number - 1];
      if (!chart || traces.every((trace, i) => isSame(chart.data[trace].selectedpoints, wanted[i]))) continue;
      this.#lit.set(panel, traces);
      this.plotly().restyle(chart, { selectedpoints: wanted, "selected.marker.size": SIZE, "selected.marker.opacity": 1, "unselected.marker.opacity": OTHERS }, traces);
    }
  }

  /** All dots are as they were. */
  hide() {
    for (const [panel, traces] of this.#lit) {
      const chart = this.#chart(panel, traces);
      if (chart && traces.some((trace) => chart.data[trace].selectedpoints)) this.plotly().restyle(chart, NOTHING, traces);
    }
    this.#lit.clear();
  }

  /** @param {string} panel @param {number[]} traces @returns {any} the chart, if it is drawn and has all of these */
  #chart(panel, traces) {
    const chart = /** @type {any} */ (this.panels.querySelector(`[data-testid="panel-${panel}"]`));
    return chart?.data && traces.every((trace) => chart.data[trace]) ? chart : null;
  }
}

/** @param {number[] | null | undefined} one @param {number[]} other */
function isSame(one, other) {
  return Array.isArray(one) && one.length === other.length && one.every((point, i) => point === other[i]);
}
