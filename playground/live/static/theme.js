// Streamlit's theme, as far as charts need it: all else in them is transparent or grey.

/**
 * @typedef {Object} Theme
 * @property {string} text
 * @property {string} background
 * @property {string} border
 * @property {string} font
 * @property {boolean} large whether charts are to be read from the back row
 */

/** How much larger letters are for the back row, and how much thicker lines and dots. */
const LETTERS = 1.55;
const LINES = 1.8;

/**
 * @param {Element} element inside the component, where Streamlit's variables hold
 * @param {boolean} [large]
 * @returns {Theme}
 */
export function themeOf(element, large = false) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(`--st-${name}`).trim();
  return { text: read("text-color"), background: read("background-color"), border: read("border-color"), font: read("font"), large };
}

/** @param {Theme} one @param {Theme} other */
export function sameTheme(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Colours a Plotly layout in place.
 * @param {any} layout
 * @param {Theme} theme
 */
export function dress(layout, theme) {
  const font = { color: theme.text, family: theme.font };
  layout.font = { ...layout.font, ...font };
  layout.modebar = { bgcolor: "rgba(0, 0, 0, 0)", color: theme.border, activecolor: theme.text };
  layout.hoverlabel = { bgcolor: theme.background, bordercolor: theme.border, font };
  if (theme.large) enlarge(layout);
}

/**
 * Thickens a chart's lines and dots in place, where it is to be read from the back row.
 * @param {any[]} traces
 * @param {Theme} theme
 */
export function thicken(traces, theme) {
  if (!theme.large) return;
  for (const trace of traces) {
    if (trace.line?.width !== undefined || /lines/.test(trace.mode ?? "")) trace.line = { ...trace.line, width: LINES * (trace.line?.width ?? 2) };
    if (typeof trace.marker?.size === "number") trace.marker = { ...trace.marker, size: LINES * trace.marker.size };
    if (trace.textfont?.size) trace.textfont = { ...trace.textfont, size: LETTERS * trace.textfont.size };
  }
}

/** @param {any} part of a layout: its letters are enlarged, and what keeps room for them, in place */
function enlarge(part) {
  for (const [name, value] of Object.entries(part)) {
    if (value === null || typeof value !== "object") continue;
    if (/font$/.test(name) && typeof value.size === "number") value.size *= LETTERS;
    else if (name === "margin") for (const side of ["l", "r", "t", "b"]) value[side] *= side === "r" ? 1 : LETTERS;
    else enlarge(value);
  }
}

/** @param {string} colour as Streamlit's theme says it: #rrggbb */
export function isDark(colour) {
  return channels(colour).reduce((sum, channel) => sum + channel, 0) < 3 * 128;
}

/** @param {string} colour #rrggbb @returns {number[]} red, green and blue, from 0 to 255 */
export function channels(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
