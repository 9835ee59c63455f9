// What one weight is, and was.

import { WeightBackward } from "./backward.js";
import { Curves, historyOf } from "./curves.js";
import { placeOf, told } from "./words.js";

export class WeightCard {
  /** @param {HTMLElement} body @param {import("./net.js").Net} net @param {import("./plan.js").Line} line */
  constructor(body, net, line) {
    this.net = net;
    this.place = placeOf(net, line);
    this.words = body.appendChild(document.createElement("p"));
    body.append(Object.assign(document.createElement("h4"), { textContent: "The weight over the epochs" }));
    this.curves = new Curves(body);
    this.backward = new WeightBackward(body, net, line);
  }

  /** @param {import("./card.js").Told} now */
  show(now) {
    const { weights, timeline, epoch, ink } = now;
    this.backward.show(now);
    const value = weights[this.place];
    this.words.textContent = `Weight now ${told(value)}, at the start ${told(this.net.initial[this.place])}.`;
    this.curves.show(historyOf(this.net, timeline, epoch), [{ place: this.place, colour: value < 0 ? ink.negative : ink.positive, name: "the weight" }]);
  }
}
