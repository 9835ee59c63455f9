// The film player: takes a run's frames from its stream, moves the playhead, and has charts, controls and words follow it.

import { ChangeRow } from "./change.js";
import { Film } from "./film.js";
import { Leaving } from "./leaving.js";
import { bookmarks, keepRun, keepSpeed, preferredSpeed } from "./memory.js";
import { NetworkPanel } from "./network/panel.js";
import { WITHIN } from "./network/questions.js";
import { LIVE, Playhead } from "./playhead.js";
import { loadPlotly } from "./plotly.js";
import { Presenter } from "./presenter.js";
import { Status } from "./status.js";
import { Steps } from "./steps/steps.js";
import { sameTheme, themeOf } from "./theme.js";
import { Toolbar } from "./toolbar.js";

/**
 * @typedef {import("./film.js").Screen} Screen
 * @typedef {Object} Data
 * @property {Screen} screen
 * @property {import("./film.js").FirstLook} firstLook
 * @property {import("./network/net.js").NetworkData | null} network
 * @property {{parameters: number, most: number}} size of the network, and of one that is drawn
 * @property {boolean} ahead whether the network is the next one, and not the run's
 * @property {import("./network/sizes.js").Sizes | null} sizes
 * @property {import("./network/editing.js").Frozen[]} frozen the neurons that the run freezes
 * @property {string | null} runId
 * @property {number | null} start
 * @property {string} version
 * @typedef {{data: Data, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} Component
 */

const OVERTAKEN = -1;
/** Milliseconds of a frame in which a playing film draws: the browser takes as long to lay it out and paint it. */
const BUDGET = 5;

/** @type {WeakMap<HTMLElement, Player>} */
const players = new WeakMap();

/**
 * Streamlit calls this when the component appears, and again whenever its data or the theme changes.
 * @param {Component} component
 * @param {URL} base the app's address
 * @param {number} called when, in milliseconds since the page was opened
 * @returns {() => void} ends the player, unless a later call has come
 */
export function mount({ data, parentElement, setTriggerValue }, base, called) {
  const player = players.get(parentElement) ?? new Player(/** @type {HTMLElement} */ (parentElement.querySelector(".np-live")), base);
  players.set(parentElement, player);
  const call = player.update(data, setTriggerValue, called);
  // Streamlit also ends a call that the next has overtaken, perhaps before that next call is made.
  return () => {
    setTimeout(() => {
      if (player.calls !== call) return;
      player.close();
      players.delete(parentElement);
    });
  };
}

class Player {
  calls = 0;
  /** @type {Screen["readouts"]} */
  readouts = [];
  #screen = "";
  #firstLook = "";
  #called = 0;
  #told = false;
  #frame = 0;
  #then = 0;
  /** @type {any} the charts' library, once it is there */
  plotly = null;
  #trigger = (/** @type {string} */ _name, /** @type {any} */ _value) => {};

  /** @param {HTMLElement} root @param {URL} base */
  constructor(root, base) {
    this.root = root;
    this.base = base;
    this.presenter = new Presenter(root, () => this.#dress());
    this.theme = themeOf(root, this.presenter.on);
    const panels = /** @type {Element} */ (root.querySelector(".np-panels"));
    this.film = new Film(panels, base, this.theme, () => this.#request());
    this.network = new NetworkPanel(panels, this.theme, this.#host());
    this.film.join(this.network);
    this.leaving = new Leaving();
    this.questions = this.network.card.questions;
    this.steps = new Steps(root, { pause: () => this.#pause(), net: () => this.network.net, plotly: () => this.plotly, changed: () => this.#request() });
    this.playhead = new Playhead(preferredSpeed());
    this.status = new Status(root);
    this.toolbar = new Toolbar(root, this.#actions(), this.playhead.speed);
    this.changeRow = new ChangeRow(root, (wanted) => this.#trigger("change", { ...this.#place(), ...wanted }));
    // What stands above the charts takes from their height, and comes and goes without a word to the player.
    this.sizing = new ResizeObserver(() => this.film.fit());
    this.sizing.observe(root.closest("[data-testid=stMainBlockContainer]") ?? root);
    loadPlotly().then(
      (plotly) => this.#equip(plotly),
      (error) => this.#refuse(error.message),
    );
  }

  /**
   * @param {Data} data @param {Component["setTriggerValue"]} trigger
   * @param {number} called when: an old word that comes after a new one changes nothing
   * @returns {number} which call this is; none that counts if overtaken
   */
  update({ screen, firstLook, network, size, ahead, sizes, frozen, runId, start }, trigger, called) {
    if (called < this.#called) return OVERTAKEN;
    this.#called = called;
    this.#trigger = (name, value) => this.leaving.say(() => trigger(name, value));
    const [text, look] = [JSON.stringify(screen), JSON.stringify(firstLook)];
    // The same run stays as it is on the screen, whatever else has changed in the page.
    const anew = this.calls === 0 || runId !== this.film.runId || (!runId && text !== this.#screen);
    if (anew) this.#open(screen, runId, start ?? 0);
    this.film.ahead = ahead;
    // Of a network that is not trained yet nothing can be asked.
    const asked = (/** @type {string} */ what) => (runId && !ahead ? new URL(`runs/${encodeURIComponent(runId)}/${what}`, this.base) : null);
    this.questions.turn(asked("gradients"));
    this.steps.turn(asked("steps"));
    this.network.take(network, size, ahead);
    this.network.sizes.take(sizes);
    this.network.editing.stand(frozen);
    if (anew || (!runId && look !== this.#firstLook)) {
      this.film.timeline.foresee(firstLook);
      this.#request();
    }
    [this.#screen, this.#firstLook] = [text, look];
    this.#dress();
    this.calls += 1;
    return this.calls;
  }

  #dress() {
    const theme = themeOf(this.root, this.presenter.on);
    if (!sameTheme(theme, this.theme)) this.film.dress(theme);
    this.theme = theme;
    // The row with Train stands outside of the component, where Streamlit's variables do not hold.
    document.documentElement.style.setProperty("--np-background", theme.background);
  }

  close() {
    this.calls = 0;
    this.steps.end();
    this.#leave();
    cancelAnimationFrame(this.#frame);
    this.sizing.disconnect();
    this.toolbar.close();
    this.leaving.close();
    this.presenter.close();
    this.film.close();
  }

  /** @param {Screen} screen @param {string | null} runId @param {number} start the epoch at which its film begins */
  #open(screen, runId, start) {
    this.#leave();
    this.readouts = screen.readouts;
    this.playhead = Object.assign(new Playhead(this.playhead.speed), { loops: this.playhead.loops });
    const { told = false, ...place } = bookmarks.get(runId ?? "") ?? { at: start, revealed: start };
    this.#told = told;
    Object.assign(this.playhead, place);
    this.changeRow.open(screen.knobs);
    this.film.open(screen, runId, this.playhead.revealed);
    if (runId) keepRun(runId, this.base);
  }

  #leave() {
    this.film.leave();
    this.questions.turn(null);
    if (!this.film.runId) return;
    const { at, revealed, playing, halted } = this.playhead;
    bookmarks.set(this.film.runId, { at, revealed, playing, halted, told: this.#told });
  }

  /** @param {any} plotly */
  #equip(plotly) {
    this.plotly = plotly;
    this.film.equip(plotly);
  }

  /** @param {string} sentence */
  #refuse(sentence) {
    this.film.gone = sentence;
    this.#request();
  }

  #actions() {
    /** @param {() => void} change */
    const then = (change) => (change(), this.#request());
    const seek = (/** @type {number} */ epoch) => then(() => this.playhead.seek(epoch, this.film.timeline.last));
    return {
      stop: () => then(() => this.#stop()),
      restart: () => then(() => this.playhead.restart()),
      toggle: () => then(() => this.playhead.toggle(this.film.timeline.last, this.film.timeline.ending !== null)),
      back: () => seek(this.playhead.epoch - 1),
      forward: () => seek(this.playhead.epoch + 1),
      end: () => seek(this.film.timeline.last),
      best: () => seek(this.film.timeline.ending?.best ?? this.playhead.epoch),
      loop: () => then(() => (this.playhead.loops = !this.playhead.loops)),
      present: () => this.presenter.toggle(),
      change: () => this.changeRow.toggle(),
      steps: () => this.steps.toggle(),
      help: () => /** @type {HTMLDialogElement} */ (this.root.querySelector(".np-help")).showModal(),
      seek,
      speed: (/** @type {number} */ speed) => then(() => keepSpeed((this.playhead.speed = speed))),
    };
  }

  /** What the picture of the network may ask for. @returns {import("./network/panel.js").Host} */
  #host() {
    /** @param {() => void} change */
    const then = (change) => (change(), this.#request());
    return {
      request: () => this.#request(),
      // What is edited are the weights after a whole epoch.
      pause: () => then(() => (this.steps.close(), this.#pause())),
      seek: (epoch) => then(() => this.playhead.seek(epoch, this.film.timeline.last)),
      // What was edited is what stands there, wherever the training is by now.
      goOn: (epoch, wanted) => this.#trigger("change", { runId: this.film.ahead ? null : this.film.runId, epoch, live: false, ...wanted }),
      resize: (word) => this.#trigger("sizes", word),
    };
  }

  /** @returns {number} the epoch at which the film then stands */
  #pause() {
    this.playhead.playing = false;
    return Math.min(this.playhead.epoch, this.film.timeline.last);
  }

  #stop() {
    this.playhead.halt();
    if (this.film.runId && !this.film.timeline.ending) this.#trigger("stop", this.film.runId);
  }

  #request() {
    if (this.#frame) return;
    this.#then = performance.now();
    this.#frame = requestAnimationFrame(this.#tick);
  }

  /** At most once a frame; in a hidden tab not at all, and the next time the film makes up for it. */
  #tick = (/** @type {number} */ now) => {
    const { playhead, film } = this;
    const { timeline } = film;
    const before = playhead.at;
    // Nobody is to miss the film while its charts' library loads.
    if (this.plotly) playhead.advance(Math.max(0, now - this.#then) / 1000, timeline.last, timeline.ending !== null);
    this.#then = now;
    const epoch = Math.min(playhead.epoch, timeline.last);
    const moving = this.plotly && playhead.playing && (playhead.at < timeline.last || playhead.circles(timeline.last, timeline.ending !== null));
    this.steps.follow(epoch, playhead.playing);
    film.step = this.steps.shown?.step ?? null;
    const rests = !playhead.playing || film.gone !== null || (timeline.ending !== null && !moving);
    this.questions.rest(rests && !film.step, film.step ? WITHIN : undefined);
    const busy = film.draw(epoch, Math.min(playhead.revealed, timeline.last), moving ? BUDGET : Infinity);
    this.steps.light();
    this.#showControls(epoch);
    const { runId, gone, lost, wait } = film;
    this.status.show({ runId, gone, lost, wait, timeline, playhead, readouts: this.readouts });
    this.#tell();
    this.#frame = moving || busy || playhead.at !== before ? requestAnimationFrame(this.#tick) : 0;
  };

  /** @param {number} epoch */
  #showControls(epoch) {
    const { playhead } = this;
    const { runId, timeline, gone } = this.film;
    const { last, end, ending, received } = timeline;
    // Of a run that is over there is nothing to stop: its film is paused.
    const stoppable = runId !== null && !ending && !gone && !playhead.halted;
    const again = ending !== null && epoch >= last && !playhead.circles(last, true);
    const { loops } = playhead;
    const film = received > 0;
    this.#showChange();
    this.steps.lead({ film: film && !gone, ahead: this.film.ahead, epoch });
    this.toolbar.show({ film, stoppable, playing: film && playhead.playing && !again, again, epoch, last, end, best: ending?.best ?? null, loops });
  }

  /** @returns {{runId: string | null, epoch: number, live: boolean}} where a change would take hold */
  #place() {
    const { playhead } = this;
    const { timeline, runId } = this.film;
    const live = !timeline.ending && playhead.speed === LIVE && playhead.playing;
    return { runId, live, epoch: Math.min(playhead.epoch, timeline.last) };
  }

  #showChange() {
    const { runId, gone } = this.film;
    const { ending, received, epochs } = this.film.timeline;
    const { epoch, live } = this.#place();
    const failed = ending?.status === "failed" ? "This run failed, so there is nothing to go on from." : "";
    const next = { word: "", epochs: Infinity };
    this.network.editing.lead(this.film.ahead ? next : { word: gone ? "This run is no longer kept. Press Train first." : failed, epochs });
    if (!runId || gone || !received) this.changeRow.show(false, "Press Train first. You can then change settings while it trains.");
    else if (ending?.status === "failed") this.changeRow.show(false, "This run failed, so there is nothing to continue from.");
    else if (epoch >= epochs) this.changeRow.show(false, "All epochs are trained. Go back to an earlier one to change what follows.");
    else this.changeRow.show(true, live ? "From the next epoch on." : `From epoch ${(epoch + 1).toLocaleString("en")} on; earlier epochs stay as they are.`);
  }

  /** Tells the page once that the run is over, when its viewer has seen that. */
  #tell() {
    const { runId } = this.film;
    const { ending, last } = this.film.timeline;
    if (!ending || this.#told || !runId) return;
    const seen = this.playhead.epoch >= last || this.playhead.halted;
    if (!seen && ending.status !== "stopped" && ending.status !== "failed") return;
    this.#told = true;
    this.#trigger("ended", runId);
  }
}
