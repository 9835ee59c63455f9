// Asks the server for the steps of an epoch, and keeps the last that it was told.

import { answered } from "../network/questions.js";
import { Walk } from "./walk.js";

export class Asking {
  /** @type {URL | null} where the run on the screen is asked */
  #address = null;
  /** @type {Walk | null} */
  #kept = null;
  /** @type {AbortController | null} while the server works */
  #asking = null;

  /** Turns to another run, or to none. @param {URL | null} address @returns {boolean} whether it is another one */
  turn(address) {
    if (address?.href === this.#address?.href) return false;
    this.drop();
    [this.#address, this.#kept] = [address, null];
    return true;
  }

  /** Nobody waits any more: the server, too, is told to leave it. */
  drop() {
    this.#asking?.abort();
    this.#asking = null;
  }

  /** @param {number} epoch @param {(found: Walk | string) => void} then takes the steps, or the sentence that says why there are none */
  ask(epoch, then) {
    this.drop();
    if (this.#kept?.epoch === epoch) return then(this.#kept);
    if (this.#address) this.#send(this.#address, epoch, then);
  }

  /** @param {URL} to @param {number} epoch @param {(found: Walk | string) => void} then */
  async #send(to, epoch, then) {
    const address = new URL(to);
    address.searchParams.set("epoch", String(epoch));
    const asking = (this.#asking = new AbortController());
    const answer = await answered(address, asking.signal);
    if (asking.signal.aborted) return;
    this.#asking = null;
    if (typeof answer !== "string") this.#kept = new Walk(answer);
    then(typeof answer === "string" ? answer : /** @type {Walk} */ (this.#kept));
  }
}
