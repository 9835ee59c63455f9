// Flowers in the charts of the worked example, their axes and their key; and a place for a view to stand in.

/** @typedef {import("./worked_example.js").Seen} Seen */

/** The axis of a measurement, a little wider than the flowers need. @param {Seen} seen @param {number} column @param {string} colour */
export function axisOf({ content }, column, colour) {
  const { label, low, high } = content.measurements[column];
  const more = 0.04 * (high - low);
  return { title: label, low: low - more, high: high + more, colour };
}

/** Flowers of some rows as dots of their species. @param {Seen} seen @param {number[]} columns @param {number[]} rows @param {string} [className] */
export function flowers({ content }, columns, rows, className = "") {
  return rows.map((row) => {
    const species = content.species[row];
    const at = columns.map((column) => content.rows[row][column]);
    return { at, symbol: species, className: `np-flower np-species-${species} ${className}`, title: `row ${row + 1}, ${content.classes[species]}: ${at.join(", ")}` };
  });
}

/** @param {Element} parent @param {string} className @param {string} [html] */
export function added(parent, className, html = "") {
  const element = Object.assign(document.createElement("div"), { className, innerHTML: html });
  parent.append(element);
  return element;
}

/** The key to the species. @param {Seen["content"]} content */
export function key({ classes }) {
  const symbols = ["●", "◆", "✚"];
  return `<p class="np-key">${classes.map((name, n) => `<span class="np-species-${n}">${symbols[n]}</span> ${name}`).join("&emsp;")}</p>`;
}
