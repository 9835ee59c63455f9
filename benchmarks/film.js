// Runs in the playground's page: plays and scrubs a film, and notes how its frames come.
{
  const { frame, painted } = window.playgroundFrames;
  const slider = () => document.querySelector(".np-scrubber");

  window.playgroundFilm = {
    /** Milliseconds between the frames of a film that plays again from the start, up to its last epoch. */
    async frames() {
      const times = [];
      const done = () => Number(slider().value) >= Number(slider().max);
      document.querySelector("[data-action=toggle]").click();
      while (done()) await frame();
      while (!done()) times.push(await frame());
      return times.slice(1).map((time, n) => time - times[n]);
    },

    /** Milliseconds from the scrubber at an epoch to all panels at that epoch, for each of some epochs. */
    async scrubbed(epochs) {
      const times = [];
      for (const epoch of epochs) {
        await painted();
        const begun = performance.now();
        slider().value = epoch;
        slider().dispatchEvent(new Event("input", { bubbles: true }));
        await painted();
        times.push(performance.now() - begun);
      }
      return times;
    },

    /** Milliseconds from a step of the first weight in the open card to lines, maps and loss, so many times. */
    async edited(count) {
      const field = document.querySelector("[data-testid=neuron-card] .np-term input");
      field.focus();
      const times = [];
      for (let n = 0; n < count; n++) {
        await painted();
        const begun = performance.now();
        field.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true }));
        await painted();
        times.push(performance.now() - begun);
      }
      return times;
    },
  };
}
