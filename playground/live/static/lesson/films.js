// Films side by side: two or three runs of the real engine, each with its few charts, all moved by one playhead.

import { Film } from "../film.js";
import { bookmarks, keepSpeed, preferredSpeed } from "../memory.js";
import { Playhead } from "../playhead.js";
import { loadPlotly } from "../plotly.js";
import { Status } from "../status.js";
import { sameTheme, themeOf } from "../theme.js";
import { Toolbar } from "../toolbar.js";
import { Reel } from "./reel.js";
import { arrow } from "./steps.js";

/** Milliseconds of a frame that a playing film gives to its charts. */
const BUDGET = 5;
const AGAIN = { status: "warming up", note: "These films are not kept any more: they are trained again." };

/**
 * @typedef {import("./reel.js").Told} Told
 * @typedef {import("./reel.js").Seen} Seen
 * @typedef {Object} Showing as films.py describes it
 * @property {Told[]} reels from left to right; the first is what the others are compared with
 * @property {{sign: string, colour: string, words: string}[]} legend
 * @property {string} keys the transport's keys, as HTML
 * @property {string} problem why there are no runs, or nothing
 * @property {Object<string, string[]>} trained name -> the runs without a film
 * @typedef {{redraw: () => void, retry: () => void}} Host
 */

export class Films {
  #frame = 0;
  #then = 0;
  #key = "";
  #held = false;
  #drawn = "";
  /** Runs that the server has been asked for again. @type {Set<string>} */
  #asked = new Set();
  /** @type {Reel[]} */
  #reels = [];
  #plotly = null;
  #refusal = "";

  /** @type {number} where whoever opens the page finds the films; 0: they play */
  #stand = 0;

  /**
   * @param {HTMLElement} stage @param {Host} host
   * @param {(epoch: number) => void} [stopped] told at which epoch the viewer has stopped the films, and 0 once they play on
   */
  constructor(stage, host, stopped = () => {}) {
    Object.assign(this, { host, stopped });
    // This file lies three folders below the app's address.
    this.base = new URL("../../../", import.meta.url);
    stage.innerHTML = `
      <div class="np-live np-films">
        <div class="np-head">
          <div class="np-bar" role="group" aria-label="Films side by side" tabindex="-1" data-testid="lesson-steps"></div>
          <div class="np-told">
            <p class="np-facts"><strong data-testid="run-status" role="status"></strong><span class="np-details" data-testid="run-details"></span></p>
            <ul class="np-signs" aria-label="Legend"></ul>
          </div>
        </div>
        <p class="np-problem" role="alert" hidden><span></span> <button type="button">Try again</button></p>
        <div class="np-reels"></div>
      </div>`;
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (stage.querySelector(name));
    Object.assign(this, { root: part(".np-films"), bar: part(".np-bar"), problem: part(".np-problem"), row: part(".np-reels"), signs: part(".np-signs") });
    part(".np-problem button").onclick = () => host.retry();
    this.theme = themeOf(this.root);
    this.playhead = new Playhead(preferredSpeed());
    document.addEventListener("keydown", this.#pressed);
    loadPlotly().then((plotly) => this.#equip(plotly), (error) => ((this.#refusal = error.message), this.#request()));
  }

  close() {
    cancelAnimationFrame(this.#frame);
    this.#mark();
    document.removeEventListener("keydown", this.#pressed);
    this.toolbar?.close();
    for (const reel of this.#reels) reel.close();
    this.#reels = [];
  }

  /** Takes what the server shows; runs that are shown already stay as they are. @param {Showing} showing */
  show({ reels, legend, keys, problem }) {
    this.#dress();
    if (!this.toolbar) this.#equipBar(keys);
    this.problem.hidden = !problem;
    /** @type {HTMLElement} */ (this.problem.firstElementChild).textContent = problem;
    this.signs.replaceChildren(...legend.map(signOf));
    const key = reels.map(({ runId }) => runId).join();
    const words = JSON.stringify(reels.map(({ title }) => title));
    if (key + words !== this.#key || this.#reels.some(({ film }) => film.gone)) this.#open(reels, key);
    this.#key = key + words;
    this.#request();
  }

  /** Waits at the start while a question is open. @param {boolean} asking */
  hold(asking) {
    if (asking === this.#held) return;
    this.#held = asking;
    this.playhead.restart();
    this.playhead.playing = !asking;
    if (!asking) this.#standThere();
    this.#request();
  }

  /** Has the films stand at an epoch, as a link may say, or play. @param {number} epoch 0: they play */
  stand(epoch) {
    if (epoch === this.#stand) return;
    this.#stand = epoch;
    if (!epoch) this.playhead.restart();
    this.#standThere();
    this.#request();
  }

  /** Runs that have not come that far are shown as far as they are. */
  #standThere() {
    if (this.#stand && !this.#held) Object.assign(this.playhead, { at: this.#stand, revealed: this.#stand, playing: false });
  }

  /** What each film shows at this moment. @returns {Seen[]} */
  get seen() {
    return this.#reels.map((reel) => reel.see(this.#epoch));
  }

  /** The epoch on show. */
  get epoch() {
    return this.#reels.length ? this.#epoch : 0;
  }

  /** @param {Told[]} reels @param {string} key */
  #open(reels, key) {
    this.#mark();
    const [first] = this.#reels;
    // Whoever looks at the end of a film and moves a slider wants to see the next one's end, and not to wait for it.
    const stays = first && first.film.runId === reels[0]?.runId && this.#reels.length === reels.length;
    while (this.#reels.length > reels.length) this.#reels.pop()?.close();
    while (this.#reels.length < reels.length) this.#reels.push(new Reel(this.row, this.base, this.theme, () => this.#request()));
    this.row.style.setProperty("--np-reels", String(reels.length));
    reels.forEach((told, i) => this.#reels[i].open(told, this.#plotly));
    if (!stays) Object.assign(this.playhead, { at: 0, revealed: 0, playing: true, ...bookmarks.get(key) });
    if (!stays) this.#standThere();
    if (this.#held) this.playhead.playing = false;
  }

  /** Remembers where the films are left. */
  #mark() {
    const { at, revealed, playing, halted } = this.playhead;
    const ids = this.#reels.map(({ film }) => film.runId);
    if (ids.length && ids.every(Boolean)) bookmarks.set(ids.join(), { at, revealed, playing, halted, told: true });
  }

  /** @param {string} keys */
  #equipBar(keys) {
    this.bar.innerHTML = keys;
    this.status = new Status(this.root);
    this.toolbar = new Toolbar(this.root, this.#actions(), this.playhead.speed);
  }

  /** @param {any} plotly */
  #equip(plotly) {
    this.#plotly = plotly;
    for (const { film } of this.#reels) film.equip(plotly);
    this.#request();
  }

  #dress() {
    const theme = themeOf(this.root);
    if (sameTheme(theme, this.theme)) return;
    this.theme = theme;
    for (const { film } of this.#reels) film.dress(theme);
  }

  #actions() {
    const then = (/** @type {() => void} */ change) => {
      change();
      this.#stand = this.playhead.playing ? 0 : this.#epoch;
      this.stopped(this.#stand);
      this.#request();
    };
    const seek = (/** @type {number} */ epoch) => then(() => this.playhead.seek(epoch, this.#joint.last));
    return {
      restart: () => then(() => this.playhead.restart()),
      toggle: () => then(() => this.playhead.toggle(this.#joint.last, this.#joint.ending !== null)),
      back: () => seek(this.#epoch - 1),
      forward: () => seek(this.#epoch + 1),
      end: () => seek(this.#joint.last),
      seek,
      speed: (/** @type {number} */ speed) => (keepSpeed((this.playhead.speed = speed)), this.#request()),
    };
  }

  #pressed = (/** @type {KeyboardEvent} */ event) => {
    const way = arrow(event);
    if (!way || !this.toolbar) return;
    event.preventDefault();
    this.toolbar.buttons[way].click();
  };

  /** The epoch on show: one for all, which none of them has still to train. */
  get #epoch() {
    return Math.min(this.playhead.epoch, this.#joint.last);
  }

  /** All timelines as one; a film that has ended waits at its end for the others. */
  get #joint() {
    const timelines = this.#reels.map(({ film }) => film.timeline);
    const live = timelines.filter(({ ending }) => !ending);
    const last = live.length ? Math.min(...live.map((timeline) => timeline.last)) : Math.max(0, ...timelines.map((timeline) => timeline.last));
    const failed = timelines.find(({ ending }) => ending?.status === "failed");
    return {
      last,
      end: Math.max(0, ...timelines.map(({ end }) => end)),
      received: Math.min(...timelines.map(({ received }) => received)),
      pace: null,
      ending: failed?.ending ?? (live.length ? null : { status: "finished", note: "" }),
    };
  }

  #request() {
    if (this.#frame) return;
    this.#then = performance.now();
    this.#frame = requestAnimationFrame(this.#tick);
  }

  /** At most once a frame, as the player's. */
  #tick = (/** @type {number} */ now) => {
    const { playhead } = this;
    const { last } = this.#joint;
    const before = playhead.at;
    if (this.#plotly) playhead.advance(Math.max(0, now - this.#then) / 1000, last);
    this.#then = now;
    const moving = this.#plotly && playhead.playing && playhead.at < last;
    const busy = this.#reels.map((reel) => reel.draw(this.#epoch, moving ? BUDGET : Infinity));
    this.#showControls();
    this.#askAgain();
    this.#frame = moving || busy.includes(true) || playhead.at !== before ? requestAnimationFrame(this.#tick) : 0;
  };

  #showControls() {
    const { playhead } = this;
    const joint = this.#joint;
    const epoch = this.#epoch;
    const film = this.#reels.length > 0 && joint.received > 0;
    const again = joint.ending !== null && epoch >= joint.last;
    this.toolbar?.show({ film, playing: film && playhead.playing && !again, again, epoch, last: joint.last, end: joint.end });
    const films = this.#reels.map((reel) => reel.film);
    const gone = films.some((one) => one.gone);
    const wait = gone ? AGAIN : (films.find((one) => one.wait)?.wait ?? null);
    const runId = films[0]?.runId ?? null;
    const timeline = /** @type {any} */ (joint);
    this.status?.show({ runId, gone: this.#refusal || null, lost: films.some(({ lost }) => lost), wait, timeline, playhead, readouts: [] });
    // What is said about the films changes with the epoch, and with their ends.
    const drawn = [epoch, ...films.map(({ runId: id, timeline: { received } }) => `${id} ${received}`)].join();
    if (drawn !== this.#drawn) this.host.redraw();
    this.#drawn = drawn;
  }

  /** A film that the server no longer has is asked for once more. */
  #askAgain() {
    const gone = this.#reels.map(({ film }) => film).filter(({ gone: sentence, runId }) => sentence && runId && !this.#asked.has(runId));
    for (const { runId } of gone) this.#asked.add(String(runId));
    if (gone.length) this.host.retry();
  }
}

/** @param {Showing["legend"][number]} sign */
function signOf({ sign, colour, words }) {
  const mark = Object.assign(document.createElement("span"), { textContent: sign, ariaHidden: "true" });
  mark.style.color = colour;
  const item = document.createElement("li");
  item.append(mark, ` ${words}`);
  return item;
}
