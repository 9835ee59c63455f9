// Numbers as a person reads them.

/** The number with a real minus, never "-0.00". @param {number} value @param {number} [places] */
export function decimal(value, places = 2) {
  const text = value.toFixed(places);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** The number by its first digits: 0.004516, 12.30, and 3.2e−7 for what would be mostly zeros. @param {number} value @param {number} [digits] */
export function significant(value, digits = 4) {
  if (value === 0) return "0";
  const power = Number(value.toExponential(digits - 1).split("e")[1]);
  if (power >= -4 && power < 6) return decimal(value, Math.max(0, digits - 1 - power));
  return value.toExponential(Math.min(digits - 1, 2)).replaceAll("-", "−").replace("e+", "e");
}
