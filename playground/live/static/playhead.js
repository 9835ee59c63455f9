// Where the film stands, and how it moves: a clock over epochs.

/** Seconds for which the end of a film in a loop is seen. */
const REST = 1;

/** As fast as the run trains. */
export const LIVE = Infinity;

export class Playhead {
  /** The epoch on show, with a fraction while the film plays. */
  at = 0;
  /** The latest epoch shown since the start: a curve keeps what it has revealed. */
  revealed = 0;
  playing = true;
  /** The viewer has pressed Stop. */
  halted = false;
  /** Whether a film that is over begins again. */
  loops = false;
  /** Seconds at the end so far. */
  #rested = 0;

  /** @param {number} speed epochs a second, or LIVE */
  constructor(speed) {
    this.speed = speed;
  }

  /** The epoch on show, whole. */
  get epoch() {
    return Math.floor(this.at);
  }

  /**
   * Plays on for some seconds, at most to the last epoch recorded.
   * @param {number} seconds
   * @param {number} last
   * @param {boolean} [ended] whether the run is over
   */
  advance(seconds, last, ended = false) {
    this.#rested = this.circles(last, ended) ? this.#rested + seconds : 0;
    if (this.#rested >= REST) this.restart();
    if (this.playing && this.at < last) {
      // The first epoch shows at once, without waiting for its turn.
      const step = this.speed === LIVE ? last : seconds * this.speed;
      this.at = Math.min(last, this.revealed === 0 ? Math.max(1, this.at + step) : this.at + step);
    }
    // A film taken up again where it was left waits for the run's log to come that far.
    this.revealed = Math.max(this.revealed, Math.min(this.epoch, last));
  }

  /**
   * Whether the film stands at its end and is about to begin again; one that is shown as fast as it trained would only flicker.
   * @param {number} last @param {boolean} ended
   */
  circles(last, ended) {
    return this.loops && this.playing && ended && this.speed !== LIVE && this.epoch >= last && last > 0;
  }

  /** @param {number} epoch @param {number} last */
  seek(epoch, last) {
    this.at = Math.max(0, Math.min(epoch, last));
    this.playing = false;
    this.revealed = Math.max(this.revealed, this.epoch);
  }

  restart() {
    Object.assign(this, { at: 0, revealed: 0, playing: true, halted: false });
  }

  /** Plays or pauses; a film that has come to its end plays again from the start. @param {number} last @param {boolean} ended */
  toggle(last, ended) {
    if (ended && this.epoch >= last && !this.circles(last, ended)) this.restart();
    else if (this.playing) this.playing = false;
    else Object.assign(this, { playing: true, halted: false });
  }

  halt() {
    Object.assign(this, { playing: false, halted: true });
  }
}
