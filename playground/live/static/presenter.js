// Presenter mode: settings and navigation away, large letters, thick lines, one or two charts. The address says so, too.

const PARAMETER = "presenter";
const MOST = 2;

export class Presenter {
  /** Titles of the charts that are shown, the one chosen last at the end. @type {string[]} */
  #chosen = [];

  /** @param {HTMLElement} root of the live view @param {() => void} change called when the mode changes */
  constructor(root, change) {
    this.change = change;
    this.choices = /** @type {HTMLElement} */ (root.querySelector(".np-shown"));
    this.panels = /** @type {HTMLElement} */ (root.querySelector(".np-panels"));
    this.button = /** @type {HTMLElement} */ (root.querySelector("[data-action=present]"));
    this.on = new URLSearchParams(location.search).get(PARAMETER) === "1";
    // Charts come and go with the experiment.
    this.watching = new MutationObserver(() => this.#arrange());
    this.watching.observe(this.panels, { childList: true, subtree: true, attributeFilter: ["hidden"] });
    this.#show();
  }

  close() {
    this.watching.disconnect();
    this.on = false;
    this.#show();
  }

  toggle() {
    this.on = !this.on;
    this.#say();
    this.#show();
    this.change();
  }

  /** A way to look at the page is no step of the browser's history. */
  #say() {
    const query = new URLSearchParams(location.search);
    if (this.on) query.set(PARAMETER, "1");
    else query.delete(PARAMETER);
    history.replaceState({}, "", location.pathname + (query.size > 0 ? `?${query}` : ""));
  }

  #show() {
    document.body.classList.toggle("np-presenting", this.on);
    this.button.setAttribute("aria-pressed", String(this.on));
    this.choices.hidden = !this.on;
    this.#arrange();
  }

  /** Leaves the chosen charts on the screen, or the first two. */
  #arrange() {
    const sections = /** @type {HTMLElement[]} */ ([...this.panels.children]).filter((section) => !section.hidden);
    const titles = sections.map((section) => section.querySelector("h2")?.textContent ?? "");
    const kept = this.#chosen.filter((title) => titles.includes(title));
    const shown = kept.length ? kept : titles.slice(0, MOST);
    for (const [i, section] of sections.entries()) section.classList.toggle("np-behind", this.on && !shown.includes(titles[i]));
    this.panels.style.setProperty("--np-shown-charts", String(Math.min(shown.length, sections.length) || 1));
    const words = JSON.stringify([titles, shown]);
    if (!this.on || this.choices.dataset.words === words) return;
    this.choices.dataset.words = words;
    this.choices.replaceChildren(...titles.map((title) => this.#choice(title, shown)));
  }

  /** @param {string} title @param {string[]} shown @returns {HTMLButtonElement} */
  #choice(title, shown) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: title });
    button.setAttribute("aria-pressed", String(shown.includes(title)));
    button.onclick = () => {
      const others = shown.filter((other) => other !== title);
      // The last one stays: an empty screen shows nothing.
      this.#chosen = shown.includes(title) ? (others.length ? others : shown) : [...others, title].slice(-MOST);
      this.#arrange();
      /** @type {HTMLElement | undefined} */ ([...this.choices.children].find((other) => other.textContent === title))?.focus();
    };
    return button;
  }
}
