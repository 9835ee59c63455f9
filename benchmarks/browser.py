"""What a learner sees, in Chromium: how soon the first point comes, how fast the others, and what a viewer costs the server."""

import statistics
import time
from dataclasses import dataclass, replace

from playwright.sync_api import Browser

from benchmarks.page import Watched, chromium, opened
from benchmarks.progress import say
from benchmarks.rows import Row, at_least, at_most, row_of
from benchmarks.server import UNWATCHED, Server, running_app
from benchmarks.viewers import watching
from playground.experiment import Experiment, Network, Training

ROUNDS = 7
STREAMS = 3
MANY_EPOCHS = 5000

VIEWERS = 20
UPDATES_A_SECOND = 20
VIEWER_ROUNDS = 3
WINDOW_SECONDS = 4.0
# A batch of one row makes an epoch take four times as long: the run outlasts the rounds.
LONG = Experiment(training=Training(epochs=10_000, batch_size=1))


def browser_rows() -> list[Row]:
    """Measure on one server, and return the rows."""
    with chromium() as browser, running_app(UNWATCHED) as server:
        say("browser: waiting for the workers")
        _wait_for_workers(browser, server)
        return [*_click_rows(browser, server), *_stream_rows(browser, server), *_viewer_rows(browser, server)]


def _wait_for_workers(browser: Browser, server: Server) -> None:
    """Train until every worker has, and let them compile; the first runs wait for TensorFlow, and only then is anything known."""
    for _ in range(4):
        with opened(browser, server.url) as page:
            page.train(Experiment().training.epochs)
    server.wait_for_calm()


def _click_rows(browser: Browser, server: Server) -> list[Row]:
    """Click on Train in fresh pages, known and new architecture in turns."""
    known: list[Watched] = []
    new: list[Watched] = []
    for number in range(ROUNDS):
        say(f"browser: from the click to the first point, {number + 1} of {ROUNDS}")
        for experiment, seen in ((Experiment(), known), (_stranger(number), new)):
            with opened(browser, server.url, experiment) as page:
                seen.append(page.train(experiment.training.epochs))
    return [
        row_of("click on Train to first point, architecture seen before", [run.first_point for run in known], "ms", at_most(200)),
        *_parts(known),
        row_of("click on Train to first point, new architecture", [run.first_point for run in new], "ms", at_most(700)),
        *_parts(new),
    ]


def _parts(runs: list[Watched]) -> list[Row]:
    """Say where the time between click and first point goes."""
    return [
        row_of("– to the server, through Streamlit and back", [run.opened for run in runs], "ms"),
        row_of("– then until the run's stream says something", [run.spoke - run.opened for run in runs], "ms"),
        row_of("– then until an epoch is trained and drawn", [run.first_point - run.spoke for run in runs], "ms"),
    ]


def _stranger(number: int) -> Experiment:
    """Return the lecture's job on an architecture that no worker has seen: one unit less in the first layer, then two less …."""
    first, *others = Experiment().network.hidden
    return Experiment(network=Network((replace(first, units=first.units - 1 - number), *others)))


def _stream_rows(browser: Browser, server: Server) -> list[Row]:
    experiment = Experiment(training=Training(epochs=MANY_EPOCHS))
    runs = []
    for number in range(STREAMS):
        say(f"browser: {MANY_EPOCHS:,} epochs as they train, {number + 1} of {STREAMS}")
        with opened(browser, server.url, experiment) as page:
            runs.append(page.train(MANY_EPOCHS))
    rates, trained = [run.epochs_a_second for run in runs], [1000 / run.pace for run in runs]
    return [
        row_of(f"epochs that arrive in the loss chart, of {MANY_EPOCHS:,}", rates, "epochs/s", at_least(1000)),
        row_of("– epochs that the worker trained beside it", trained, "epochs/s"),
    ]


@dataclass(frozen=True)
class Window:
    """What the web process took in some seconds of a run.

    Attributes:
        load: CPU seconds a second.
        updates: events a second and viewer; 0 without viewers.
    """

    load: float
    updates: float


def _viewer_rows(browser: Browser, server: Server) -> list[Row]:
    """Watch a long run with and without viewers, in turns."""
    with opened(browser, server.url, LONG) as page:
        run_id = page.begin()
    # The page is closed: whoever watches now is a viewer of ours.
    alone, watched = [], []
    for number in range(VIEWER_ROUNDS):
        say(f"browser: {VIEWERS} viewers, {number + 1} of {VIEWER_ROUNDS}")
        alone.append(_window(server, run_id, 0))
        watched.append(_window(server, run_id, VIEWERS))
    return viewer_rows_of(alone, watched)


def viewer_rows_of(alone: list[Window], watched: list[Window]) -> list[Row]:
    """Return the rows of windows without viewers and with `VIEWERS` of them; pairs were measured one after the other."""
    costs = [100 * (busy.load - idle.load) / VIEWERS * UPDATES_A_SECOND / busy.updates for idle, busy in zip(alone, watched, strict=True)]
    return [
        row_of(f"server CPU for a live viewer, at {UPDATES_A_SECOND} updates/s", costs, "% of a core", at_most(3)),
        row_of("– updates that a viewer got; the row above is scaled from here", [window.updates for window in watched], "updates/s"),
        Row("– server CPU for the run itself, with nobody watching", 100 * statistics.median(w.load for w in alone), "% of a core"),
    ]


def _window(server: Server, run_id: str, viewers: int) -> Window:
    with watching(server, run_id, viewers) as audience:
        # What came before is sent at once; it is not part of what a viewer costs from update to update.
        time.sleep(1.0)
        events, cpu, begun = audience.events, server.cpu_seconds(), time.perf_counter()
        time.sleep(WINDOW_SECONDS)
        seconds = time.perf_counter() - begun
        updates = (audience.events - events) / viewers if viewers else 0.0
        return Window((server.cpu_seconds() - cpu) / seconds, updates / seconds)
