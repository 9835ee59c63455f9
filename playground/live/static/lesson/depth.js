// How large the gradients of each layer of a deep network are, as bars: vanishing and exploding at a glance.

import { activations } from "./back_propagation_maths.js";
import { Bars } from "./bars.js";
import { initialWeights, sizesByLayer } from "./depth_maths.js";
import { below, formulas, picture } from "./depth_words.js";

/**
 * @typedef {import("./back_propagation.js").State} State
 * @typedef {import("./back_propagation.js").Content} Content
 */

export class Depth {
  #key = "";

  /** @param {HTMLElement} stage @param {Content} content @param {import("./lesson.js").Host} host */
  constructor(stage, content, host) {
    Object.assign(this, { content, host });
    this.again = Object.assign(document.createElement("button"), { type: "button", textContent: "Draw other weights" });
    this.again.onclick = () => host.change({ seed: (host.state.seed + 1) % content.seeds });
    stage.append(this.again);
    this.bars = new Bars(stage);
  }

  close() {
    this.bars.close();
  }

  /** @param {State} state @returns {State} */
  settle(state) {
    return { ...state, steps: Math.min(state.steps, state.layers + 1) };
  }

  /** @param {State} state */
  draw(state) {
    const seen = this.see(state);
    const { names, sizes, layer } = seen;
    this.bars.show({
      groups: names,
      axis: "layer, from the inputs to the output",
      bars: { name: "mean |∂E/∂w|", values: sizes.map((size) => size.gradient), className: "np-of-gradient" },
      marks: [
        { name: "mean |∂E/∂s|, what comes back", values: sizes.map((size) => size.blame), className: "np-of-blame" },
        { name: "mean |a|, what comes in", values: sizes.map((size) => size.coming), className: "np-of-input" },
      ],
      from: layer ?? 0,
      now: layer,
      words: picture(seen),
    });
  }

  /** @param {State} state */
  formula(state) {
    return formulas(this.see(state));
  }

  /** @param {State} state */
  words(state) {
    return below(this.see(state));
  }

  /** @param {State} state @returns {import("./steps.js").Progress} */
  progress({ steps, layers }) {
    return { at: steps, last: layers + 1, title: "Back, layer by layer" };
  }

  /** All that is seen of a state. @param {State} state */
  see(state) {
    const { activation, layers, units, initial, seed, steps } = state;
    const key = [activation, layers, units, initial, seed].join();
    if (key !== this.#key) {
      const { x, y } = this.content.rows;
      this.sizes = sizesByLayer(initialWeights(initial, layers, units, seed), x, y, activations[activation]);
    }
    this.#key = key;
    const names = [...Array.from({ length: layers }, (_, n) => String(n + 1)), "output"];
    // The first step looks at the output, the last at the first layer; before the first, all are seen.
    return { state, sizes: this.sizes, names, layer: steps ? layers + 1 - steps : null };
  }
}
