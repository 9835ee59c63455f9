// Asks the server what nobody has recorded: the backward pass of a row at an epoch. One question at a time; the last answers are kept.

import { read } from "./backward_maths.js";

/** Milliseconds for which a question has to stay the same: who turns rows or seeks an epoch asks for the last alone. */
const STILL = 250;
/** Of a network of 20,000 parameters, an answer takes 500 kB. */
const MOST_KEPT = 24;

const WITHOUT_A_RUN = "Gradients come with a run: press Train.";
const COMPUTING = "Computing … The run is trained again up to this epoch as soon as a worker is free.";
const PLAYING = "The gradients of the epoch on show are worked out when the film rests.";
const SILENT = "The server does not answer.";

/** While the picture stands within an epoch. */
export const WITHIN = "Gradients are those after a whole epoch. Close its steps to see them.";

/**
 * @typedef {import("./backward_maths.js").Answer} Answer
 * @typedef {{answer: Answer | null, words: string, refused: boolean}} Told words say why there is no answer; refused ones may be asked again
 */

export class Questions {
  /** @type {URL | null} where the run on the screen is asked */
  #address = null;
  /** @type {Map<string, Answer>} the last used one at the end */
  #kept = new Map();
  /** What is asked; empty if nothing is. */
  #key = "";
  #refusal = "";
  #timer = 0;
  /** @type {AbortController | null} while the server works */
  #asking = null;
  /** Why nothing new is asked now; empty if it is. */
  #pause = "";

  /** @param {() => void} changed there is something new to tell */
  constructor(changed) {
    this.changed = changed;
  }

  /** Turns to another run, or to none. @param {URL | null} address */
  turn(address) {
    if (address?.href === this.#address?.href) return;
    this.drop();
    this.#address = address;
    this.#kept.clear();
  }

  /** While the film plays, nothing new is asked. @param {boolean} rests @param {string} [words] why not, where it does not */
  rest(rests, words = PLAYING) {
    const pause = rests ? "" : words;
    if (pause === this.#pause) return;
    this.#pause = pause;
    this.changed();
  }

  /**
   * @param {number} epoch after which the network is asked @param {number} row of the network's, from 0
   * @param {boolean} settled whether what follows is known: until then a change may come, and with it another next step
   * @returns {Told}
   */
  about(epoch, row, settled) {
    if (!this.#address) return said(WITHOUT_A_RUN);
    if (this.#pause) return this.drop(), said(this.#pause);
    const key = `${epoch}/${row}/${settled}`;
    if (key !== this.#key) this.drop();
    const answer = this.#kept.get(key);
    if (answer) {
      this.#keep(key, answer);
      return { answer, words: "", refused: false };
    }
    if (!this.#key) this.#begin(key, epoch, row);
    return this.#refusal ? { answer: null, words: this.#refusal, refused: true } : said(COMPUTING);
  }

  /** Asks once more what was refused. */
  again() {
    this.drop();
    this.changed();
  }

  /** Nobody waits any more: the server, too, is told to leave it. */
  drop() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    [this.#key, this.#refusal, this.#asking] = ["", "", null];
  }

  /** @param {string} key @param {number} epoch @param {number} row */
  #begin(key, epoch, row) {
    const address = new URL(/** @type {URL} */ (this.#address));
    address.searchParams.set("epoch", String(epoch));
    address.searchParams.set("row", String(row + 1));
    this.#key = key;
    this.#timer = setTimeout(() => this.#ask(key, address), STILL);
  }

  /** @param {string} key @param {URL} address */
  async #ask(key, address) {
    const asking = (this.#asking = new AbortController());
    const answer = await answered(address, asking.signal);
    if (asking.signal.aborted) return;
    this.#asking = null;
    if (typeof answer === "string") this.#refusal = answer;
    else {
      this.#key = "";
      this.#keep(key, read(answer));
    }
    this.changed();
  }

  /** @param {string} key @param {Answer} answer */
  #keep(key, answer) {
    this.#kept.delete(key);
    this.#kept.set(key, answer);
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(/** @type {string} */ (this.#kept.keys().next().value));
  }
}

/** @param {URL} address @param {AbortSignal} signal @returns {Promise<any>} JSON, or a sentence where there is no answer */
export async function answered(address, signal) {
  try {
    const response = await fetch(address, { signal });
    return response.ok ? await response.json() : await response.text();
  } catch {
    // Either nobody waits any more, or there is no connection.
    return SILENT;
  }
}

/** @param {string} words @returns {Told} */
function said(words) {
  return { answer: null, words, refused: false };
}
