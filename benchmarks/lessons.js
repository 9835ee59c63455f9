// Runs in a lecture page: moves its controls and a weight, and notes how many milliseconds each took to be on the screen.
{
  const frame = () => new Promise(requestAnimationFrame);
  // A frame is on the screen once its callbacks have run and the browser has painted: the next task comes after that.
  const painted = async () => {
    await frame();
    await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
  };
  const picture = () => document.querySelector("[data-testid=lesson-picture]");

  /** The time from an action until the picture, its formula or its words have changed and are painted. */
  const answered = async (act) => {
    const changed = new Promise((resolve) => {
      const watch = new MutationObserver(() => (watch.disconnect(), resolve()));
      watch.observe(document.querySelector(".np-lesson"), { subtree: true, childList: true, attributes: true, characterData: true });
    });
    await frame();
    const begun = performance.now();
    act();
    await changed;
    await painted();
    return performance.now() - begun;
  };

  const tell = (control, value, name) => {
    control.value = value;
    control.dispatchEvent(new Event(name, { bubbles: true }));
  };

  /** What moves a control to its next value. */
  const moves = (control) => {
    if (control.matches("button")) return [() => control.click()];
    if (control.matches("select")) return [...control.options].filter((option) => option.value !== control.value).map((option) => () => tell(control, option.value, "change"));
    const [low, high] = [Number(control.min), Number(control.max)];
    return [low, Math.round((low + high) / 2), high].map((value) => () => tell(control, String(value), "input"));
  };

  window.playgroundLesson = {
    /** Whether the picture is there: its formula, and something drawn. */
    there: () => Boolean(picture()?.querySelector("math") && picture().querySelector("svg, canvas")),

    /** Moves every control to several values. */
    async moved() {
      const times = [];
      for (const control of document.querySelectorAll(".np-lesson :is(select, input[type=range], [aria-pressed]):enabled")) {
        for (const move of control.offsetParent ? moves(control) : []) times.push(await answered(move));
      }
      return times;
    },

    /** From now on, how long after each move of the pointer, which holds a weight, the next frame is painted. */
    watchDrag() {
      const times = [];
      this.drags = times;
      addEventListener("pointermove", async ({ buttons, timeStamp }) => {
        if (!buttons) return;
        await painted();
        times.push(performance.now() - timeStamp);
      }, true);
    },
  };
}
