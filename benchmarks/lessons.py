"""The lecture's pages in Chromium: how soon a picture is there, how soon it answers, and what the pages cost the web process."""

import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from benchmarks.page import FRAMES, chromium, wait_for_rest
from benchmarks.progress import say
from benchmarks.rows import Row, at_most, row_of
from benchmarks.server import UNWATCHED, Server, running_app
from playground.ui.contents import CONTENTS

SCRIPT = Path(__file__).with_name("lessons.js")
ROUNDS = 3
DRAGS = 240
PATIENCE_MILLISECONDS = 60_000
REST_MILLISECONDS = 1_000
# The page whose weights are dragged.
DRAGGED = "perceptron"


@dataclass(frozen=True)
class Visits:
    """What was measured on the pages, in milliseconds.

    Attributes:
        opened: page -> from the click in the navigation to the picture, once a round.
        moved: page -> from a moved control to the picture that answers it, once for each value of each control, each from rest.
        dragged: from a move of the pointer that holds a weight to the frame that shows it.
    """

    opened: dict[str, list[float]] = field(default_factory=dict)
    moved: dict[str, list[float]] = field(default_factory=dict)
    dragged: list[float] = field(default_factory=list)


def lesson_rows() -> list[Row]:
    """Measure on one server, and return the rows."""
    visits = Visits()
    with chromium() as browser, running_app(UNWATCHED) as server:
        with _opened(browser, server) as page:
            # While TensorFlow loads in the workers, nothing is left for the page.
            server.wait_for_calm()
            # What the page of the playground takes is no lesson's.
            before = _settled_megabytes(page, server)
            _round(page, visits, 0)
        for number in range(1, ROUNDS):
            with _opened(browser, server) as page:
                _round(page, visits, number)
        with _opened(browser, server) as page:
            after = _settled_megabytes(page, server)
    return [
        *rows_of(visits),
        Row(f"web process with all {len(CONTENTS)} pages of the lecture used: larger by", after - before, "MB", at_most(30)),
    ]


def rows_of(visits: Visits) -> list[Row]:
    """Return the rows of the visits; each is of the page that does worst."""
    slowest, opened = _worst({name: statistics.median(times) for name, times in visits.opened.items()}), visits.opened
    stiffest, moved = _worst({name: percentile(times) for name, times in visits.moved.items()}), visits.moved
    return [
        row_of(
            f"click in the navigation to a lecture page's picture, slowest page ({_called(slowest)})", opened[slowest], "ms", at_most(1000)
        ),
        _percentile_row(
            f"control of a lecture page moved to its picture, 95th percentile of the slowest ({_called(stiffest)})", moved[stiffest], 150
        ),
        _percentile_row("dragging a weight of the perceptron, from pointer to picture, 95th percentile", visits.dragged, 33),
    ]


def percentile(times: Sequence[float]) -> float:
    """Return the time below which 95 of 100 lie."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def _percentile_row(name: str, times: Sequence[float], limit: float) -> Row:
    return Row(name, percentile(times), "ms", at_most(limit), (min(times), max(times)))


def _worst(times: Mapping[str, float]) -> str:
    return max(times, key=lambda name: times[name])


def _called(name: str) -> str:
    return CONTENTS[name].title.lower()


@contextmanager
def _opened(browser: Browser, server: Server) -> Iterator[Page]:
    """Open the playground in a fresh profile, as somebody who has answered every page's question."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    try:
        asked = "".join(f"localStorage.setItem('neural-playground.asked.{name}', 'yes');" for name in CONTENTS)
        context.add_init_script(script=asked)
        for script in (FRAMES, SCRIPT):
            context.add_init_script(path=script)
        page = context.new_page()
        page.goto(server.url)
        page.get_by_role("button", name="Train", exact=True).wait_for(timeout=PATIENCE_MILLISECONDS)
        _rest(page)
        yield page
    finally:
        context.close()


def _rest(page: Page) -> None:
    page.wait_for_function("!document.querySelector('[data-test-script-state=running]')", timeout=PATIENCE_MILLISECONDS)


def _settled_megabytes(page: Page, server: Server) -> float:
    _rest(page)
    return server.resident_megabytes()


def _round(page: Page, visits: Visits, number: int) -> None:
    """Go through the pages by their links in the navigation, and move whatever can be moved."""
    for name, entry in CONTENTS.items():
        say(f"lessons: {entry.title}, {number + 1} of {ROUNDS}")
        visits.opened.setdefault(name, []).append(_click(page, page.get_by_role("link", name=entry.label, exact=True).first))
        _rest(page)
        if name == DRAGGED:
            visits.dragged.extend(_drag(page))
        visits.moved.setdefault(name, []).extend(page.evaluate("playgroundLesson.moved()"))
        # The server learns where the controls stand once they rest.
        page.wait_for_timeout(REST_MILLISECONDS)
        _rest(page)


def _click(page: Page, link: Locator) -> float:
    """Click, and return how many milliseconds it took until the page's picture was there."""
    link.wait_for()
    # Nobody leaves a page in the moment in which it is still being drawn.
    wait_for_rest(page)
    page.evaluate("() => void playgroundLesson.leave()")
    begun = time.perf_counter()
    link.click()
    page.wait_for_function("playgroundLesson.there()", polling="raf", timeout=PATIENCE_MILLISECONDS)
    return 1000 * (time.perf_counter() - begun)


def _drag(page: Page) -> list[float]:
    """Drag a weight up and down, and return the milliseconds from each move of the pointer to the frame that shows it."""
    box = page.locator(".np-weight").first.bounding_box()
    if box is None:
        raise RuntimeError("The perceptron's page shows no weight to drag.")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("playgroundLesson.watchDrag()")
    for end in (60, -60, 0):
        page.mouse.move(x, y + end, steps=DRAGS // 3)
    page.mouse.up()
    return [float(took) for took in page.evaluate("playgroundLesson.drags")]
