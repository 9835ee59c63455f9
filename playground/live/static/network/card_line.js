/** A line of a card. @param {string} words @param {string} [className] */
export function line(words, className = "") {
  return Object.assign(document.createElement("p"), { className: `np-line-of-card ${className}`, textContent: words });
}
