// What can be dragged or moved by keys, and chosen: up is more and down is less.

const PIXELS_PER_STEP = 4;

/**
 * @typedef {{low: number, high: number, step: number}} Bounds
 * @typedef {Object} Handle
 * @property {() => number} value
 * @property {(value: number) => void} change
 * @property {() => void} rest called when it is let go
 * @property {() => void} choose called when it is pressed
 */

/** What makes an element a slider for those who hear the page. @param {Bounds} bounds */
export function sliderOf({ low, high }) {
  return { role: "slider", tabindex: "0", "aria-orientation": "vertical", "aria-valuemin": low, "aria-valuemax": high };
}

/**
 * Has a slider moved by its keys and by dragging any of its grips.
 * @param {any} slider gets the focus @param {any[]} grips @param {Bounds} bounds @param {Handle} handle
 */
export function makeMovable(slider, grips, bounds, handle) {
  const move = (/** @type {number} */ value) => handle.change(Number(Math.min(bounds.high, Math.max(bounds.low, value)).toFixed(3)));
  for (const grip of grips) makeDraggable(grip, slider, bounds, { ...handle, change: move });
  slider.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => pressed(event, bounds, { ...handle, change: move }));
}

/** @param {any} grip @param {any} slider @param {Bounds} bounds @param {Handle} handle */
function makeDraggable(grip, slider, bounds, handle) {
  let [from, value, moved] = [0, 0, false];
  grip.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    grip.setPointerCapture(event.pointerId);
    [from, value, moved] = [event.clientY, handle.value(), false];
    slider.focus({ preventScroll: true });
    event.preventDefault();
    handle.choose();
  });
  grip.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    if (!grip.hasPointerCapture(event.pointerId)) return;
    moved ||= event.clientY !== from;
    if (moved) handle.change(value + ((from - event.clientY) / PIXELS_PER_STEP) * bounds.step);
  });
  for (const end of ["pointerup", "pointercancel"]) grip.addEventListener(end, () => handle.rest());
}

/** @param {KeyboardEvent} event @param {Bounds} bounds @param {Handle} handle */
function pressed(event, { step }, handle) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const by = { ArrowUp: step, ArrowRight: step, ArrowDown: -step, ArrowLeft: -step, PageUp: 10 * step, PageDown: -10 * step }[event.key];
  const chosen = event.key === "Enter" || event.key === " ";
  if (by === undefined && !chosen) return;
  event.preventDefault();
  if (by === undefined) handle.choose();
  else handle.change(handle.value() + by);
  handle.rest();
}
