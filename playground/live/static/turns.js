// Who draws in a frame: all that moves shares the time that a frame has, and what is slow holds up nothing else.

/** Milliseconds between two frames of a screen. */
const FRAME = 1000 / 60;
/** So many times as long as it took rests what takes longer than a frame, so that most frames are on time. */
const REST = 10;

/** @typedef {() => boolean} Draw draws what has changed, if anything; whether that has filled the frame */

export class Turns {
  /** Whose turn it is. */
  #next = 0;
  /** @type {number[]} until when each rests */
  #rests = [];

  /**
   * Has each draw in its turn until the time is up; the next call goes on from there.
   * @param {Draw[]} all always the same, in the same order
   * @param {number} budget milliseconds; without an end, nobody rests
   * @returns {boolean} whether some have to wait
   */
  take(all, budget) {
    const begun = performance.now();
    for (let taken = 1; taken <= all.length; taken++) {
      const turn = this.#next % all.length;
      const full = this.#draw(all[turn], turn, budget);
      this.#next = turn + 1;
      if (full || performance.now() - begun > budget) return taken < all.length;
    }
    return false;
  }

  /** @param {Draw} draw @param {number} turn @param {number} budget @returns {boolean} */
  #draw(draw, turn, budget) {
    const begun = performance.now();
    if (budget < Infinity && begun < this.#rests[turn]) return false;
    const full = draw();
    const took = performance.now() - begun;
    if (took > FRAME) this.#rests[turn] = begun + took + REST * took;
    return full;
  }
}
