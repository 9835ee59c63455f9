// Runs in the page before anything else: notes when Train is clicked, when the run's stream opens and speaks, and, once a frame,
// how many points the loss chart has. All times are performance.now(), in milliseconds.
{
  const runs = [];
  const state = { clicked: 0, before: null };
  window.playgroundProbe = { runs };

  const chart = () => document.querySelector("[data-testid=panel-loss]");

  addEventListener(
    "click",
    (event) => {
      if (!event.target.closest?.(".st-key-train")) return;
      // A new film is drawn from new arrays: as long as these are there, the old one is.
      Object.assign(state, { clicked: performance.now(), before: chart()?.data });
    },
    true,
  );

  window.EventSource = class extends EventSource {
    constructor(address, options) {
      super(address, options);
      const id = /runs\/([^/]+)\/events/.exec(String(address))?.[1];
      let run = runs.find((known) => known.id === id);
      if (!run) {
        run = { id, ...state, opened: performance.now(), spoke: 0, ended: 0, points: [] };
        runs.push(run);
      }
      this.addEventListener("message", () => (run.spoke ||= performance.now()), { once: true });
      this.addEventListener("end", () => (run.ended = performance.now()), { once: true });
    }
  };

  const watch = () => {
    const run = runs.at(-1);
    const data = chart()?.data;
    if (run && data && data !== run.before) {
      const length = data[0].y.length;
      if (length !== (run.points.at(-1)?.[1] ?? 0)) run.points.push([performance.now(), length]);
    }
    requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);
}
