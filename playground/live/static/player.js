// The film player: takes a run's frames from its stream, moves the playhead, and has charts, controls and words follow it.

import { ChangeRow } from "./change.js";
import { bookmarks, keepRun, keepSpeed, preferredSpeed } from "./memory.js";
import { LIVE, Playhead } from "./playhead.js";
import { loadPlotly } from "./plotly.js";
import { Stage } from "./stage.js";
import { Status } from "./status.js";
import { RunStream } from "./stream.js";
import { sameTheme, themeOf } from "./theme.js";
import { Timeline } from "./timeline.js";
import { Toolbar } from "./toolbar.js";

/**
 * @typedef {Object} Screen as screen.py describes it
 * @property {number} epochs
 * @property {import("./stage.js").PanelSpec[]} panels
 * @property {{label: string, panel: string, curve: number}[]} readouts
 * @property {import("./change.js").Knob[]} knobs
 * @property {string} invitation what empty charts say until there is a run
 * @typedef {Object<string, object>} FirstLook panel -> its stage until the run has said its first word, packed
 * @typedef {{screen: Screen, firstLook: FirstLook, runId: string | null, start: number | null, version: string}} Data
 * @typedef {{data: Data, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} Component
 */

const OVERTAKEN = -1;
/** Milliseconds of a frame that a playing film gives to its charts. */
const BUDGET = 12;

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
  /** @type {string | null} */
  runId = null;
  /** @type {string | null} */
  gone = null;
  lost = false;
  /** @type {import("./stream.js").Wait | null} */
  wait = null;
  /** @type {Screen["readouts"]} */
  readouts = [];
  #screen = "";
  #firstLook = "";
  #called = 0;
  #told = false;
  #frame = 0;
  /** Whose turn it is among the charts behind the first. */
  #next = 0;
  #then = 0;
  /** @type {Map<string, Stage>} */
  #stages = new Map();
  /** @type {RunStream | null} */
  #stream = null;
  /** @type {any} the charts' library, once it is there */
  plotly = null;
  #trigger = (/** @type {string} */ _name, /** @type {any} */ _value) => {};

  /** @param {HTMLElement} root @param {URL} base */
  constructor(root, base) {
    this.root = root;
    this.base = base;
    this.theme = themeOf(root);
    this.timeline = new Timeline(0);
    this.playhead = new Playhead(preferredSpeed());
    this.status = new Status(root);
    this.toolbar = new Toolbar(root, this.#actions(), this.playhead.speed);
    this.changeRow = new ChangeRow(root, (wanted) => this.#trigger("change", { ...this.#place(), ...wanted }));
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
  update({ screen, firstLook, runId, start }, trigger, called) {
    if (called < this.#called) return OVERTAKEN;
    this.#called = called;
    this.#trigger = trigger;
    const [text, look] = [JSON.stringify(screen), JSON.stringify(firstLook)];
    // The same run stays as it is on the screen, whatever else has changed in the page.
    const anew = this.calls === 0 || runId !== this.runId || (!runId && text !== this.#screen);
    if (anew) this.#open(screen, runId, start ?? 0);
    if (anew || (!runId && look !== this.#firstLook)) {
      this.timeline.foresee(firstLook);
      this.#request();
    }
    [this.#screen, this.#firstLook] = [text, look];
    const theme = themeOf(this.root);
    if (!sameTheme(theme, this.theme)) for (const stage of this.#stages.values()) stage.dress(theme);
    this.theme = theme;
    // The row with Train stands outside of the component, where Streamlit's variables do not hold.
    document.documentElement.style.setProperty("--np-background", theme.background);
    this.calls += 1;
    return this.calls;
  }

  close() {
    this.calls = 0;
    this.#leave();
    cancelAnimationFrame(this.#frame);
    this.toolbar.close();
    for (const stage of this.#stages.values()) stage.close();
    this.#stages.clear();
  }

  /** @param {Screen} screen @param {string | null} runId @param {number} start the epoch at which its film begins */
  #open(screen, runId, start) {
    this.#leave();
    Object.assign(this, { runId, gone: null, lost: false, wait: null, readouts: screen.readouts });
    this.timeline = new Timeline(screen.epochs);
    this.playhead = new Playhead(this.playhead.speed);
    const { told = false, ...place } = bookmarks.get(runId ?? "") ?? { at: start, revealed: start };
    this.#told = told;
    Object.assign(this.playhead, place);
    this.changeRow.open(screen.knobs);
    this.#setStages(screen, this.playhead.revealed);
    if (!runId) return;
    keepRun(runId, this.base);
    this.#stream = new RunStream(new URL(`runs/${encodeURIComponent(runId)}/events`, this.base), this.#listener());
  }

  #leave() {
    this.#stream?.close();
    this.#stream = null;
    if (!this.runId) return;
    const { at, revealed, playing, halted } = this.playhead;
    bookmarks.set(this.runId, { at, revealed, playing, halted, told: this.#told });
  }

  /** @param {Screen} screen @param {number} start */
  #setStages({ panels, invitation }, start) {
    const names = panels.map(({ name }) => name);
    for (const [name, stage] of this.#stages) {
      if (names.includes(name)) continue;
      stage.close();
      this.#stages.delete(name);
    }
    const parent = /** @type {Element} */ (this.root.querySelector(".np-panels"));
    for (const [i, spec] of panels.entries()) {
      const stage = this.#stages.get(spec.name) ?? new Stage(parent, spec, this.theme, () => this.#request());
      this.#stages.set(spec.name, stage);
      if (this.plotly) stage.equip(this.plotly);
      stage.open(spec, this.runId !== null, start, invitation);
      // In the order of the panels, whichever were there before.
      if (parent.children[i] !== stage.section) parent.insertBefore(stage.section, parent.children[i] ?? null);
    }
  }

  /** @param {any} plotly */
  #equip(plotly) {
    this.plotly = plotly;
    for (const stage of this.#stages.values()) stage.equip(plotly);
  }

  /** @param {string} sentence */
  #refuse(sentence) {
    this.gone = sentence;
    this.#request();
  }

  #listener() {
    const { timeline } = this;
    const then = (/** @type {() => void} */ change) => (change(), this.#request());
    return {
      received: () => timeline.received,
      frame: (/** @type {number} */ position, /** @type {any} */ frame) => then(() => timeline.add(position, frame)),
      wait: (/** @type {import("./stream.js").Wait | null} */ wait) => then(() => (this.wait = wait)),
      end: (/** @type {string | undefined} */ failed) => then(() => timeline.close(failed)),
      gone: (/** @type {string} */ sentence) => then(() => (this.gone = sentence)),
      lost: (/** @type {boolean} */ lost) => then(() => (this.lost = lost)),
    };
  }

  #actions() {
    /** @param {() => void} change */
    const then = (change) => (change(), this.#request());
    const seek = (/** @type {number} */ epoch) => then(() => this.playhead.seek(epoch, this.timeline.last));
    return {
      stop: () => then(() => this.#stop()),
      restart: () => then(() => this.playhead.restart()),
      toggle: () => then(() => this.playhead.toggle(this.timeline.last, this.timeline.ending !== null)),
      back: () => seek(this.playhead.epoch - 1),
      forward: () => seek(this.playhead.epoch + 1),
      seek,
      speed: (/** @type {number} */ speed) => then(() => keepSpeed((this.playhead.speed = speed))),
    };
  }

  #stop() {
    this.playhead.halt();
    if (this.runId && !this.timeline.ending) this.#trigger("stop", this.runId);
  }

  #request() {
    if (this.#frame) return;
    this.#then = performance.now();
    this.#frame = requestAnimationFrame(this.#tick);
  }

  /** At most once a frame; in a hidden tab not at all, and the next time the film makes up for it. */
  #tick = (/** @type {number} */ now) => {
    const { playhead, timeline } = this;
    const before = playhead.at;
    // Nobody is to miss the film while its charts' library loads.
    if (this.plotly) playhead.advance(Math.max(0, now - this.#then) / 1000, timeline.last);
    this.#then = now;
    const epoch = Math.min(playhead.epoch, timeline.last);
    const moving = this.plotly && playhead.playing && playhead.at < timeline.last;
    const busy = this.#draw(epoch, moving ? BUDGET : Infinity);
    this.#showControls(epoch);
    this.status.show(this);
    this.#tell();
    this.#frame = moving || busy || playhead.at !== before ? requestAnimationFrame(this.#tick) : 0;
  };

  /**
   * The loss is drawn in every frame, and of the others one, or as many as there is time for; the next frame goes on from there.
   * @param {number} epoch
   * @param {number} budget milliseconds
   * @returns {boolean} whether some have to wait
   */
  #draw(epoch, budget) {
    const revealed = Math.min(this.playhead.revealed, this.timeline.last);
    const [first, ...others] = this.#stages.values();
    const begun = performance.now();
    const turn = others.length ? this.#next % others.length : 0;
    const waiting = [first, ...others.slice(turn), ...others.slice(0, turn)].filter(Boolean);
    while (waiting.length) {
      // A chart that is drawn anew has the frame to itself: the loss stands there while the others follow.
      const anew = waiting.shift().draw(this.timeline, epoch, revealed);
      if (anew || (waiting.length < others.length && performance.now() - begun > budget)) break;
    }
    this.#next = turn + others.length - waiting.length;
    return waiting.length > 0;
  }

  /** @param {number} epoch */
  #showControls(epoch) {
    const { playhead, timeline, gone } = this;
    const { last, end, ending, received } = timeline;
    // Of a run that is over there is nothing to stop: its film is paused.
    const stoppable = this.runId !== null && !ending && !gone && !playhead.halted;
    const again = ending !== null && epoch >= last;
    this.#showChange();
    this.toolbar.show({ film: received > 0, stoppable, playing: received > 0 && playhead.playing && !again, again, epoch, last, end });
  }

  /** @returns {{runId: string | null, epoch: number, live: boolean}} where a change would take hold */
  #place() {
    const { playhead, timeline, runId } = this;
    const live = !timeline.ending && playhead.speed === LIVE && playhead.playing;
    return { runId, live, epoch: Math.min(playhead.epoch, timeline.last) };
  }

  #showChange() {
    const { ending, received, epochs } = this.timeline;
    const { epoch, live } = this.#place();
    if (!this.runId || this.gone || !received) this.changeRow.show(false, "Press Train first. You can then change settings while it trains.");
    else if (ending?.status === "failed") this.changeRow.show(false, "This run failed, so there is nothing to continue from.");
    else if (epoch >= epochs) this.changeRow.show(false, "All epochs are trained. Go back to an earlier one to change what follows.");
    else this.changeRow.show(true, live ? "From the next epoch on." : `From epoch ${(epoch + 1).toLocaleString("en")} on; earlier epochs stay as they are.`);
  }

  /** Tells the page once that the run is over, when its viewer has seen that. */
  #tell() {
    const { ending, last } = this.timeline;
    if (!ending || this.#told || !this.runId) return;
    const seen = this.playhead.epoch >= last || this.playhead.halted;
    if (!seen && ending.status !== "stopped" && ending.status !== "failed") return;
    this.#told = true;
    this.#trigger("ended", this.runId);
  }
}
