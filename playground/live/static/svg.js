// Elements of a picture.

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} tag @param {Object<string, any>} [attributes] @returns {any} */
export function made(tag, attributes = {}) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** @param {string} words @param {Object<string, any>} attributes */
export function text(words, attributes) {
  const element = made("text", attributes);
  element.textContent = words;
  return element;
}
