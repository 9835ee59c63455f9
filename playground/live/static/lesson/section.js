// A part of a lecture page below its first picture: a heading, choices, a stage, a formula and words.

/**
 * @param {HTMLElement} root of the lesson @param {string} title @param {string} intro as HTML
 * @returns {{choices: HTMLElement, stage: HTMLElement, formula: HTMLElement, words: HTMLElement}}
 */
export function section(root, title, intro) {
  const element = Object.assign(document.createElement("section"), { className: "np-section" });
  element.innerHTML = `<h2>${title}</h2><p>${intro}</p><div class="np-choices"></div>
    <figure><div class="np-stage"></div><figcaption></figcaption></figure><div class="np-said" role="status"></div>`;
  root.append(element);
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (element.querySelector(name));
  return { choices: part(".np-choices"), stage: part(".np-stage"), formula: part("figcaption"), words: part(".np-said") };
}
