"""The film of the lecture's job, with its network on the screen: how smoothly it plays, and what recording it costs."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from playwright.sync_api import Browser, Page

from benchmarks.film_job import Recorded
from benchmarks.page import FRAMES, LIVE, Playground, chromium, opened, wait_for_rest
from benchmarks.progress import say
from benchmarks.rows import Row, at_least, at_most, row_of
from benchmarks.server import UNWATCHED, Server, running_app
from playground.compute.plugins import QUIET
from playground.experiment import Data, Experiment, Layer, Network, Training

ROOT = Path(__file__).parents[1]
SCRIPT = Path(__file__).with_name("film.js")
ROUNDS = 3
SCRUBS = 60
EDITS = 30
# Of a screen that shows 60 a second.
FRAME_MILLISECONDS = 1000 / 60
# TensorFlow Playground's own network, data and batches; it draws once an epoch, so at most as often as the screen.
ITS_EPOCHS_A_SECOND = 60
TIMES_FASTER = 20
ITS_OWN = Experiment(
    Data("circle", samples=500, test_size=0.5, validation_split=0.0),
    Network((Layer(4, "tanh"), Layer(2, "tanh")), "sigmoid"),
    Training(learning_rate=0.03, batch_size=10, epochs=5000, loss="binary_crossentropy"),
)


def film_rows() -> list[Row]:
    """Measure in the browser and in a process of TensorFlow's own, and return the rows."""
    with chromium() as browser, running_app(UNWATCHED) as server:
        watched = _watched(browser, server)
        rates = _beside_its_own(browser, server)
    say("film: what recording costs")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.film_job"], cwd=ROOT, env={**os.environ, **QUIET}, stdout=subprocess.PIPE, check=True
    )
    return rows_of(watched, rates, cast("Recorded", json.loads(done.stdout)))


@dataclass(frozen=True)
class Seen:
    """What was seen of the lecture's film, in milliseconds.

    Attributes:
        played: between the frames of each film that was played.
        scrubbed: from the scrubber to the picture.
        edited: from a weight that is edited to the picture.
    """

    played: Sequence[Sequence[float]]
    scrubbed: Sequence[float]
    edited: Sequence[float]


def rows_of(seen: Seen, rates: Sequence[float], recorded: Recorded) -> list[Row]:
    """Return the rows of what was measured.

    Args:
        seen: in the browser.
        rates: epochs a second of each run of TensorFlow Playground's network.
        recorded: what recording takes.
    """
    drops = [100 * dropped(times) for times in seen.played]
    costs = [100 * (told / silent - 1) for silent, told in zip(recorded["silent"], recorded["told"], strict=True)]
    return [
        row_of("frames dropped while the lecture's film plays at 30 epochs/s", drops, "%", at_most(5)),
        row_of("scrubber moved to any epoch, to all panels painted", seen.scrubbed, "ms", at_most(50)),
        row_of("a weight of the lecture's network edited, to lines, maps and loss painted", seen.edited, "ms", at_most(50)),
        row_of("recording the lecture's run, on top of training without snapshots", costs, "%", at_most(30)),
        row_of("– encoding its film in the web process", [1000 * seconds for seconds in recorded["encoded"]], "ms"),
        Row("the lecture's film, on the wire", recorded["bytes"] / 1e6, "MB", at_most(3)),
        Row("a film of 10,000 epochs, on the wire", recorded["long_bytes"] / 1e6, "MB", at_most(10)),
        row_of(
            f"epochs drawn of TensorFlow Playground's 2-4-2-1 network, all maps on; its own draws {ITS_EPOCHS_A_SECOND}",
            rates,
            "epochs/s",
            at_least(TIMES_FASTER * ITS_EPOCHS_A_SECOND),
        ),
    ]


def dropped(times: Sequence[float]) -> float:
    """Return the share of a film's frames that the screen did not get, from the milliseconds between those that it got."""
    missing = sum(max(0, round(time / FRAME_MILLISECONDS) - 1) for time in times)
    return missing / (missing + len(times))


def _watched(browser: Browser, server: Server) -> Seen:
    """Play the lecture's film, scrub it, and edit a weight."""
    with opened(browser, server.url) as playground:
        playground.train(Experiment().training.epochs)
        server.wait_for_calm()
        page = playground.page
        for script in (FRAMES, SCRIPT):
            page.evaluate(script.read_text(encoding="utf-8"))
        page.get_by_label("Speed").select_option("30")
        played = []
        for number in range(ROUNDS):
            say(f"film: played, {number + 1} of {ROUNDS}")
            wait_for_rest(page)
            played.append(_times(page, "() => playgroundFilm.frames()"))
        epochs = random.Random(0).choices(range(Experiment().training.epochs + 1), k=SCRUBS)  # noqa: S311 - any epochs do
        scrubbed = _times(page, "epochs => playgroundFilm.scrubbed(epochs)", epochs)
        page.locator('.np-neuron[data-level="2"]').first.click()
        wait_for_rest(page)
        return Seen(played, scrubbed, _times(page, "count => playgroundFilm.edited(count)", EDITS))


def _times(page: Page, script: str, argument: object = None) -> list[float]:
    return [float(time) for time in page.evaluate(script, argument)]


def _beside_its_own(browser: Browser, server: Server) -> list[float]:
    rates = []
    for number in range(ROUNDS):
        say(f"film: TensorFlow Playground's network, {LIVE}, {number + 1} of {ROUNDS}")
        with opened(browser, server.url, ITS_OWN) as playground:
            rates.append(_trained(playground))
            server.wait_for_calm()
    return rates


def _trained(playground: Playground) -> float:
    return playground.train(ITS_OWN.training.epochs).epochs_a_second
