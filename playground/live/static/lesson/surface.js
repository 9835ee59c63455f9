// The error surface as a landscape that can be turned, drawn by Plotly.

import { loadPlotly } from "../plotly.js";
import { themeOf } from "../theme.js";

const POINTS = 61;
// Plotly would draw twice as many pixels across and down as the screen has: without a graphics card that is a tenth of a second a frame.
const CONFIG = { displayModeBar: false, responsive: true, plotGlPixelRatio: devicePixelRatio };
/** The ways lie a little above the ground, so that it does not hide them. */
const LIFT = 0.012;
/** Milliseconds after which a frame is not waited for any more. */
const UNSEEN = 200;
const LOW = "#2f7fd1";
const MIDDLE = "#e4e6ea";
const HIGH = "#e8710a";

/**
 * @typedef {import("./descent_maths.js").Weights} Weights
 * @typedef {import("./map.js").Way} Way
 */

export class Landscape {
  #key = "";
  /** E over the axis, row by row, and how far the ways are lifted: they change with the surface only. */
  #ground = { axis: [0], heights: [[0]], lift: 0 };
  #drawing = false;
  /** @type {(() => void) | null} what is to be drawn once Plotly is free */
  #next = null;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.box = Object.assign(document.createElement("div"), { className: "np-landscape" });
    this.box.setAttribute("role", "img");
    parent.append(this.box);
    this.able = document.createElement("canvas").getContext("webgl") !== null;
    if (!this.able) {
      this.box.innerHTML = "<p>This browser cannot draw in three dimensions (it has no WebGL). The map beside shows the same surface from above.</p>";
    }
  }

  close() {
    this.#next = null;
    /** @type {any} */ (window).Plotly?.purge(this.box);
  }

  /**
   * @param {string} key names the surface @param {(w: Weights) => number} height @param {number} reach @param {Way[]} ways
   * @param {string} words what is seen, for those who do not see it
   */
  show(key, height, reach, ways, words) {
    this.box.setAttribute("aria-label", words);
    if (!this.able) return;
    this.#next = () => this.#paint(key, height, reach, ways);
    if (!this.#drawing) void this.#draw();
  }

  async #draw() {
    this.#drawing = true;
    this.plotly ??= await loadPlotly();
    while (this.#next) {
      // To draw in three dimensions takes longer than all else together: map, formula and words do not wait for it.
      await painted();
      const paint = this.#next;
      if (!paint) break;
      this.#next = null;
      await paint();
    }
    this.#drawing = false;
  }

  /** @param {string} key @param {(w: Weights) => number} height @param {number} reach @param {Way[]} ways */
  async #paint(key, height, reach, ways) {
    if (key !== this.#key) this.#ground = groundOf(height, reach);
    this.#key = key;
    const { axis, heights, lift } = this.#ground;
    const inside = (/** @type {Weights} */ w) => Math.abs(w[0]) <= reach && Math.abs(w[1]) <= reach;
    const lines = ways.map(({ points, colour, label }) => {
      const seen = points.map((w) => (inside(w) ? w : null));
      const at = (/** @type {number} */ n) => seen.map((w) => (w ? w[n] : null));
      const z = seen.map((w) => (w ? height(w) + lift : null));
      const sizes = points.map((_, n) => (n === points.length - 1 ? 7 : points.length > 60 ? 0 : 3));
      return { type: "scatter3d", mode: "lines+markers", name: label, x: at(0), y: at(1), z, line: { color: colour, width: 6 }, marker: { color: colour, size: sizes, line: { width: 0 } }, hoverinfo: "name" };
    });
    const surface = { type: "surface", x: axis, y: axis, z: heights, showscale: false, opacity: 0.92, hovertemplate: "w₁ %{x:.2f}<br>w₂ %{y:.2f}<br>E %{z:.4g}<extra></extra>", colorscale: [[0, LOW], [0.5, MIDDLE], [1, HIGH]], contours: { z: { show: true, usecolormap: false, color: "rgba(60, 60, 60, 0.35)", width: 1 } } };
    await this.plotly.react(this.box, [surface, ...lines], layout(themeOf(this.box), key), CONFIG);
  }
}

/** Once the present frame is on the screen; a page in the background has no frames. */
async function painted() {
  await Promise.race([new Promise(requestAnimationFrame), new Promise((resolve) => setTimeout(resolve, UNSEEN))]);
  await new Promise((resolve) => setTimeout(resolve));
}

/** @param {(w: Weights) => number} height @param {number} reach */
function groundOf(height, reach) {
  const axis = Array.from({ length: POINTS }, (_, n) => (n / (POINTS - 1)) * 2 * reach - reach);
  const heights = axis.map((w2) => axis.map((w1) => height([w1, w2])));
  const all = heights.flat();
  return { axis, heights, lift: LIFT * (Math.max(...all) - Math.min(...all)) };
}

/** @param {import("../theme.js").Theme} theme @param {string} key the view stays as the viewer has turned it while the surface is the same */
function layout(theme, key) {
  const axis = (/** @type {string} */ title) => ({ title: { text: title }, color: theme.text, gridcolor: theme.border, zeroline: false, showspikes: false });
  return {
    margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: "rgba(0, 0, 0, 0)",
    showlegend: false,
    uirevision: key,
    font: { color: theme.text, family: theme.font, size: 12 },
    scene: { xaxis: axis("w₁"), yaxis: axis("w₂"), zaxis: axis("E"), camera: { eye: { x: 1.35, y: -1.35, z: 1.05 } }, aspectratio: { x: 1.15, y: 1.15, z: 0.75 } },
  };
}
