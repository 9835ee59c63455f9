// Numbers as a person reads them.

/** The number with a real minus, never "-0.00". @param {number} value @param {number} [places] */
export function decimal(value, places = 2) {
  const text = value.toFixed(places);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}
