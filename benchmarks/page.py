"""The playground's page in Chromium, as a learner uses it, with a probe inside that takes the times."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from benchmarks.server import find_chromium
from playground.experiment import Experiment
from playground.link.address import query_for

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
PROBE = Path(__file__).with_name("probe.js")
# What scripts that measure frames have in common.
FRAMES = Path(__file__).with_name("frames.js")
PATIENCE_MILLISECONDS = 120_000

# The film goes as fast as the run trains, and so ends with it.
LIVE = "live"
FILM_KEY = "neural-playground.speed"

_LAST_RUN = "() => { const { before, ...run } = playgroundProbe.runs.at(-1); return run; }"
_ENDED = "count => playgroundProbe.runs.length === count && playgroundProbe.runs.at(-1).ended"
_DRAWN = "epochs => playgroundProbe.runs.at(-1).points.at(-1)?.[1] >= epochs"
_BEGUN = "count => playgroundProbe.runs.length === count && playgroundProbe.runs.at(-1).points.length > 0"
# Nobody finds the button in the millisecond in which the last chart is drawn.
_AT_REST = """async () => {
  for (let calm = 0; calm < 10; ) {
    const begun = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const busy = performance.now() - begun > 60 || document.querySelector("[data-test-script-state=running]");
    calm = busy ? 0 : calm + 1;
  }
}"""
_CLICK_OFTEN = """async times => {
  const { runs } = playgroundProbe;
  for (; times > 0; times -= 1) {
    const count = runs.length + 1;
    document.querySelector(".st-key-train button").click();
    const deadline = performance.now() + 30_000;
    while (runs.length < count || !runs.at(-1).ended || document.querySelector("[data-test-script-state=running]")) {
      if (performance.now() > deadline) throw new Error(`Run ${count} of this page did not begin and end within 30 seconds.`);
      await new Promise(requestAnimationFrame);
    }
  }
}"""


@dataclass(frozen=True)
class Watched:
    """One run as the page saw it; times in milliseconds since the click on Train.

    Attributes:
        id: of the run.
        opened: when the event stream was asked for: the click's way to the server and back.
        spoke: when the first events came.
        points: (time, points in the loss chart) each time their number was another at the end of a frame.
        pace: milliseconds of training an epoch, as the page says them.
    """

    id: str
    opened: float
    spoke: float
    points: tuple[tuple[float, int], ...]
    pace: float

    @property
    def first_point(self) -> float:
        """When the chart had its first point."""
        return self.points[0][0]

    @property
    def epochs_a_second(self) -> float:
        """How fast points came, from the chart's first to its last."""
        (begun, first), (ended, last) = self.points[0], self.points[-1]
        return 1000 * (last - first) / (ended - begun)


class Playground:
    """An open page."""

    def __init__(self, page: Page) -> None:
        """Drive a page that has been opened by `opened`."""
        self.page = page
        self._runs = 0

    @property
    def train_button(self) -> Locator:
        """The button that starts a run."""
        return self.page.get_by_role("button", name="Train", exact=True)

    def begin(self) -> str:
        """Click on Train and return the run's id as soon as the chart has a point."""
        self._runs += 1
        self.train_button.click()
        self.page.wait_for_function(_BEGUN, arg=self._runs, timeout=PATIENCE_MILLISECONDS)
        return self._last().id

    def train(self, epochs: int) -> Watched:
        """Click on Train, wait until all `epochs` are in the chart and the run is over, and tell."""
        self.begin()
        self.page.wait_for_function(_ENDED, arg=self._runs, timeout=PATIENCE_MILLISECONDS)
        self.page.wait_for_function(_DRAWN, arg=epochs, timeout=PATIENCE_MILLISECONDS)
        # The scores come in another run of the page's script; the next click, or the end of the measurement, waits for it.
        self.page.wait_for_function("document.querySelector('[data-test-script-state=running]') === null")
        return self._last()

    def train_often(self, times: int) -> None:
        """Click on Train so many times, each time as soon as the run before has ended and the page is at rest.

        The page clicks by itself: Playwright's way to the button takes longer than the run.
        """
        self._runs += times
        self.page.evaluate(_CLICK_OFTEN, times)

    def _last(self) -> Watched:
        run = self.page.evaluate(_LAST_RUN)
        click = run["clicked"]
        points = tuple((time - click, int(count)) for time, count in run["points"])
        return Watched(run["id"], run["opened"] - click, run["spoke"] - click, points, self._pace())

    def _pace(self) -> float:
        words = self.page.get_by_test_id("run-details").inner_text()
        found = re.search(r"([\d.e-]+) ms per epoch", words)
        return float(found[1]) if found else float("nan")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium for the length of the context."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, url: str, experiment: Experiment | None = None) -> Iterator[Playground]:
    """Open the page in a fresh profile, set to an experiment, and wait for Train, the empty charts and a page at rest."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        context.add_init_script(script=f"localStorage.setItem({FILM_KEY!r}, {LIVE!r})")
        context.add_init_script(path=PROBE)
        page = context.new_page()
        query = urlencode(query_for(experiment or Experiment()), doseq=True)
        page.goto(f"{url}/?{query}")
        playground = Playground(page)
        playground.train_button.wait_for(timeout=PATIENCE_MILLISECONDS)
        page.wait_for_function("document.querySelector('[data-testid=panel-loss]')?.data", timeout=PATIENCE_MILLISECONDS)
        wait_for_rest(page)
        yield playground
    finally:
        context.close()


def wait_for_rest(page: Page) -> None:
    """Return once the browser has had nothing to do for half a second, and the script does not run."""
    page.evaluate(_AT_REST)
