// "Predict first": one question before the page shows, which can be skipped and does not come back by itself.

const KEY = "neural-playground.asked.";

/** @typedef {{text: string, answers: string[], right: number, why: string}} Asked */

export class Question {
  /**
   * @param {HTMLElement} root
   * @param {string} page whose question it is
   * @param {Asked} asked
   * @param {() => void} reveal has the picture show the answer
   */
  constructor(root, page, asked, reveal) {
    Object.assign(this, { root, page, asked, reveal });
    if (recall(KEY + page)) this.#rest();
    else this.#ask();
  }

  #ask() {
    this.root.classList.add("np-asking");
    const answers = this.asked.answers.map((words, number) => button(words, () => this.#answered(number)));
    this.root.replaceChildren(said("Predict first", this.asked.text), ...answers, button("Skip", () => this.#rest(), "np-quiet"));
  }

  /** @param {number} number */
  #answered(number) {
    remember(KEY + this.page);
    this.reveal();
    const right = number === this.asked.right;
    const words = said(right ? "Right" : "Not quite", `${this.asked.answers[this.asked.right]}. ${this.asked.why}`);
    words.setAttribute("role", "status");
    this.root.replaceChildren(words, button("Close", () => this.#rest(), "np-quiet"));
  }

  /** Only a small button is left. */
  #rest() {
    remember(KEY + this.page);
    this.root.classList.remove("np-asking");
    this.root.replaceChildren(button("Predict first: ask me", () => this.#ask(), "np-quiet"));
  }
}

/** @param {string} lead @param {string} words */
function said(lead, words) {
  const line = document.createElement("p");
  line.append(Object.assign(document.createElement("strong"), { textContent: `${lead}. ` }), words);
  return line;
}

/** @param {string} words @param {() => void} press @param {string} [className] */
function button(words, press, className = "") {
  return Object.assign(document.createElement("button"), { type: "button", textContent: words, onclick: press, className });
}

/** @param {string} key */
function recall(key) {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}

/** @param {string} key */
function remember(key) {
  try {
    localStorage.setItem(key, "yes");
  } catch {
    // A browser that keeps nothing is asked again next time.
  }
}
