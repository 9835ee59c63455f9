// Words to the server wait while the browser leaves a page. Streamlit runs the old page's fragment for a word that it sends about when a
// link is clicked, and shows what comes of that in the new page: that page is then empty, or has the old page's parameters in its address.

/** For so many milliseconds after the click the new page may be on its way; a page that is still there then was not left. */
const WAY = 5_000;
/** For so many milliseconds a pointer over a link, or the focus on one, may become a click. */
const AIM = 1_000;
const AIMS = ["pointerover", "pointerdown", "focusin"];

export class Leaving {
  #until = 0;
  #waiting = 0;
  #path = location.pathname;
  /** @type {(() => void)[]} */
  #words = [];

  constructor() {
    this.aimed = (/** @type {Event} */ event) => leads(event) && this.#hold(AIM);
    this.clicked = (/** @type {MouseEvent} */ event) => leads(event) && plain(event) && this.#hold(WAY);
    // Back and Forward lead to other settings of the same page as well.
    this.stepped = () => location.pathname === this.#path || this.#hold(WAY);
    for (const name of AIMS) addEventListener(name, this.aimed);
    // Before Streamlit hears of it.
    addEventListener("click", this.clicked, { capture: true });
    addEventListener("popstate", this.stepped);
  }

  /** Says something now or, on the way to another page, once it turns out that this one stays. @param {() => void} word */
  say(word) {
    if (performance.now() >= this.#until) {
      this.#path = location.pathname;
      return word();
    }
    this.#words.push(word);
    this.#waiting ||= setTimeout(() => this.#stay(), this.#until - performance.now());
  }

  /** @returns {boolean} whether something was not said, and will not be any more */
  close() {
    clearTimeout(this.#waiting);
    for (const name of AIMS) removeEventListener(name, this.aimed);
    removeEventListener("click", this.clicked, { capture: true });
    removeEventListener("popstate", this.stepped);
    return this.#words.length > 0;
  }

  /** @param {number} milliseconds */
  #hold(milliseconds) {
    this.#until = Math.max(this.#until, performance.now() + milliseconds);
  }

  #stay() {
    this.#waiting = 0;
    for (const word of this.#words.splice(0)) this.say(word);
  }
}

/** Whether an event is about a link to another page in the same tab. @param {Event} event */
function leads({ target }) {
  const link = target instanceof Element ? target.closest("a[href]") : null;
  return link instanceof HTMLAnchorElement && link.target !== "_blank" && link.pathname !== location.pathname;
}

/** Whether a click is one that opens no other tab. @param {MouseEvent} event */
function plain({ button, ctrlKey, metaKey, shiftKey, altKey }) {
  return !button && !ctrlKey && !metaKey && !shiftKey && !altKey;
}
