// Formulas as MathML, which browsers set by themselves; numbers take the colour that they have in the picture.

import { decimal } from "../numbers.js";

/** The colour of a number by its sign. @param {number} value */
export function sign(value) {
  return value < 0 ? "np-negative" : "np-positive";
}

/** @param {string} name @param {string | number} [index] @param {string} [colour] */
export function variable(name, index, colour = "") {
  const italic = `<mi>${name}</mi>`;
  return index === undefined ? `<mrow class="${colour}">${italic}</mrow>` : `<msub class="${colour}">${italic}<mn>${index}</mn></msub>`;
}

/**
 * A number; a negative one in brackets, unless it stands behind nothing but an equals sign.
 * @param {number} value @param {{colour?: string, places?: number, bare?: boolean}} [how]
 */
export function number(value, { colour = "", places = 2, bare = false } = {}) {
  const text = decimal(value, places);
  const row = `<mrow class="${colour}"><mn>${text}</mn></mrow>`;
  return text.startsWith("−") && !bare ? operator("(") + row + operator(")") : row;
}

/** @param {string} sign */
export function operator(sign) {
  return `<mo stretchy="false">${sign}</mo>`;
}

const EQUALS = operator("=");

/** @param {string} above @param {string} below */
export function fraction(above, below) {
  return `<mfrac><mrow>${above}</mrow><mrow>${below}</mrow></mfrac>`;
}

/** @param {string} base @param {string} exponent */
export function power(base, exponent) {
  return `<msup><mrow>${base}</mrow><mrow>${exponent}</mrow></msup>`;
}

/**
 * One line, with the lecture's number if it has one; where there is no room, it breaks before an equals sign.
 * @param {string[]} parts @param {string} [label]
 */
export function equation(parts, label = "") {
  const tag = label && `<span class="np-tag">(${label})</span>`;
  /** @type {string[]} */
  const sides = [""];
  for (const part of parts) {
    if (part === EQUALS) sides.push("");
    sides[sides.length - 1] += part;
  }
  const lines = sides.map((side) => `<math displaystyle="true"><mrow>${side}</mrow></math>`);
  return `<div class="np-equation">${lines.join(" ")}${tag}</div>`;
}
