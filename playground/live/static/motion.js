// Brings a chart to a film's next frame, where no more than points and the ends of curves have moved.
//
// Plotly's own operations take longer than a frame: they check every attribute of every trace, and draw legend and axes anew. What is
// done here is what is left of that: the trace's and its axes' own functions calculate and draw it. They belong to the plotly.js that
// the installed package carries; tests hold what they draw against a chart drawn from scratch. Each function here says whether that was
// enough. If not, nothing has changed yet, and Plotly has to be asked.

import { put } from "./layout.js";

/**
 * @typedef {Object<string, any[]>} Columns the attributes of a trace that change
 * @typedef {{trace: any, columns: Columns}} Change of a trace as Plotly has it
 */

/** Attributes that neither legend nor axes depend on. */
const LOOSE = ["x", "y", "text", "marker.color", "marker.symbol"];

/**
 * Shows other data in some traces.
 * @param {any} chart drawn by Plotly
 * @param {number[]} traces @param {Object<string, any[]>} data attributes, each with one column a trace; undefined leaves a trace as it is
 * @returns {boolean}
 */
export function restyled(chart, traces, data) {
  if (!isSteady(chart)) return false;
  const changes = traces.map((number, i) => ({ trace: chart._fullData[number], columns: columnsOf(data, i) }));
  if (!changes.every((change) => isLoose(chart, change))) return false;
  for (const change of changes) {
    for (const [attribute, column] of Object.entries(change.columns)) set(change.trace, attribute, column);
    if (change.trace.visible === true && !isShifted(chart, change)) replot(chart, change.trace);
  }
  chart._fullLayout._rehover?.();
  return true;
}

/**
 * Adds points to the ends of curves.
 * @param {any} chart drawn by Plotly
 * @param {number[]} traces @param {number[][]} x of each @param {(number | null)[][]} y of each
 * @returns {boolean}
 */
export function extended(chart, traces, x, y) {
  if (!isSteady(chart) || !traces.every((number, i) => hasRoom(chart, chart._fullData[number], y[i]))) return false;
  traces.forEach((number, i) => {
    const trace = chart._fullData[number];
    set(trace, "x", [...trace._input.x, ...x[i]]);
    set(trace, "y", [...trace._input.y, ...y[i]]);
    if (trace.visible === true) replot(chart, trace);
  });
  chart._fullLayout._rehover?.();
  return true;
}

/**
 * Moves an upright line that is on the chart.
 * @param {any} chart drawn by Plotly
 * @param {number} number of the shape @param {number} at its place on the axis
 * @returns {boolean}
 */
export function moved(chart, number, at) {
  const shape = chart._fullLayout.shapes[number];
  const path = chart._fullLayout._shapeUpperLayer.node().querySelector(`path[data-index="${number}"]`);
  if (!path || chart._dragging) return false;
  for (const known of [shape, shape._input]) Object.assign(known, { x0: at, x1: at });
  const axis = axisOf(chart, shape.xref);
  const x = axis._offset + axis.r2p(at);
  path.setAttribute("d", path.getAttribute("d").replace(/([ML])[^,]+/g, `$1${x}`));
  return true;
}

/** Whether all is drawn, of traces that leave each other alone; a drag shifts them by its own rules. @param {any} chart */
function isSteady(chart) {
  const { calcdata, _dragging, _fullData: traces } = chart;
  return !_dragging && calcdata?.length === traces.length && traces.every(({ type, visible, fill = "none" }) => visible === false || (type === "scatter" && fill === "none"));
}

/** @param {Object<string, any[]>} data @param {number} i @returns {Columns} */
function columnsOf(data, i) {
  const columns = Object.entries(data).map(([attribute, all]) => [attribute, all[i]]);
  return Object.fromEntries(columns.filter(([, column]) => column !== undefined));
}

/** Whether the rest of the chart stays as it is. @param {any} chart @param {Change} change */
function isLoose(chart, { trace, columns }) {
  const { x = trace.x, y = trace.y } = columns;
  // What has no points has no place among the drawn, and Plotly alone can give it one.
  if (trace.visible === false || !trace.x?.length || !x?.length || x.length !== y?.length) return false;
  if (![trace.xaxis, trace.yaxis].every((id) => isFixed(axisOf(chart, id)))) return false;
  return Object.entries(columns).every(([attribute, column]) => LOOSE.includes(attribute) && Array.isArray(column) && Array.isArray(valueOf(trace, attribute)));
}

/** @param {any} axis */
function isFixed({ autorange, type }) {
  return !autorange && (type === "linear" || type === "log");
}

/** Whether axes stay as they are where a curve has more points. @param {any} chart @param {any} trace @param {(number | null)[]} more its new heights */
function hasRoom(chart, trace, more) {
  // An empty curve is not visible to Plotly, whatever it was told.
  if (trace.visible !== true) return trace.visible === (trace._input.visible ?? true);
  const [across, up] = [trace.xaxis, trace.yaxis].map((id) => axisOf(chart, id));
  if (trace.mode !== trace._input.mode || !isFixed(across)) return false;
  if (isFixed(up)) return true;
  if (!trace._extremes[up._id]) return false;
  const ends = (/** @type {"min" | "max"} */ end) => trace._extremes[up._id][end].map(({ val }) => val);
  // A range that begins at 0 does so whatever lies between.
  const lowest = up.rangemode === "tozero" && up.type === "linear" ? 0 : Math.min(...ends("min"));
  const highest = Math.max(...ends("max"));
  return more.every((value) => value === null || (lowest <= up.d2l(value) && up.d2l(value) <= highest));
}

/** @param {any} chart @param {string} id such as x2 */
function axisOf(chart, id) {
  return chart._fullLayout[`${id[0]}axis${id.slice(1)}`];
}

/** @param {any} trace @param {string} attribute such as marker.color */
function valueOf(trace, attribute) {
  return attribute.split(".").reduce((part, step) => part?.[step], trace);
}

/** @param {any} trace as Plotly has it @param {string} attribute @param {any[]} column */
function set(trace, attribute, column) {
  put(trace._input, attribute, column);
  // Of what is not visible Plotly has looked at nothing.
  if (trace.visible === false) return;
  put(trace, attribute, column);
  trace._length = Math.min(trace.x.length, trace.y.length);
}

/** Calculates and draws a trace anew, by Plotly's own functions for its type. @param {any} chart @param {any} trace */
function replot(chart, trace) {
  const [{ t, node3 }] = chart.calcdata[trace.index];
  trace._extremes = {};
  const points = trace._module.calc(chart, trace);
  Object.assign(points[0], { t: { ...t, ...points[0].t }, trace, node3 });
  chart.calcdata[trace.index] = points;
  // One by one: of several, Plotly would bring those to the front that stand behind what is not among them. With a transition, even one
  // that takes no time, it leaves the others where they are.
  trace._module.basePlotModule.plot(chart, [trace.index], { duration: 0 });
}

/**
 * Puts dots in their new places, where nothing else of them has changed: Plotly would work out the look of each once more.
 * @param {any} chart @param {Change} change
 * @returns {boolean} whether that was enough
 */
function isShifted(chart, { trace, columns }) {
  const points = chart.calcdata[trace.index];
  const { xaxis, yaxis, layerClipId } = chart._fullLayout._plots[trace.xaxis + trace.yaxis];
  const loose = Object.keys(columns).every((attribute) => attribute === "x" || attribute === "y");
  if (!loose || trace.mode !== "markers" || layerClipId || points.length !== trace._length || !points[0].node3) return false;
  const dots = points[0].node3.node().querySelectorAll("path.point");
  const places = points.map((_, i) => ({ x: xaxis.d2c(trace.x[i]), y: yaxis.d2c(trace.y[i]) }));
  const pixels = places.map(({ x, y }) => [xaxis.c2p(x), yaxis.c2p(y)]);
  if (dots.length !== points.length || !pixels.flat().every(Number.isFinite)) return false;
  points.forEach((point, i) => {
    Object.assign(point, places[i]);
    dots[i].setAttribute("transform", `translate(${pixels[i]})`);
  });
  return true;
}
