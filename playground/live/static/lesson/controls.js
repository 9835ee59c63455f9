// The choices above a lesson's picture: a list for words, a slider for numbers.

/**
 * @typedef {Object} Control
 * @property {string} name
 * @property {string} label
 * @property {string} help
 * @property {[string, string][]} [options] value and words of each choice
 * @property {number[]} [steps] of a slider, ascending
 * @typedef {{field: HTMLElement, show: (value: any) => void}} Field
 */

export class Controls {
  /** @type {Map<string, Field>} */
  #fields = new Map();

  /** @param {Element} root @param {Control[]} controls @param {(name: string, value: string | number) => void} change */
  constructor(root, controls, change) {
    for (const control of controls) {
      const tell = (/** @type {string | number} */ value) => change(control.name, value);
      const made = control.steps ? slider(control, control.steps, tell) : list(control, tell);
      root.append(made.field);
      this.#fields.set(control.name, made);
    }
  }

  /** @param {Object<string, any>} state @param {string[]} idle names of controls that do nothing now */
  show(state, idle) {
    for (const [name, { field, show }] of this.#fields) {
      show(state[name]);
      field.hidden = idle.includes(name);
    }
  }
}

/** @param {Control} control @param {(value: string) => void} change @returns {Field} */
function list(control, change) {
  const select = Object.assign(document.createElement("select"), { id: `np-choice-${control.name}` });
  select.append(...(control.options ?? []).map(([value, words]) => new Option(words, value)));
  select.onchange = () => change(select.value);
  return {
    field: labelled(control, select),
    show: (value) => {
      if (select.value !== value) select.value = value;
    },
  };
}

/** A slider over steps; a value between two of them, from a link, stands at the nearer one and is read out as it is. @param {Control} control @param {number[]} steps @param {(value: number) => void} change @returns {Field} */
function slider(control, steps, change) {
  const range = Object.assign(document.createElement("input"), { type: "range", id: `np-choice-${control.name}`, min: "0", max: String(steps.length - 1), step: "1" });
  range.oninput = () => change(steps[Number(range.value)]);
  const field = labelled(control, range);
  const label = /** @type {HTMLElement} */ (field.firstElementChild);
  return {
    field,
    show: (value) => {
      const nearest = steps.reduce((best, step, n) => (Math.abs(Math.log(step / value)) < Math.abs(Math.log(steps[best] / value)) ? n : best), 0);
      range.value = String(nearest);
      range.setAttribute("aria-valuetext", String(value));
      label.textContent = `${control.label}: ${value}`;
    },
  };
}

/** @param {Control} control @param {HTMLElement} input */
function labelled({ label, help }, input) {
  const field = Object.assign(document.createElement("div"), { className: "np-field", title: help });
  field.append(Object.assign(document.createElement("label"), { htmlFor: input.id, textContent: label }), input);
  return field;
}
