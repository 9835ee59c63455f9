// The network on the page: brings its picture to the state of the film at an epoch, and answers questions about it.

import { isDark, themeOf } from "../theme.js";
import { Card } from "./card.js";
import { Frame } from "./frame.js";
import { lookOf } from "./look.js";
import { Matrix } from "./matrix.js";
import { Net } from "./net.js";
import { Neurons } from "./neurons.js";
import { Painter } from "./painter.js";
import { lineAt, planOf } from "./plan.js";
import { SizeButtons } from "./sizes.js";
import { Tip } from "./tip.js";
import { described, placeOf, tipOfLine, tipOfNeuron } from "./words.js";

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
/** @type {Pointed} */
const NOTHING = { line: null, level: -1, unit: -1 };

/**
 * @typedef {import("../timeline.js").Timeline} Timeline
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("./net.js").NetworkData} NetworkData
 * @typedef {{weights: Float64Array, epoch: number}} State what is shown of the film
 * @typedef {{line: import("./plan.js").Line | null, level: number, unit: number}} Pointed a line, a neuron, or neither
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
  #lit = NOTHING;
  /** What the pointer or the focus is on. */
  #pointed = NOTHING;
  #resting = 0;
  #stands = false;
  #opened = 0;
  #start = 0;
  #pending = 0;
  #told = 0;

  /**
   * @param {Element} parent @param {Theme} theme @param {() => void} request asks for a call of draw
   * @param {(word: import("./sizes.js").Word) => void} resize asks for other hidden layers
   */
  constructor(parent, theme, request, resize) {
    Object.assign(this, { theme, request });
    this.frame = new Frame();
    const { section, stage, canvas, words } = this.frame;
    Object.assign(this, { section, stage, canvas, words });
    this.painter = new Painter(this.canvas);
    this.neurons = new Neurons(this.stage, {
      point: (level, unit) => this.#point(level, unit),
      choose: (level, unit) => this.#choose(level, unit),
      all: (layer) => this.#net && (this.card.close(), this.matrix.show(this.#net, layer), this.#repaint()),
    });
    this.sizes = new SizeButtons(this.frame, resize);
    this.matrix = new Matrix(this.stage, (line, x, y) => this.#tellLine(line, x, y), (/** @type {number} */ layer) => this.neurons.focusAll(layer));
    this.tip = new Tip(this.stage);
    this.card = new Card(this.stage, () => this.#turned(), (/** @type {import("./card.js").Neuron | null} */ back) => this.#closed(back));
    this.#listen();
    parent.prepend(this.section);
    this.#dye();
  }

  #listen() {
    this.stage.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => this.#hover(event));
    this.stage.addEventListener("pointerleave", () => this.#light(NOTHING));
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
    this.#print = print;
    this.card.close();
    this.matrix.close();
    this.tip.hide();
    this.#net = data && new Net(data);
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

  /**
   * Shows the film at an epoch; that costs little beside a chart.
   * @param {Timeline} timeline @param {number} epoch
   */
  draw(timeline, epoch) {
    if (!this.#net || !this.#visible || this.#awaits(timeline)) return;
    const known = timeline.weightsAt(timeline.network(epoch));
    const weights = this.#net.weights(known);
    const state = { weights, epoch: known?.epoch ?? 0 };
    const same = this.#state?.weights === weights && this.#timeline === timeline;
    [this.#state, this.#timeline] = [state, timeline];
    if (!this.#plan) this.#lay();
    if (same) return;
    this.#stands = false;
    this.#paint();
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
    this.words.textContent = described(this.#net, this.#state.weights, this.#state.epoch);
    // Neurons do not change their places while one looks on: the strongest are chosen at the start, and once more at the end.
    this.#lay();
    this.#tellNumbers();
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
    this.painter.paint(plan, net, state.weights, look, this.ink, this.#lit);
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
  #hover(event) {
    if (event.target !== this.neurons.box || !this.#net || !this.#plan || !this.#state) return;
    const { offsetX: x, offsetY: y } = event;
    this.#tellLine(this.#lineAt(x, y), x, y);
  }

  /** @param {number} x @param {number} y */
  #lineAt(x, y) {
    const [net, plan, state] = [this.#net, this.#plan, this.#state];
    return net && plan && state ? lineAt(plan, x, y, (line) => state.weights[placeOf(net, line)]) : null;
  }

  /** @param {import("./plan.js").Line | null} line @param {number} x @param {number} y */
  #tellLine(line, x, y) {
    this.#light({ ...NOTHING, line }, x, y);
  }

  /** @param {number} level @param {number} unit */
  #point(level, unit) {
    if (level < 0 || !this.#plan) return this.#light(NOTHING);
    const { spots, size } = this.#plan.columns[level];
    const spot = spots.find((one) => one.unit === unit);
    this.#light({ line: null, level, unit }, spot?.x ?? 0, (spot?.y ?? 0) + size / 2);
  }

  /** @param {Pointed} pointed @param {number} [x] @param {number} [y] where the words about it are to stand */
  #light(pointed, x = 0, y = 0) {
    this.#pointed = pointed;
    this.stage.classList.toggle("np-on-line", pointed.line !== null);
    const words = this.#words();
    if (words.length) this.tip.show(words, x, y);
    else this.tip.hide();
    const kept = this.card.open ? { line: this.card.line, level: -1, unit: -1, ...(this.card.line ? {} : this.card.neuron) } : NOTHING;
    const next = pointed.line || pointed.level >= 0 ? pointed : kept;
    if (JSON.stringify(next) === JSON.stringify(this.#lit)) return;
    this.#lit = next;
    this.#repaint();
  }

  /** @param {PointerEvent} event */
  #click(event) {
    if (event.target !== this.neurons.box || !this.#net || !this.#plan) return;
    const line = this.#lineAt(event.offsetX, event.offsetY);
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
    if (this.tip.shown) this.tip.tell(this.#words());
  }

  /** What there is to say about what stands out. */
  #words() {
    const { line, level, unit } = this.#pointed;
    if (!this.#net || !this.#state) return [];
    if (line) return tipOfLine(this.#net, line, this.#state.weights);
    return level < 0 ? [] : tipOfNeuron(this.#net, level, unit, this.#state.weights);
  }

  /** A card was opened, or another row chosen. */
  #turned() {
    this.#tellNumbers();
    this.#light(NOTHING);
    this.#repaint();
  }

  #escape() {
    if (this.card.open) this.card.close();
    else this.matrix.close();
  }

  /** @param {import("./card.js").Neuron | null} back the neuron that gets the focus */
  #closed(back) {
    this.#light(NOTHING);
    if (back) this.neurons.focus(back.level, back.unit);
    this.#repaint();
  }

  /** @param {boolean} visible */
  #see(visible) {
    this.#visible = visible;
    if (visible) this.request();
  }
}
