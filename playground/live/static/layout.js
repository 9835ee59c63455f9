// Layouts are plain objects; Plotly names a place in one by a path such as `shapes[0].x0`.

/**
 * @param {any} object changed in place
 * @param {string} path
 * @param {any} value
 */
export function put(object, path, value) {
  const steps = path.replaceAll("[", ".").replaceAll("]", "").split(".");
  const leaf = /** @type {string} */ (steps.pop());
  for (const step of steps) object = object[step] ??= {};
  object[leaf] = value;
}

/**
 * @param {any} layout
 * @param {string} name of a shape
 * @returns {number} its place among the shapes, or -1
 */
export function shapeNamed(layout, name) {
  return (layout.shapes ?? []).findIndex((shape) => shape.name === name);
}
