// A network whose units are circles in columns; what a step of dropout switches off is crossed out, and its lines are gone.

import { made } from "../svg.js";

const SIZE = { width: 560, height: 400 };
const EDGE = 30;
const RADIUS = 9;

export class ThinnedDiagram {
  /** @param {HTMLElement} parent @param {number[]} widths of the layers, from the inputs to the output */
  constructor(parent, widths) {
    this.svg = made("svg", { role: "img", class: "np-thinned", viewBox: `0 0 ${SIZE.width} ${SIZE.height}` });
    parent.append(this.svg);
    const across = (SIZE.width - 2 * EDGE) / (widths.length - 1);
    const most = Math.max(...widths);
    const apart = (SIZE.height - 2 * EDGE) / (most - 1);
    this.places = widths.map((units, layer) => Array.from({ length: units }, (_, unit) => [EDGE + layer * across, SIZE.height / 2 + (unit - (units - 1) / 2) * apart]));
  }

  /** @param {boolean[][]} kept of each hidden layer which units stay @param {import("./worked_maths.js").Layer[] | null} layers null: every line is as thick */
  show(kept, layers) {
    const stays = [this.places[0].map(() => true), ...kept, [true]];
    const lines = this.places.slice(1).flatMap((units, n) => {
      const size = layers ? Math.max(...layers[n].kernel.map(Math.abs)) || 1 : 1;
      return units.flatMap((to, unit) =>
        this.places[n].flatMap((from, before) => {
          if (!stays[n][before] || !stays[n + 1][unit]) return [];
          const weight = layers ? layers[n].kernel[before * units.length + unit] : 0;
          return [made("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1], class: lineClass(weight), "stroke-width": 0.4 + (3 * Math.abs(weight)) / size })];
        }),
      );
    });
    const nodes = this.places.flatMap((units, n) => units.map((place, unit) => node(place, stays[n][unit])));
    const [gone, all] = [kept.flat().filter((stay) => !stay).length, kept.flat().length];
    this.svg.setAttribute("aria-label", `The network of this step: ${gone} of ${all} hidden units are switched off, and crossed out`);
    this.svg.replaceChildren(...lines, ...nodes);
  }
}

/** @param {number} weight */
function lineClass(weight) {
  return weight === 0 ? "np-strand" : `np-strand ${weight > 0 ? "np-strand-up" : "np-strand-down"}`;
}

/** @param {number[]} place @param {boolean} stays */
function node([x, y], stays) {
  const group = made("g", { class: stays ? "np-unit" : "np-unit np-unit-gone" });
  group.append(made("circle", { cx: x, cy: y, r: RADIUS }));
  const reach = RADIUS * 0.7;
  if (!stays) group.append(made("path", { d: `M${x - reach} ${y - reach}L${x + reach} ${y + reach}M${x - reach} ${y + reach}L${x + reach} ${y - reach}` }));
  return group;
}
