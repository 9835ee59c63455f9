// The lecture's figure 5 as an experiment: the same network with linear and with ReLU units, trained side by side on the real engine.

import { Controls } from "./controls.js";
import { Films } from "./films.js";
import { equation, operator, variable } from "./formula.js";
import { digits } from "./reel.js";
import { section } from "./section.js";

const INTRO = `The lecture's figure 5, trained by Keras: the same rows, the same network, the same initial weights; only the hidden layers' activation differs.
  Watch the two boundaries move together.`;

/** @typedef {{data: string}} State */

export class Network {
  /** @type {Films | null} */
  #films = null;
  /** @type {import("./films.js").Showing | null} */
  #showing = null;
  #looked = false;
  #words = "";

  /** @param {import("./lesson.js").Host} host @param {import("./controls.js").Control[]} controls @param {(name: string, value: any) => void} change */
  constructor(host, controls, change) {
    this.host = host;
    this.parts = section(host.root, "Linear against ReLU", INTRO);
    this.parts.stage.parentElement?.parentElement?.classList.add("np-section-of-films");
    this.controls = new Controls(this.parts.choices, controls, change);
    this.parts.formula.innerHTML = formula();
    // A screen reader is not to speak every epoch of a film.
    this.parts.words.removeAttribute("role");
    // Charts are fetched, and the films begin, once somebody looks.
    this.looking = new IntersectionObserver((entries) => {
      this.#looked ||= entries.some((entry) => entry.isIntersecting);
      this.#begin();
    });
    this.looking.observe(this.parts.stage);
  }

  close() {
    this.looking.disconnect();
    this.#films?.close();
  }

  /** @param {import("./films.js").Showing} showing */
  show(showing) {
    this.#showing = showing;
    this.#begin();
  }

  /** @param {State} state */
  draw(state) {
    this.controls.show(state, []);
    const words = said(this.#films?.seen ?? []);
    if (words !== this.#words) this.parts.words.innerHTML = words;
    this.#words = words;
  }

  #begin() {
    if (!this.#looked || !this.#showing) return;
    this.looking.disconnect();
    this.#films ??= new Films(this.parts.stage, this.host);
    this.#films.show(this.#showing);
  }
}

/** Why linear layers are one linear layer. */
function formula() {
  const w = (/** @type {number} */ n) => variable("W", n);
  const b = (/** @type {number} */ n) => variable("b", n);
  const [open, close, plus] = ["(", ")", "+"].map(operator);
  const two = [w(2), open, w(1), variable("x"), plus, b(1), close, plus, b(2)];
  const one = [open, w(2), w(1), close, variable("x"), plus, open, w(2), b(1), plus, b(2), close];
  return equation(["<mtext>two linear layers:&nbsp;</mtext>", variable("a"), operator("="), ...two, operator("="), ...one, "<mtext>, one linear layer</mtext>"]);
}

/** How the two do at the epoch on show. @param {import("./reel.js").Seen[]} seen */
function said(seen) {
  const [linear, relu] = seen;
  if (!linear?.errors || !relu?.errors) return "";
  return `<p>Log loss on the training rows after epoch ${linear.epoch.toLocaleString("en")}: linear ${digits(linear.errors.training)}, ReLU ${digits(relu.errors.training)};
    guessing between two classes of equal size gives 0.693. However long the linear network trains, its boundary is a straight line.</p>`;
}
