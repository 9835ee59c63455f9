// Layouts are plain objects; Plotly names a place in one by a path such as `shapes[0].x0`.

/**
 * @param {any} object changed in place
 * @param {string} path
 * @param {any} value
 */
export function put(object, path, value) {
  const steps = path.replaceAll("[", ".").replaceAll("]", "").split(".");
  const leaf = /** @type {string} */ (steps.pop());
  for (const step of steps) object = object[step] ??= {};
  object[leaf] = value;
}

/** A new run's first epochs fill the axis; as many again find room each time that it is full. */
const FIRST_SPAN = 100;

/**
 * @param {number} shown epochs so far
 * @param {number} end the last there will be
 * @returns {number} the last epoch that an axis should have room for
 */
export function span(shown, end) {
  let room = FIRST_SPAN;
  while (room < shown) room *= 2;
  // The last doubling is not worth another look.
  return room * 1.5 >= end ? Math.max(1, end) : room;
}

/** Pixels above the charts: navigation, Train, words, player and the panel's header. */
const ABOVE = 410;
/** The height of an ordinary chart; the others' stand to it as they were designed. */
const ORDINARY = 400;
const LOWEST = 0.65;

/**
 * @param {number} available height of the window
 * @param {number} designed height of the chart where there is room
 * @returns {number} its height in this window: an ordinary chart is to be seen whole
 */
export function heightIn(available, designed) {
  return Math.round(designed * Math.min(1, Math.max(LOWEST, (available - ABOVE) / ORDINARY)));
}

/** Pixels above and below a chart that has the screen almost to itself. */
const AROUND = 330;

/** @param {number} available height of the window @returns {number} the height of a chart that is read from the back row */
export function heightForAll(available) {
  return Math.max(ORDINARY * LOWEST, available - AROUND);
}

/** Pixels above two charts that stand one above the other, until they are measured, and of their headers and margins. */
export const ABOVE_TWO = 276;
const AROUND_TWO = { high: 180, low: 112 };
const LOW_WINDOW = 800;
const LOWEST_HALF = 150;
/** Lower charts have narrower margins. Above there is room for a legend of two rows: Plotly would make it, and lose an axis on the way. */
const TIGHT_BELOW = 300;
/** Pixels across for a legend of classes and parts of the rows. */
const LEGEND = 106;
const TIGHT = { t: 44, b: 36, font: 11, letter: 5.4 };

/**
 * @param {number} available height of the window @param {number} above of what stands above the charts
 * @returns {number} the height of each of two charts one above the other, to be seen whole
 */
export function halfHeightIn(available, above) {
  const around = available > LOW_WINDOW ? AROUND_TWO.high : AROUND_TWO.low;
  return Math.round(Math.max(LOWEST_HALF, (available - above - around) / 2));
}

/** @param {Element} element @returns {number} pixels between the top of the page and the element, where nothing is scrolled */
export function topOf(element) {
  let top = element.getBoundingClientRect().top;
  for (let outer = element.parentElement; outer; outer = outer.parentElement) top += outer.scrollTop;
  return top;
}

/** Leaves more of a low chart to its plot. @param {any} layout changed in place */
export function tightened(layout) {
  if (layout.height >= TIGHT_BELOW) return;
  const { t, b } = layout.margin;
  // Beside a square there is room for the legend.
  const square = layout.yaxis?.scaleanchor !== undefined;
  if (square) Object.assign(layout.legend, { orientation: "v", x: 1.02, y: 1.05, yanchor: "top", tracegroupgap: 0, font: { size: 10 } });
  // Plotly's buttons come with the cursor: in a row they would lie on the legend.
  layout.modebar = { ...layout.modebar, orientation: "v" };
  layout.margin = { ...layout.margin, t: square ? 8 : Math.min(t, TIGHT.t), b: Math.min(b, TIGHT.b) };
  // As high as the whole chart: one as high as the plot would scroll, and Plotly would make the plot smaller for it.
  if (square && !layout.coloraxis) {
    Object.assign(layout.legend, { y: 1, maxheight: layout.height - layout.margin.t });
    Object.assign(layout.margin, { r: LEGEND, autoexpand: false });
  }
  const upwards = axesIn(layout).split(" ").filter((name) => name.startsWith("y") && layout[name].title?.text);
  for (const axis of upwards.map((name) => layout[name])) {
    const [low, high] = axis.domain ?? [0, 1];
    // A single title may run over into the margins.
    const room = (layout.height - layout.margin.t - layout.margin.b) * (high - low) + (upwards.length === 1 ? TIGHT.b + 20 : 0);
    axis.title = { ...axis.title, text: fitting(axis.title.text, room / TIGHT.letter), font: { ...axis.title.font, size: TIGHT.font } };
  }
}

/** As much of a title as there is room for: all, what stands behind its colon, or nothing. @param {string} title @param {number} letters */
function fitting(title, letters) {
  return [title, title.slice(title.indexOf(": ") + 1).trim(), ""].find((words) => words.length <= letters) ?? "";
}

/**
 * Has a double click on a chart go back to the ranges that it has now: Plotly would go back to those of its first drawing.
 * @param {any} chart drawn by Plotly
 * @param {string[]} axes those that are not zoomed; all where nothing is said
 */
export function settle(chart, axes = Object.keys(chart._fullLayout).filter((name) => /^[xy]axis\d*$/.test(name))) {
  for (const axis of axes.map((name) => chart._fullLayout[name])) {
    if (!axis.autorange) [axis._rangeInitial0, axis._rangeInitial1] = axis.range;
  }
}

/**
 * @param {any} layout
 * @param {string} name of a shape
 * @returns {number} its place among the shapes, or -1
 */
export function shapeNamed(layout, name) {
  return (layout.shapes ?? []).findIndex((shape) => shape.name === name);
}

/** @param {any} layout @returns {string} the names of its axes */
export function axesIn(layout) {
  return Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name)).sort().join(" ");
}
