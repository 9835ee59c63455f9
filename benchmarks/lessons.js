// Runs in a lecture page: moves its controls and a weight, and notes how many milliseconds each took to be on the screen.
{
  const { frame, painted } = window.playgroundFrames;
  // A frame that comes late is one of a page that still draws what was moved before.
  const LATE = 30;
  const rested = async () => {
    for (let calm = 0, tries = 0; calm < 3 && tries < 300; tries++) {
      const begun = performance.now();
      await painted();
      calm = performance.now() - begun > LATE ? 0 : calm + 1;
    }
  };
  const lesson = () => document.querySelector(".np-lesson");
  const picture = () => lesson()?.querySelector("[data-testid=lesson-picture]");
  const PATIENCE = 20_000;
  let left = null;

  /** The time from an action, said in words, until the picture, its formula or its words have changed and are painted. */
  const answered = async (act, words) => {
    await rested();
    const changed = new Promise((resolve, reject) => {
      // Better no number than a benchmark that waits for ever.
      const late = setTimeout(() => reject(new Error(`Nothing on the page answers ${words}.`)), PATIENCE);
      const watch = new MutationObserver(() => (watch.disconnect(), clearTimeout(late), resolve()));
      watch.observe(lesson(), { subtree: true, childList: true, attributes: true, characterData: true });
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

  /** What moves a control to its other values. */
  const moves = (control) => {
    if (control.matches("button")) return [() => control.click()];
    if (control.matches("select")) return [...control.options].filter((option) => option.value !== control.value).map((option) => () => tell(control, option.value, "change"));
    const [low, high] = [Number(control.min), Number(control.max)];
    const ends = [low, Math.round((low + high) / 2), high].map(String);
    // A slider that stands there already moves nothing.
    return [...new Set(ends)].filter((value, n) => n > 0 || value !== control.value).map((value) => () => tell(control, value, "input"));
  };

  window.playgroundLesson = {
    /** From now on another page is waited for: this one's picture stays until that one has come. */
    leave: () => (left = lesson()),

    /** Whether the page's picture is there: something drawn, or on the page of the worked example written. */
    there: () => Boolean(lesson() !== left && picture()?.querySelector(".np-stage :is(svg, canvas, pre, table)")),

    /** Moves every control to several values. */
    async moved() {
      const times = [];
      for (const control of document.querySelectorAll(".np-choices :is(select, input[type=range], [aria-pressed]):enabled")) {
        for (const move of moves(control)) {
          // Another move may have disabled it or taken it away.
          if (!control.disabled && control.offsetParent) times.push(await answered(move, `${control.id || control.textContent} at ${control.value}`));
        }
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
