// Words and attributes, written where they change only: a screen reader speaks every change, and the browser lays out the page for each.

/** @param {Element} element @param {string} words */
export function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/** @param {Element} element @param {string} attribute @param {string} value */
export function say(element, attribute, value) {
  if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
}
