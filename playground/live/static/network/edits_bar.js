// The bar above the picture: what is edited, what that does to the loss, and what can be done with it.

/**
 * @typedef {Object} Told
 * @property {string} words what is edited, or that it belongs elsewhere
 * @property {string} loss before and after
 * @property {string} obstacle why there is nothing to go on from; empty where there is
 * @property {string} back to where the edits belong; empty where they are on the screen
 * @property {boolean} edited whether there are edits; without, the words are only to be read
 * @property {string} follows what going on does
 * @property {string} charts what the charts do
 * @typedef {{undo: () => void, discard: () => void, goOn: () => void, back: () => void, close: () => void}} Actions
 */

const ABOUT_LOSS =
  "The mean over these rows with the weights as they are, without penalties. The film's training loss is a mean over the epoch, during which the weights still moved.";
const ABOUT_CHARTS = "Charts of predictions show the edited network where this page has their rows; loss, learning rate, confusion matrix and ROC curve show the run.";

export class EditsBar {
  #print = "";

  /** @param {HTMLElement} parent @param {Actions} actions */
  constructor(parent, actions) {
    this.box = Object.assign(document.createElement("div"), { className: "np-edits", hidden: true });
    this.box.dataset.testid = "network-edits";
    this.box.setAttribute("role", "group");
    this.box.setAttribute("aria-label", "Your edits");
    this.words = Object.assign(document.createElement("p"), { className: "np-edits-words" });
    this.loss = Object.assign(document.createElement("p"), { className: "np-edits-loss", title: ABOUT_LOSS });
    this.obstacle = Object.assign(document.createElement("p"), { className: "np-edits-obstacle" });
    const button = (/** @type {keyof Actions} */ name, /** @type {string} */ words) => Object.assign(document.createElement("button"), { type: "button", textContent: words, onclick: () => actions[name]() });
    this.buttons = { undo: button("undo", "Undo"), discard: button("discard", "Undo all"), back: button("back", ""), goOn: button("goOn", "Go on from here"), close: button("close", "Close") };
    this.buttons.undo.title = "Take the last edit back (Ctrl+Z)";
    this.charts = document.createElement("p");
    const keys = Object.assign(document.createElement("div"), { className: "np-edits-keys" });
    keys.append(...Object.values(this.buttons), this.charts);
    this.box.append(this.words, this.loss, this.obstacle, keys);
    parent.append(this.box);
  }

  /** @param {Told | null} told null hides it */
  show(told) {
    const print = JSON.stringify(told);
    if (print === this.#print) return;
    this.#print = print;
    this.box.hidden = told === null;
    this.box.parentElement?.classList.toggle("np-editing", told !== null);
    if (told) this.#write(told);
  }

  /** @param {Told} told */
  #write({ words, loss, obstacle, back, edited, follows, charts }) {
    const { undo, discard, goOn, back: toThere, close } = this.buttons;
    this.words.textContent = words;
    this.loss.textContent = loss;
    this.loss.hidden = !loss;
    this.charts.textContent = charts;
    this.charts.title = ABOUT_CHARTS;
    this.charts.hidden = !charts;
    this.obstacle.textContent = obstacle;
    this.obstacle.hidden = !obstacle;
    undo.hidden = goOn.hidden = !edited || back !== "";
    discard.hidden = !edited;
    discard.textContent = back ? "Discard them" : "Undo all";
    toThere.hidden = !back;
    toThere.textContent = `Back to ${back}`;
    close.hidden = edited;
    goOn.disabled = obstacle !== "";
    goOn.title = follows;
  }
}
