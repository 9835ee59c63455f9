// The keys that walk through an epoch while its steps are open: those that otherwise walk through the film.

/** @type {Object<string, "back" | "forward" | "start" | "end" | "close">} */
const KEYS = { ArrowLeft: "back", ArrowRight: "forward", Home: "start", End: "end", Escape: "close" };

/**
 * A listener that comes before that of the film.
 * @param {HTMLElement} film its toolbar @param {HTMLElement} box the row of the steps
 * @param {Object<string, () => void>} actions
 * @returns {(event: KeyboardEvent) => void}
 */
export function keysOf(film, box, actions) {
  return (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {Element} */ (event.target);
    const within = film.contains(target) || box.contains(target) || target.closest(".st-key-train") !== null;
    // A list of choices has these keys for itself.
    if ((target !== document.body && !within) || target.matches("select")) return;
    const name = KEYS[event.key] ?? (event.key === " " && !target.matches("button") ? "toggle" : "");
    if (!name) return;
    event.preventDefault();
    if (event.repeat && !/^Arrow/.test(event.key)) return;
    actions[name]();
  };
}
