// Streamlit's theme, as far as charts need it: all else in them is transparent or grey.

/** @typedef {{text: string, background: string, border: string, font: string}} Theme */

/**
 * @param {Element} element inside the component, where Streamlit's variables hold
 * @returns {Theme}
 */
export function themeOf(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(`--st-${name}`).trim();
  return { text: read("text-color"), background: read("background-color"), border: read("border-color"), font: read("font") };
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
}

/** @param {string} colour as Streamlit's theme says it: #rrggbb */
export function isDark(colour) {
  return channels(colour).reduce((sum, channel) => sum + channel, 0) < 3 * 128;
}

/** @param {string} colour #rrggbb @returns {number[]} red, green and blue, from 0 to 255 */
export function channels(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
