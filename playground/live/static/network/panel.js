// The network on the page: brings its picture to the state of the film at an epoch, and answers questions about it.

import { afterStep } from "../steps/words.js";
import { isDark, themeOf } from "../theme.js";
import { Card } from "./card.js";
import { Charts } from "./charts.js";
import { Editing } from "./editing.js";
import { Frame } from "./frame.js";
import { lookOf } from "./look.js";
import { Matrix } from "./matrix.js";
import { Net } from "./net.js";
import { Neurons } from "./neurons.js";
import { Painter } from "./painter.js";
import { planOf } from "./plan.js";
import { Pointing } from "./pointing.js";
import { SizeButtons } from "./sizes.js";
import { afterEpoch, described } from "./words.js";

/** Multiplications that one frame of a moving picture has time for, and one that stands. */
const MOVING = 2_500_000;
const STANDING = 12_000_000;
/** Milliseconds without a change after which a picture stands. */
const REST = 250;
/** Milliseconds between two changes of a card's numbers. */
const READ = 120;
/** Milliseconds for which a film that begins in the middle keeps showing the last one's network: up to there they are the same. */
const PATIENCE = 5_000;
const LEAST_PIXELS = 120;

/**
 * @typedef {import("../timeline.js").Timeline} Timeline
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("./net.js").NetworkData} NetworkData
 * @typedef {import("../steps/walk.js").Step} Step
 * @typedef {{weights: ArrayLike<number>, film: ArrayLike<number>, epoch: number, step: Step | null}} State what is shown, what the film has without edits, and the step where it is within an epoch
 * @typedef {Object} Host who plays the film
 * @property {() => void} request asks for a call of draw
 * @property {() => void} pause
 * @property {(epoch: number) => void} seek
 * @property {(epoch: number, wanted: import("./edits.js").Wanted) => void} goOn training with edits from the end of an epoch on
 * @property {(word: import("./sizes.js").Word) => void} resize asks for other hidden layers
 */

export class NetworkPanel {
  #visible = true;
  #print = "";
  /** @type {Net | null} */
  #net = null;
  /** @type {import("./plan.js").Plan | null} */
  #plan = null;
  /** @type {State | null} */
  #state = null;
  /** @type {Timeline | null} */
  #timeline = null;
  #resting = 0;
  #stands = false;
  #opened = 0;
  #start = 0;
  #ahead = false;
  #pending = 0;
  #told = 0;

  /** @param {Element} parent @param {Theme} theme @param {Host} host */
  constructor(parent, theme, host) {
    Object.assign(this, { theme, request: host.request });
    this.frame = new Frame();
    const { section, stage, canvas, words } = this.frame;
    Object.assign(this, { section, stage, canvas, words });
    this.painter = new Painter(this.canvas);
    this.charts = new Charts();
    this.editing = new Editing(this.frame, { ...host, changed: () => this.#edited(), left: () => this.#left(), follows: () => !this.#ahead && this.charts.follow(this.#net, this.#timeline) });
    this.pointing = new Pointing(this.stage, () => this.#scene, () => this.#kept(), () => this.#repaint());
    this.neurons = new Neurons(this.stage, {
      point: (level, unit) => this.pointing.neuron(level, unit),
      choose: (level, unit) => this.#choose(level, unit),
      all: (layer) => this.#net && (this.card.close(), this.matrix.show(this.#net, layer), this.#repaint()),
    });
    this.sizes = new SizeButtons(this.frame, host.resize);
    this.matrix = new Matrix(this.stage, {
      point: (line, x, y) => this.pointing.line(line, x, y),
      choose: (line, right) => this.#net && this.card.showLine(this.#net, line, right),
      closed: (layer) => this.neurons.focusAll(layer),
    });
    this.card = new Card(this.stage, this.editing, { changed: () => this.#turned(), closed: (back) => this.#closed(back) });
    this.#listen();
    parent.prepend(this.section);
    this.#dye();
  }

  #listen() {
    this.stage.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => event.target === this.neurons.box && this.pointing.at(event.offsetX, event.offsetY));
    this.stage.addEventListener("click", (/** @type {PointerEvent} */ event) => this.#click(event));
    this.section.addEventListener("keydown", (event) => event.key === "Escape" && this.#escape());
    this.seeing = new IntersectionObserver(([entry]) => this.#see(entry.isIntersecting), { rootMargin: "200px" });
    this.seeing.observe(this.section);
    this.sizing = new ResizeObserver(() => this.#lay());
    this.sizing.observe(this.stage);
  }

  /**
   * Takes another network, or the same one for another film.
   * @param {NetworkData | null} data none if it is too large or not there yet
   * @param {{parameters: number, most: number}} size how many parameters it has, and how many a network may have that is drawn
   * @param {boolean} ahead whether it is not the film's, but the one that is trained next
   */
  take(data, size, ahead) {
    const print = JSON.stringify([data, size.parameters, ahead]);
    if (print === this.#print) return;
    [this.#print, this.#ahead] = [print, ahead];
    this.card.close();
    this.matrix.close();
    this.pointing.none();
    this.#net = data && new Net(data);
    this.editing.take(this.#net);
    this.#state = null;
    this.#plan = null;
    this.frame.show(this.#net !== null, size, ahead);
    this.neurons.box.hidden = this.#net === null;
    this.sizes.lay(null, this.#net !== null);
    this.#lay();
    this.request();
  }

  /** @param {number} start the epoch at which the film begins */
  open(start) {
    [this.#start, this.#opened] = [start, performance.now()];
    this.editing.open();
    this.request();
  }

  /** @param {Theme} theme */
  dress(theme) {
    this.theme = theme;
    this.#dye();
    this.#repaint();
  }

  close() {
    clearTimeout(this.#resting);
    cancelAnimationFrame(this.#pending);
    this.sizes.close();
    this.seeing.disconnect();
    this.sizing.disconnect();
    this.section.remove();
  }

  /** The network on the screen. */
  get net() {
    return this.#net;
  }

  /**
   * Shows the film at an epoch; that costs little beside a chart.
   * @param {Timeline} timeline @param {number} at the epoch @param {Step | null} step of it, where one is looked at: edits belong to whole epochs
   */
  draw(timeline, at, step) {
    if (!this.#net || !this.#visible || this.#awaits(timeline)) return;
    const known = timeline.weightsAt(timeline.network(at));
    const film = this.#net.weights(known);
    const epoch = known?.epoch ?? 0;
    const edited = this.editing.over({ weights: film, epoch });
    const state = step ? { weights: step.weights, film: step.weights, epoch, step } : { weights: edited, film, epoch, step };
    const same = this.#state?.weights === state.weights && this.#timeline === timeline;
    [this.#state, this.#timeline] = [state, timeline];
    if (!this.#plan) this.#lay();
    if (same) return;
    this.#move();
    this.#paint();
  }

  /** What charts show at an epoch instead of the film's keys: what the edited network answers. @param {Timeline} timeline @param {number} at */
  keys(timeline, at) {
    return this.charts.keysAt(this.#net, timeline, at, this.editing, this.#stands);
  }

  /** An edit was made or taken back. */
  #edited() {
    if (!this.#state) return;
    if (this.#state.step) return this.request();
    const { film, epoch } = this.#state;
    this.#state = { weights: this.editing.over({ weights: film, epoch }), film, epoch, step: null };
    this.#move();
    this.#tellNumbers();
    this.#repaint();
    this.request();
  }

  /** What is shown has changed, and may change again at once. */
  #move() {
    this.#stands = false;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#rest(), REST);
  }

  /** @param {Timeline} timeline */
  #awaits(timeline) {
    return this.#start > 0 && this.#state !== null && timeline.last < this.#start && !timeline.ending && performance.now() - this.#opened < PATIENCE;
  }

  /** What takes longer than a frame waits until the picture stands. */
  #rest() {
    if (!this.#net || !this.#state) return;
    this.#stands = true;
    const { weights, epoch, step } = this.#state;
    this.words.textContent = `${described(this.#net, weights, step ? afterStep(step) : afterEpoch(epoch))} ${this.editing.inWords}`.trim();
    this.editing.speak();
    // Neurons do not change their places while one looks on: the strongest are chosen at the start, and once more at the end.
    this.#lay();
    this.#tellNumbers();
    this.request();
  }

  /** Finds room for everything, and paints it. */
  #lay() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!this.#net || width < LEAST_PIXELS || height < LEAST_PIXELS) return;
    const timeline = this.#timeline;
    const last = timeline?.ending ? this.#net.weights(timeline.weightsAt(timeline.network(timeline.last))) : this.#net.initial;
    this.#plan = planOf(this.#net, last, { width, height });
    this.painter.fit(width, height);
    this.neurons.lay(this.#net, this.#plan);
    this.sizes.lay(this.#plan, true);
    if (this.#state) this.#paint();
    else this.request();
  }

  #paint() {
    const [net, plan, state] = [this.#net, this.#plan, this.#state];
    if (!net || !plan || !state) return;
    if (this.matrix.open) this.matrix.paint(state.weights);
    const row = this.card.open && !this.card.line ? this.card.row : null;
    const look = lookOf(net, state.weights, this.#stands ? STANDING : MOVING, row);
    this.neurons.mark(this.editing, net);
    this.matrix.mark(this.editing.places);
    this.painter.paint({ plan, net, weights: state.weights, look, ink: this.ink, edited: new Set(this.editing.places), moved: state.step?.updates ?? null }, this.pointing.lit);
    // Numbers that change faster are not read.
    if (performance.now() - this.#told > READ) this.#tellNumbers();
  }

  #repaint() {
    this.#pending ||= requestAnimationFrame(() => {
      this.#pending = 0;
      this.#paint();
    });
  }

  /** The colours of lines, which a canvas does not take from the page by itself. */
  #dye() {
    this.section.classList.toggle("np-dark", isDark(this.theme.background));
    const style = getComputedStyle(this.section);
    const read = (/** @type {string} */ name) => style.getPropertyValue(`--np-${name}`).trim();
    const { text, background } = themeOf(this.section);
    this.ink = { positive: read("positive"), negative: read("negative"), text, background };
  }

  /** @param {PointerEvent} event */
  #click(event) {
    if (event.target !== this.neurons.box || !this.#net || !this.#plan) return;
    const line = this.pointing.lineAt(event.offsetX, event.offsetY);
    if (line) this.card.showLine(this.#net, line, event.offsetX < this.#plan.width / 2);
    else this.card.close();
  }

  /** @param {number} level @param {number} unit */
  #choose(level, unit) {
    if (!this.#net || !this.#plan) return;
    this.card.showNeuron(this.#net, { level, unit }, this.#plan.columns[level].x < this.#plan.width / 2);
  }

  /** Brings the numbers of card and tip to what the picture shows. */
  #tellNumbers() {
    if (!this.#net || !this.#state || !this.#timeline) return;
    this.#told = performance.now();
    this.card.show({ ...this.#state, timeline: this.#timeline, ink: this.ink });
    this.pointing.tell();
  }

  get #scene() {
    const [net, plan, state] = [this.#net, this.#plan, this.#state];
    return net && plan && state ? { net, plan, state } : null;
  }

  /** What stands out while nothing is pointed at. */
  #kept() {
    const { open, line, neuron } = this.card;
    return { line: null, level: -1, unit: -1, ...(open ? (line ? { line } : neuron) : {}) };
  }

  /** A card was opened, or another row chosen. */
  #turned() {
    this.#tellNumbers();
    this.pointing.none();
    this.#repaint();
  }

  #escape() {
    if (this.card.open) this.card.close();
    else this.matrix.close();
  }

  /** @param {import("./card.js").Neuron | null} back the neuron that gets the focus */
  #closed(back) {
    this.pointing.none();
    if (back && this.matrix.open) this.matrix.canvas.focus({ preventScroll: true });
    else if (back) this.neurons.focus(back.level, back.unit);
    this.#repaint();
  }

  /** What had the focus in the bar is gone with it. */
  #left() {
    if (document.activeElement !== document.body && !this.frame.header.contains(document.activeElement)) return;
    if (this.card.open) this.card.box.focus({ preventScroll: true });
    else this.neurons.focus(1, 0);
  }

  /** @param {boolean} visible */
  #see(visible) {
    this.#visible = visible;
    if (visible) this.request();
  }
}
