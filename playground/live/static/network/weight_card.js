// What one weight is, was, and may become.

import { WeightBackward } from "./backward.js";
import { Curves, historyOf } from "./curves.js";
import { WeightField } from "./weight_field.js";
import { placeOf, told } from "./words.js";

export class WeightCard {
  /**
   * @param {HTMLElement} body @param {import("./net.js").Net} net @param {import("./plan.js").Line} line
   * @param {import("./editing.js").Editing} editing
   */
  constructor(body, net, line, editing) {
    this.net = net;
    this.place = placeOf(net, line);
    this.field = new WeightField(net, this.place, editing);
    this.start = document.createElement("span");
    this.words = body.appendChild(document.createElement("p"));
    this.words.append("Weight now ", this.field.input, this.field.before, this.start);
    body.append(this.field.refused, this.field.hint, Object.assign(document.createElement("h4"), { textContent: "The weight over the epochs" }));
    this.curves = new Curves(body);
    this.backward = new WeightBackward(body, net, line);
  }

  /** @param {import("./card.js").Told} now */
  show(now) {
    const { film, timeline, epoch, ink } = now;
    this.field.show(now, "Weight");
    this.backward.show(now);
    this.start.textContent = `, at the start ${told(this.net.initial[this.place])}.`;
    this.curves.show(historyOf(this.net, timeline, epoch), [{ place: this.place, colour: film[this.place] < 0 ? ink.negative : ink.positive, name: "the weight" }]);
  }
}
