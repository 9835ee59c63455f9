// "Predict first": one question before the page shows, which can be skipped and does not come back by itself.

const KEY = "neural-playground.asked.";

/** @typedef {{text: string, answers: string[], right: number, why: string, title?: string}} Asked */

export class Question {
  /**
   * @param {HTMLElement} root
   * @param {string} page whose question it is
   * @param {Asked} asked
   * @param {() => void} reveal has the picture show the answer
   * @param {(asking: boolean) => void} hold has a picture that moves by itself wait while the question is open
   */
  constructor(root, page, asked, reveal, hold = () => {}) {
    Object.assign(this, { root, page, asked, reveal, hold, title: asked.title ?? "Predict first" });
    if (recall(KEY + page)) this.#rest();
    else this.#ask();
  }

  #ask() {
    this.hold(true);
    this.root.classList.add("np-asking");
    const answers = this.asked.answers.map((words, number) => button(words, () => this.#answered(number)));
    this.root.replaceChildren(said(this.title, this.asked.text), ...answers, button("Skip", () => this.#rest(), "np-quiet"));
  }

  /** @param {number} number */
  #answered(number) {
    remember(KEY + this.page);
    this.reveal();
    this.hold(false);
    const right = number === this.asked.right;
    const words = said(right ? "Right" : "Not quite", `${this.asked.answers[this.asked.right]}. ${this.asked.why}`);
    words.setAttribute("role", "status");
    this.root.replaceChildren(words, button("Close", () => this.#rest(), "np-quiet"));
  }

  /** Only a small button is left. */
  #rest() {
    remember(KEY + this.page);
    this.hold(false);
    this.root.classList.remove("np-asking");
    this.root.replaceChildren(button(`${this.title}: ask me`, () => this.#ask(), "np-quiet"));
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
