// The choices above a lesson's picture: a list for words, a slider for numbers, buttons to press in for a choice of several.

/**
 * @typedef {Object} Control
 * @property {string} name
 * @property {string} label
 * @property {string} help
 * @property {[string, string][]} [options] value and words of each choice
 * @property {number} [most] how many of the options may be chosen, if not one
 * @property {number[]} [steps] of a slider, ascending
 * @typedef {{field: HTMLElement, show: (value: any) => void}} Field
 */

/** A setting may have a control in more than one place of the page. */
let made = 0;

export class Controls {
  /** @type {Map<string, Field>} */
  #fields = new Map();

  /** @param {Element} root @param {Control[]} controls @param {(name: string, value: any) => void} change */
  constructor(root, controls, change) {
    for (const control of controls) {
      const tell = (/** @type {any} */ value) => change(control.name, value);
      const field = control.steps ? slider(control, control.steps, tell) : control.most ? several(control, control.most, tell) : list(control, tell);
      root.append(field.field);
      this.#fields.set(control.name, field);
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
  const select = Object.assign(document.createElement("select"), { id: `np-choice-${control.name}-${++made}` });
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
  const range = Object.assign(document.createElement("input"), { type: "range", id: `np-choice-${control.name}-${++made}`, min: "0", max: String(steps.length - 1), step: "1" });
  range.oninput = () => change(steps[Number(range.value)]);
  const field = labelled(control, range);
  const label = /** @type {HTMLElement} */ (field.firstElementChild);
  return {
    field,
    show: (value) => {
      const words = String(value).replace("-", "−");
      range.value = String(nearest(steps, value));
      range.setAttribute("aria-valuetext", words);
      label.textContent = `${control.label}: ${words}`;
    },
  };
}

/** Which of the steps is nearest to a value: by their ratio, where all are above 0. @param {number[]} steps @param {number} value */
function nearest(steps, value) {
  const away = (/** @type {number} */ step) => Math.abs(steps[0] > 0 ? Math.log(step / value) : step - value);
  return steps.reduce((best, step, n) => (away(step) < away(steps[best]) ? n : best), 0);
}

/** Buttons of which some may be pressed in, in an order that counts. @param {Control} control @param {number} most @param {(value: string[]) => void} change @returns {Field} */
function several({ label, help, options = [] }, most, change) {
  const field = Object.assign(document.createElement("div"), { className: "np-field np-several", title: help });
  field.setAttribute("role", "group");
  field.setAttribute("aria-label", label);
  /** @type {string[]} */
  let chosen = [];
  const buttons = options.map(([value, words]) => {
    const press = () => change(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
    return Object.assign(document.createElement("button"), { type: "button", textContent: words, value, onclick: press });
  });
  field.append(...buttons);
  return {
    field,
    show: (/** @type {string[]} */ value) => {
      chosen = value;
      for (const button of buttons) {
        const place = chosen.indexOf(button.value);
        button.setAttribute("aria-pressed", String(place >= 0));
        button.className = place >= 0 ? `np-nth-${place}` : "";
        button.disabled = place < 0 && chosen.length >= most;
      }
    },
  };
}

/** @param {Control} control @param {HTMLElement} input */
function labelled({ label, help }, input) {
  const field = Object.assign(document.createElement("div"), { className: "np-field", title: help });
  field.append(Object.assign(document.createElement("label"), { htmlFor: input.id, textContent: label }), input);
  return field;
}
