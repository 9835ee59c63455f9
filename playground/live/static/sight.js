// What a viewer has hidden or zoomed into in a chart, so that it outlives the chart's being drawn anew.

/**
 * @typedef {Object} Zoom a range that is the viewer's own
 * @property {[number, number]} range
 * @property {string} type of the axis: a logarithmic one counts in powers of ten
 * @property {string} title of the axis: with another, the numbers mean something else
 */

/** How much of the lower end a logarithmic axis shows of a range that begins at nothing. */
const LOG_SPAN = 3;

export class Sight {
  /** Names of the traces that are hidden. @type {Set<string>} */
  #hidden = new Set();
  /** @type {Map<string, Zoom>} axis -> its zoom */
  #zooms = new Map();
  /** Axes whose range follows what is drawn. @type {Set<string>} */
  #auto = new Set();

  /** Reads off a chart what the viewer has done to it. @param {any} chart drawn by Plotly, or about to be for the first time */
  note(chart) {
    for (const { name, visible } of chart.data ?? []) {
      // A click in the legend says so; what is not on the chart at all was not the viewer's doing.
      if (visible === "legendonly") this.#hidden.add(name);
      else if (visible !== false) this.#hidden.delete(name);
    }
    for (const name of axesOf(chart)) this.#noteZoom(name, chart._fullLayout[name]);
  }

  /** @param {string} name of a trace @param {any} visible what the film says @returns {any} what the chart is to say */
  visibility(name, visible) {
    return visible === true && this.#hidden.has(name) ? "legendonly" : visible;
  }

  /** Hides in traces that are to be drawn what the viewer has hidden. @param {any[]} traces changed in place */
  hide(traces) {
    for (const trace of traces) {
      const visible = this.visibility(trace.name, trace.visible ?? true);
      if (visible === "legendonly") trace.visible = visible;
    }
  }

  /**
   * @param {any} chart drawn anew, without any zoom
   * @param {{axis: string, end: number} | null} epochs the axis of epochs and the last that it will need: a zoom beyond shows nothing
   * @returns {Object<string, [number, number]>} the ranges that bring the viewer's zoom back, in Plotly's words
   */
  ranges(chart, epochs) {
    /** @type {Object<string, [number, number]>} */
    const found = {};
    this.#auto.clear();
    for (const name of axesOf(chart)) {
      const { autorange, title, type } = chart._fullLayout[name];
      if (autorange) this.#auto.add(name);
      const zoom = this.#zooms.get(name);
      const range = zoom && zoom.title === title.text && rangeAs(zoom, type);
      if (range && !(epochs?.axis === name && range[0] >= epochs.end)) found[`${name}.range`] = range;
    }
    return found;
  }

  /** What a double click is to do beyond Plotly, which takes the zoom for the first range of an axis without one. @returns {Object<string, true>} */
  reset() {
    this.#zooms.clear();
    return Object.fromEntries(Array.from(this.#auto, (name) => [`${name}.autorange`, true]));
  }

  /** @param {string} name @param {any} axis as Plotly has it; `settle` keeps its first range true */
  #noteZoom(name, { autorange, range, title, type, _rangeInitial0: low, _rangeInitial1: high }) {
    const own = !autorange && (this.#auto.has(name) || range[0] !== low || range[1] !== high);
    if (own) this.#zooms.set(name, { range: [range[0], range[1]], type, title: title.text });
    else this.#zooms.delete(name);
  }
}

/** @param {any} chart @returns {string[]} the names of its axes of numbers */
function axesOf(chart) {
  const layout = chart._fullLayout ?? {};
  return Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name) && ["linear", "log"].includes(layout[name].type));
}

/** @param {Zoom} zoom @param {string} type @returns {[number, number] | null} the same range on an axis of that type */
function rangeAs({ range: [low, high], type: was }, type) {
  if (type === was) return [low, high];
  if (was === "log") return [10 ** low, 10 ** high];
  if (high <= 0) return null;
  const top = Math.log10(high);
  return [low > 0 ? Math.log10(low) : top - LOG_SPAN, top];
}
