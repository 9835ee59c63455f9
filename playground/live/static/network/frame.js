// What stands around the picture of a network: the panel, its words, and what they say where there is none.

const CAPTION = `Lines are weights: <b class="np-positive">blue</b> above 0, <b class="np-negative">orange</b> below. Click to see and edit.`;
const AHEAD = "<b>Not trained yet:</b> this is the network that the settings now say. Press Train.";

export class Frame {
  constructor() {
    this.section = Object.assign(document.createElement("section"), { className: "np-panel np-network" });
    this.section.innerHTML = `<header><h2>Network</h2><p></p></header><div class="np-net" data-testid="panel-network">
      <canvas class="np-lines"></canvas><p class="np-no-network" hidden></p></div><p class="np-unseen" data-testid="network-words"></p><p class="np-unseen" aria-live="polite" data-testid="network-news"></p>`;
    const part = (/** @type {string} */ name) => /** @type {any} */ (this.section.querySelector(name));
    /** @type {HTMLElement} */
    this.stage = part(".np-net");
    /** @type {HTMLCanvasElement} */
    this.canvas = part("canvas");
    /** For those who do not see the picture. @type {HTMLElement} */
    this.words = part(".np-unseen");
    /** Speaks of edits. @type {HTMLElement} */
    this.live = part("[aria-live]");
    /** @type {HTMLElement} */
    this.header = part("header");
    this.caption = part("header p");
    this.none = part(".np-no-network");
  }

  /** @param {boolean} drawn whether there is a network to be seen @param {{parameters: number, most: number}} size of it, and of one that is drawn @param {boolean} ahead whether it is the next one */
  show(drawn, { parameters, most }, ahead) {
    this.section.classList.toggle("np-without", !drawn);
    this.caption.innerHTML = ahead ? AHEAD : drawn ? CAPTION : "";
    [this.none.hidden, this.canvas.hidden] = [drawn, !drawn];
    this.none.textContent =
      parameters > most
        ? `This network has ${parameters.toLocaleString("en")} parameters and is too large to be drawn. Networks of up to ${most.toLocaleString("en")} are.`
        : "The network is drawn as soon as its rows are there.";
    this.words.textContent = drawn ? "" : this.none.textContent;
  }
}
