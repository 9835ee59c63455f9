// Edits of the network on the screen, beside the film: what they are made on, what they do, and how they end.

import { Edits } from "./edits.js";
import { EditsBar } from "./edits_bar.js";
import { countOf, editsInWords, epochName, lossWords } from "./edit_words.js";
import { scoresOf } from "./scores.js";

/**
 * @typedef {import("./net.js").Net} Net
 * @typedef {{weights: ArrayLike<number>, epoch: number}} Shown weights, and the epoch after which the network has them
 * @typedef {{word: string, epochs: number}} Way why a run leads nowhere, or nothing; and how many epochs it has
 * @typedef {{epoch: number, layer: number, unit: number}} Frozen from the beginning of an epoch on; layer and unit count from 1
 * @typedef {Object} Host
 * @property {() => void} pause the film, for what is edited is what is shown
 * @property {(epoch: number) => void} seek
 * @property {(epoch: number, wanted: import("./edits.js").Wanted) => void} goOn training with edits from the end of an epoch on
 * @property {() => void} changed the picture has to follow
 * @property {() => boolean} follows whether charts show what is edited
 * @property {() => void} left the bar is gone, and with it what had the focus
 */

export class Editing {
  /** @type {Edits | null} */
  #edits = null;
  /** The epoch whose network is edited. */
  #epoch = 0;
  /** What the film shows. @type {Shown | null} */
  #film = null;
  /** @type {Way} */
  #way = { word: "", epochs: Infinity };
  /** Whether these very edits are what was asked for: they stand there until the film comes that has them, and stay if none does. */
  #sent = false;
  /** What became of edits that are gone. */
  #note = "";
  /** What the run on the screen freezes by itself. @type {Frozen[]} */
  #stand = [];
  #said = "";

  /** @param {import("./frame.js").Frame} frame @param {Host} host */
  constructor(frame, host) {
    this.host = host;
    this.live = frame.live;
    this.bar = new EditsBar(frame.header, {
      undo: () => this.#change((edits) => edits.undo()),
      discard: () => this.#change((edits) => edits.clear()),
      goOn: () => this.#goOn(),
      back: () => host.seek(this.#epoch),
      close: () => ((this.#note = ""), this.#show(), host.left()),
    });
    frame.section.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** Takes another network: what was edited is gone with the last one. @param {Net | null} net */
  take(net) {
    this.#end("Your edits are gone: they were made on another network.");
    this.#edits = net && new Edits(net);
    this.#film = null;
    this.#show();
  }

  /** Another film begins; those that begin with the same untrained network keep what was edited there. */
  open() {
    if (this.#sent) this.#end("");
    else if (this.#epoch > 0) this.#end("Your edits are gone: they were made on another run.");
    this.#show();
  }

  /** @param {Frozen[]} frozen the neurons that the run on the screen freezes, the earliest epoch first */
  stand(frozen) {
    this.#stand = frozen;
  }

  /** @param {Way} way where the run leads to */
  lead(way) {
    this.#way = way;
    this.#show();
  }

  /** @param {Shown} film what the film shows @returns {ArrayLike<number>} the weights with the edits, where they belong to these */
  over(film) {
    this.#film = film;
    this.#show();
    return this.#edits && this.#here ? this.#edits.over(film.weights) : film.weights;
  }

  /** Whether there are edits of the network after an epoch. @param {number} epoch */
  isAt(epoch) {
    return (this.#edits?.any ?? false) && this.#epoch === epoch;
  }

  /** Why nothing can be edited now; empty where it can. */
  get obstacle() {
    return this.#here ? "" : `Your edits belong to ${epochName(this.#epoch)}. Go back there, or discard them, to edit here.`;
  }

  /** The places of edited weights and biases, where the edits are on the screen. */
  get places() {
    return this.#edits && this.#here ? this.#edits.places : [];
  }

  /** @param {number} level @param {number} unit */
  isSilent(level, unit) {
    return this.#here && (this.#edits?.isSilent(level, unit) ?? false);
  }

  /** Whether a neuron is to be frozen. @param {number} level @param {number} unit */
  isFrozen(level, unit) {
    return this.#here && (this.#edits?.isFrozen(level, unit) ?? false);
  }

  /** The epoch from which on the run on the screen has frozen a neuron, up to what is shown; 0 if it has not. @param {number} level @param {number} unit */
  frozenSince(level, unit) {
    const known = this.#stand.find((one) => one.layer === level && one.unit === unit + 1);
    return known && known.epoch <= (this.#film?.epoch ?? 0) ? known.epoch : 0;
  }

  /** Whether a weight leaves a silenced neuron. @param {number} place */
  muted(place) {
    return this.#here && (this.#edits?.muted(place) ?? false);
  }

  /** An edit is under way. */
  begin() {
    this.host.pause();
  }

  /** @param {number} place @param {number} value @param {object} gesture */
  set(place, value, gesture) {
    this.#edit((edits, film) => edits.set(place, value, film, gesture));
  }

  /** @param {number} level @param {number} unit */
  silence(level, unit) {
    this.#edit((edits) => edits.silence({ level, unit }));
  }

  /** @param {number} level @param {number} unit */
  freeze(level, unit) {
    this.#edit((edits) => edits.freeze({ level, unit }));
  }

  /** The edits on the screen, for those who do not see them. */
  get inWords() {
    if (!this.#edits?.any || !this.#film || !this.#here) return "";
    return `${editsInWords(this.#edits, this.#film.weights, this.#edits.over(this.#film.weights))} ${this.#loss}.`;
  }

  /** Speaks of what has changed since it last spoke. */
  speak() {
    const words = this.inWords || this.#told?.words || (this.#said && "Nothing is edited.");
    if (words === this.#said) return;
    this.#said = words === "Nothing is edited." ? "" : words;
    this.live.textContent = words;
  }

  get #here() {
    return !this.#edits?.any || !this.#film || this.#film.epoch === this.#epoch;
  }

  get #loss() {
    const [edits, film] = [this.#edits, this.#film];
    return edits && film ? lossWords(scoresOf(edits.net, film.weights), scoresOf(edits.net, edits.over(film.weights))) : "";
  }

  /** @param {(edits: Edits, film: ArrayLike<number>) => void} edit */
  #edit(edit) {
    const film = this.#film;
    if (!film || this.obstacle) return;
    this.host.pause();
    if (!this.#edits?.any) this.#epoch = film.epoch;
    this.#change((edits) => edit(edits, film.weights));
  }

  /** @param {(edits: Edits) => void} change */
  #change(change) {
    if (!this.#edits) return;
    change(this.#edits);
    [this.#sent, this.#note] = [false, ""];
    this.#show();
    this.host.changed();
    if (!this.#edits.any) this.host.left();
  }

  #goOn() {
    if (!this.#edits) return;
    this.#sent = true;
    this.host.goOn(this.#epoch, this.#edits.wanted);
  }

  /** @param {string} note why, where somebody has to know */
  #end(note) {
    if (!this.#edits?.any) return;
    this.#edits.clear();
    [this.#sent, this.#note] = [false, note];
  }

  #show() {
    this.bar.show(this.#told);
  }

  /** @returns {import("./edits_bar.js").Told | null} */
  get #told() {
    const edits = this.#edits;
    const bare = { loss: "", obstacle: "", back: "", follows: "", charts: "" };
    if (!edits?.any) return this.#note ? { ...bare, words: this.#note, edited: false } : null;
    if (!this.#here) {
      return { ...bare, words: `Your edits belong to ${epochName(this.#epoch)}: ${countOf(edits)}.`, edited: true, back: epochName(this.#epoch) };
    }
    const over = this.#epoch >= this.#way.epochs ? "All epochs are trained. Go back to an earlier one to go on from there." : "";
    const follows = `Trains from epoch ${(this.#epoch + 1).toLocaleString("en")} on with these weights${this.#epoch ? "; earlier epochs stay as they are" : ""}.`;
    const charts = this.host.follows() ? "Predictions follow." : "Charts stay as they are.";
    return { words: countOf(edits), loss: this.#loss, obstacle: this.#way.word || over, back: "", edited: true, follows, charts };
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    // A field of text has an undo of its own.
    if (!this.#edits?.any || !this.#here || /** @type {Element} */ (event.target).matches("input:not(.np-number)")) return;
    event.preventDefault();
    this.#change((edits) => edits.undo());
  }
}
