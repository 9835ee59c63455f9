// The choices above a lesson's picture.

/** @typedef {{name: string, label: string, help: string, options: [string, string][]}} Control */

export class Controls {
  /** @type {Map<string, {field: HTMLElement, select: HTMLSelectElement}>} */
  #fields = new Map();

  /** @param {Element} root @param {Control[]} controls @param {(name: string, value: string) => void} change */
  constructor(root, controls, change) {
    for (const { name, label, help, options } of controls) {
      const field = Object.assign(document.createElement("div"), { className: "np-field", title: help });
      const select = Object.assign(document.createElement("select"), { id: `np-choice-${name}` });
      select.append(...options.map(([value, words]) => new Option(words, value)));
      select.onchange = () => change(name, select.value);
      field.append(Object.assign(document.createElement("label"), { htmlFor: select.id, textContent: label }), select);
      root.append(field);
      this.#fields.set(name, { field, select });
    }
  }

  /** @param {Object<string, any>} state @param {string[]} idle names of controls that do nothing now */
  show(state, idle) {
    for (const [name, { field, select }] of this.#fields) {
      if (select.value !== state[name]) select.value = state[name];
      field.hidden = idle.includes(name);
    }
  }
}
