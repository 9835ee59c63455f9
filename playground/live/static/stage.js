// One chart on the page: brings its Plotly div to the state of the film at an epoch, with the smallest operation that does it.

import { ABOVE_TWO, axesIn, halfHeightIn, heightForAll, heightIn, put, settle, shapeNamed, tightened } from "./layout.js";
import { extended, moved, restyled } from "./motion.js";
import { cursorAt, epochs, limitsOf, modeOf, pictureOf, rangeTo } from "./picture.js";
import { Sight } from "./sight.js";
import { dress, thicken } from "./theme.js";

const NARROW_PIXELS = 370;
/** In less, margins leave no room for a plot, and Plotly would draw paths without numbers. */
const LEAST_PIXELS = 120;
/** Milliseconds for which a new run's charts keep showing the last one while nothing has come. */
const PATIENCE = 300;
/** The same for a film that begins in the middle: up to there, the last one has the same epochs. */
const LONG_PATIENCE = 5_000;
/** As network.css has it: in a window that wide, charts stand beside the network. */
const WIDE = matchMedia("(min-width: 1200px)");
/** Milliseconds for which a chart's room has to stay as it is before the chart follows: a sidebar slides. */
const STILL = 100;
const CONFIG = {
  displaylogo: false,
  modeBarButtons: [["toImage", "zoom2d", "pan2d", "resetScale2d"]],
  doubleClick: "reset",
};

/**
 * @typedef {import("./timeline.js").Timeline} Timeline
 * @typedef {import("./picture.js").Picture} Picture
 * @typedef {import("./theme.js").Theme} Theme
 * @typedef {Object} PanelSpec as screen.py describes it
 * @property {string} name
 * @property {string} title
 * @property {string} caption
 * @property {any[]} traces
 * @property {any} wide
 * @property {any} narrow
 * @property {number[]} curves
 * @property {boolean} late whether it comes onto the page only with its stage
 * @property {string | null} epochAxis
 * @property {string | null} logAxis
 * @property {boolean} [tells] whether it shows what has been up to the epoch shown, and not the network as it is then
 */

export class Stage {
  /** Whether it has half of a wide window's height: it then stands beside the network. */
  beside = false;
  #above = ABOVE_TWO;
  #plotly = null;
  /** Until it is known, a chart counts as on the screen. */
  #visible = true;
  #narrow = false;
  /** In pixels. Measured when it changes: whoever asks for it between the charts of a frame has the browser lay out the page once more. */
  #width = 0;
  #log = false;
  #sight = new Sight();
  #listens = false;
  #opened = 0;
  #filling = 0;
  /** @type {Picture | null} what is drawn; null if all must be drawn anew */
  #drawn = null;

  /**
   * @param {Element} parent
   * @param {PanelSpec} spec
   * @param {Theme} theme
   * @param {() => void} request asks for a call of draw
   */
  constructor(parent, spec, theme, request) {
    this.theme = theme;
    this.request = request;
    this.section = document.createElement("section");
    this.section.className = "np-panel";
    this.section.innerHTML = `<header><h2></h2><button type="button" aria-pressed="false" hidden>log scale</button><p></p></header><div></div>`;
    this.chart = /** @type {any} */ (this.section.lastElementChild);
    this.chart.dataset.testid = `panel-${spec.name}`;
    this.button = /** @type {HTMLButtonElement} */ (this.section.querySelector("button"));
    this.button.onclick = () => this.#toggleLog();
    parent.append(this.section);
    this.open(spec, false, 0, "");
    this.seeing = new IntersectionObserver(([entry]) => this.#see(entry.isIntersecting), { rootMargin: "200px" });
    this.seeing.observe(this.section);
    this.sizing = new ResizeObserver(() => this.#resize());
    this.sizing.observe(this.chart);
    addEventListener("resize", this.#fit);
  }

  /**
   * Takes another film's panel of the same name.
   * @param {PanelSpec} spec
   * @param {boolean} running whether there is a run, so that nobody need be invited to start one
   * @param {number} start the epoch at which the film begins
   * @param {string} invitation what an empty chart says
   */
  open(spec, running, start, invitation) {
    this.spec = spec;
    this.invitation = invitation;
    this.running = running;
    this.start = start;
    this.section.classList.toggle("np-beside", this.beside);
    this.#narrow = this.chart.clientWidth > 0 && this.chart.clientWidth < NARROW_PIXELS;
    this.chart.style.height = `${this.#height}px`;
    const [title, caption] = [this.section.querySelector("h2"), this.section.querySelector("p")];
    if (title) title.textContent = spec.title;
    if (caption) caption.textContent = spec.caption;
    this.button.hidden = !spec.logAxis;
    this.#opened = performance.now();
    setTimeout(() => this.request(), this.#patience);
    this.#again();
  }

  /** @param {any} plotly the library, once it is there */
  equip(plotly) {
    this.#plotly = plotly;
    this.#again();
  }

  /** @param {Theme} theme */
  dress(theme) {
    // Plotly would leave the legend where smaller letters had it.
    if (theme.large !== this.theme.large) this.#purge();
    this.theme = theme;
    this.#again();
  }

  close() {
    clearTimeout(this.#filling);
    this.seeing.disconnect();
    this.sizing.disconnect();
    removeEventListener("resize", this.#fit);
    this.#plotly?.purge(this.chart);
    this.section.remove();
  }

  /**
   * Shows the film at an epoch; what is shown depends on the arguments alone.
   * @param {Timeline} timeline
   * @param {number} epoch
   * @param {number} revealed the latest epoch that curves show
   * @param {Map<string, import("./timeline.js").Key>} instead what panels show instead of the film's keys
   * @returns {boolean} whether the whole chart was drawn anew, which is most of a frame's time
   */
  draw(timeline, epoch, revealed, instead) {
    const { name, late } = this.spec;
    if (!this.#awaits(timeline)) this.section.hidden = late && !timeline.stages.has(name);
    if (!this.#plotly || !this.#visible || this.section.hidden || this.#awaits(timeline)) return false;
    if (this.#width < LEAST_PIXELS) return false;
    const want = pictureOf(timeline, this.spec, epoch, revealed, instead.get(name));
    const have = this.#drawn;
    const grows = have && have.before === want.before && have.stage === want.stage && have.revealed <= want.revealed && (want.key || !have.key);
    if (!have || !grows) this.#redraw(want, timeline.curves(name));
    else this.#patch(have, want, timeline.curves(name));
    this.#drawn = want;
    return !have || !grows;
  }

  /**
   * Emptying a chart takes as long as filling it, and a run's first epochs are usually there at once.
   * @param {Timeline} timeline
   */
  #awaits(timeline) {
    return this.running && timeline.last < Math.max(1, this.start) && !timeline.ending && performance.now() - this.#opened < this.#patience;
  }

  get #patience() {
    return this.start && this.chart.data ? LONG_PATIENCE : PATIENCE;
  }

  /** @param {Picture} have @param {Picture} want @param {(number | null)[][]} curves */
  #patch(have, want, curves) {
    if (want.revealed > have.revealed) this.#grow(have, want, curves);
    const look = want.key !== have.key ? want.key?.look : undefined;
    const moves = this.#moves(have, want);
    const layout = { ...look?.layout, ...moves };
    // Traces cost many times what the layout does, and late in a run they often stay as they are.
    if (look?.traces.length && look.print !== have.key?.look.print) this.#restyle(look, layout);
    else if (Object.keys(layout).length) this.#plotly.relayout(this.chart, layout);
    if (this.spec.epochAxis && moves[`${this.spec.epochAxis}.range`]) settle(this.chart, [this.spec.epochAxis]);
  }

  /** @param {Picture} have @param {Picture} want @param {(number | null)[][]} curves */
  #grow(have, want, curves) {
    const { logAxis, curves: places } = this.spec;
    // Plotly looks the mode up again when curves grow: no call of its own is needed.
    for (const trace of places) this.chart.data[trace].mode = modeOf(want);
    const traces = places.slice(0, curves.length);
    const x = curves.map(() => epochs(have.revealed, want.revealed));
    const y = curves.map((values) => values.slice(have.revealed, want.revealed));
    const limited = logAxis !== null && !this.#log && this.#limit(this.chart.layout[logAxis], limitsOf(want, this.spec, curves));
    if (limited || !extended(this.chart, traces, x, y)) this.#plotly.extendTraces(this.chart, { x, y }, traces);
  }

  /** @param {any} axis in a layout @param {{clipmax?: number}} limits @returns {boolean} whether they are others than before */
  #limit(axis, limits) {
    const other = axis.autorangeoptions?.clipmax !== limits.clipmax;
    if (other) axis.autorangeoptions = limits;
    return other;
  }

  /** @param {import("./timeline.js").Look} look @param {Object<string, any>} layout what else changes */
  #restyle(look, layout) {
    const data = this.#unhidden(look);
    if (!restyled(this.chart, look.traces, data)) this.#plotly.update(this.chart, data, layout, look.traces);
    else if (Object.keys(layout).length) this.#plotly.relayout(this.chart, layout);
  }

  /** A look's data, in which what the viewer has hidden stays hidden. @param {import("./timeline.js").Look} look */
  #unhidden({ data, traces }) {
    this.#sight.note(this.chart);
    if (!data.visible) return data;
    const visible = data.visible.map((shown, i) => this.#sight.visibility(this.chart.data[traces[i]].name, shown));
    return { ...data, visible };
  }

  /** What of the layout follows the film, and has still to be said to Plotly. @param {Picture} have @param {Picture} want @returns {Object<string, any>} */
  #moves(have, want) {
    const cursor = shapeNamed(this.spec.wide, "cursor");
    const waits = cursor >= 0 && want.cursor !== have.cursor && (want.cursor === null || !moved(this.chart, cursor, want.cursor));
    const moves = waits ? cursorAt(cursor, want.cursor) : {};
    const axis = this.spec.epochAxis;
    // A viewer who has zoomed in keeps what they look at.
    const follows = axis && want.span !== have.span && this.chart.layout[axis].range[1] === rangeTo(have.span)[1];
    return follows ? { ...moves, [`${axis}.range`]: rangeTo(want.span) } : moves;
  }

  /** @param {Picture} want @param {(number | null)[][]} curves */
  #redraw(want, curves) {
    const data = structuredClone(this.spec.traces);
    for (const look of [want.before, want.stage, want.key?.look]) {
      for (const [attribute, columns] of Object.entries(look?.data ?? {})) {
        look?.traces.forEach((trace, i) => columns[i] !== undefined && put(data[trace], attribute, columns[i]));
      }
    }
    curves.forEach((values, i) => {
      Object.assign(data[this.spec.curves[i]], { x: epochs(0, want.revealed), y: values.slice(0, want.revealed), mode: modeOf(want) });
    });
    const layout = this.#layout(want);
    if (this.spec.logAxis && !this.#log) layout[this.spec.logAxis].autorangeoptions = limitsOf(want, this.spec, curves);
    thicken(data, this.theme);
    this.chart.style.height = `${this.#height}px`;
    this.#sight.note(this.chart);
    this.#sight.hide(data);
    if (this.chart.data && axesIn(this.chart.layout) !== axesIn(layout)) {
      // Plotly would draw the lines of an axis that comes before it knows where that stands: paths without numbers.
      this.#purge();
    }
    // On a telephone Plotly's buttons would lie on the legend, and fingers do not hover.
    this.#plotly.react(this.chart, data, layout, { ...CONFIG, displayModeBar: this.#narrow ? false : "hover" });
    if (!this.#listens) this.chart.on("plotly_doubleclick", () => this.#plotly.relayout(this.chart, this.#sight.reset()));
    this.#listens = true;
    settle(this.chart);
    const zoomed = this.#sight.ranges(this.chart, this.#epochs);
    if (Object.keys(zoomed).length) this.#plotly.relayout(this.chart, zoomed);
    this.#fillSoon();
  }

  #purge() {
    this.#sight.note(this.chart);
    this.#plotly?.purge(this.chart);
    this.#listens = false;
  }

  /** The axis of epochs and the last that it will ever need, where the chart has one. */
  get #epochs() {
    const { epochAxis, wide } = this.spec;
    return epochAxis ? { axis: epochAxis, end: wide[epochAxis].range[1] } : null;
  }

  /** @param {Picture} want */
  #layout(want) {
    const layout = structuredClone(this.#base());
    dress(layout, this.theme);
    layout.height = this.#height;
    if (this.#halved) tightened(layout);
    const cursor = shapeNamed(layout, "cursor");
    for (const note of layout.annotations ?? []) if (note.name === "invitation") Object.assign(note, { visible: !this.running, text: this.invitation });
    const places = { ...want.before?.layout, ...want.stage?.layout, ...want.key?.look.layout, ...(cursor >= 0 && cursorAt(cursor, want.cursor)) };
    for (const [path, value] of Object.entries(places)) put(layout, path, value);
    if (this.running && this.spec.epochAxis) put(layout, `${this.spec.epochAxis}.range`, rangeTo(want.span));
    if (this.#log && this.spec.logAxis) put(layout, `${this.spec.logAxis}.type`, "log");
    // On a small screen a drag scrolls the page.
    if (this.#narrow) layout.dragmode = false;
    return layout;
  }

  #base() {
    return this.#narrow ? this.spec.narrow : this.spec.wide;
  }

  /** On a telephone nobody expects two charts at one glance. */
  get #height() {
    if (this.theme.large) return heightForAll(innerHeight);
    if (this.#halved) return halfHeightIn(innerHeight, this.#above);
    return this.#narrow ? this.#base().height : heightIn(innerHeight, this.#base().height);
  }

  get #halved() {
    return this.beside && WIDE.matches && !this.theme.large;
  }

  /** Words come and go above the charts. @param {number} above pixels there, where nothing is scrolled */
  fit(above) {
    this.#above = above;
    this.#fit();
  }

  /** Follows the size of the window, where that changes the chart's height. */
  #fit = () => {
    if (this.chart.style.height === `${this.#height}px`) return;
    this.chart.style.height = `${this.#height}px`;
    this.#again();
  };

  #again() {
    this.#drawn = null;
    this.request();
  }

  #toggleLog() {
    this.#log = !this.#log;
    this.button.setAttribute("aria-pressed", String(this.#log));
    this.#again();
  }

  /** @param {boolean} visible */
  #see(visible) {
    this.#visible = visible;
    if (visible) this.request();
  }

  #resize() {
    const [before, width] = [this.#width, this.chart.clientWidth];
    this.#width = width;
    if (width < LEAST_PIXELS) return;
    if (!this.#drawn || before < LEAST_PIXELS) this.request();
    const narrow = width < NARROW_PIXELS;
    if (narrow !== this.#narrow) {
      this.#narrow = narrow;
      this.chart.style.height = `${this.#height}px`;
      this.#again();
    } else this.#fillSoon();
  }

  #fillSoon() {
    clearTimeout(this.#filling);
    this.#filling = setTimeout(() => this.#fill(), STILL);
  }

  /** Plotly's own resizing comes late as well, and not at all where the chart is drawn anew meanwhile. */
  #fill() {
    const width = this.chart.clientWidth;
    if (this.#drawn && width >= LEAST_PIXELS && width !== this.chart._fullLayout?.width) this.#plotly.relayout(this.chart, { autosize: true });
  }
}
