// Where the film stands, and how it moves: a clock over epochs.

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
   */
  advance(seconds, last) {
    if (this.playing && this.at < last) {
      // The first epoch shows at once, without waiting for its turn.
      const step = this.speed === LIVE ? last : seconds * this.speed;
      this.at = Math.min(last, this.revealed === 0 ? Math.max(1, this.at + step) : this.at + step);
    }
    // A film taken up again where it was left waits for the run's log to come that far.
    this.revealed = Math.max(this.revealed, Math.min(this.epoch, last));
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

  /** @param {number} last @param {boolean} ended */
  toggle(last, ended) {
    if (this.playing) this.playing = false;
    else if (ended && this.epoch >= last) this.restart();
    else Object.assign(this, { playing: true, halted: false });
  }

  halt() {
    Object.assign(this, { playing: false, halted: true });
  }
}
