"""The film of the lecture's job, with its network on the screen: how smoothly it plays, and what recording it costs."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from playwright.sync_api import Browser

from benchmarks.film_job import Recorded
from benchmarks.page import LIVE, Playground, chromium, opened, wait_for_rest
from benchmarks.progress import say
from benchmarks.rows import Row, at_least, at_most, row_of
from benchmarks.server import UNWATCHED, Server, running_app
from playground.compute.plugins import QUIET
from playground.experiment import Data, Experiment, Layer, Network, Training

ROOT = Path(__file__).parents[1]
SCRIPT = Path(__file__).with_name("film.js")
ROUNDS = 3
SCRUBS = 60
# Of a screen that shows 60 a second.
FRAME_MILLISECONDS = 1000 / 60
# TensorFlow Playground's own network, data and batches; it draws once an epoch, so at most as often as the screen.
ITS_EPOCHS_A_SECOND = 60
TIMES_FASTER = 20
ITS_OWN = Experiment(
    Data("circle"),
    Network((Layer(4, "tanh"), Layer(2, "tanh"))),
    Training(learning_rate=0.03, batch_size=10, epochs=5000, loss="categorical_crossentropy"),
)


def film_rows() -> list[Row]:
    """Measure in the browser and in a process of TensorFlow's own, and return the rows."""
    with chromium() as browser, running_app(UNWATCHED) as server:
        played, scrubbed = _played(browser, server)
        rates = _beside_its_own(browser, server)
    say("film: what recording costs")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.film_job"], cwd=ROOT, env={**os.environ, **QUIET}, stdout=subprocess.PIPE, check=True
    )
    return rows_of(played, scrubbed, rates, cast("Recorded", json.loads(done.stdout)))


def rows_of(played: Sequence[Sequence[float]], scrubbed: Sequence[float], rates: Sequence[float], recorded: Recorded) -> list[Row]:
    """Return the rows of what was measured.

    Args:
        played: milliseconds between the frames of each film that was played.
        scrubbed: milliseconds from the scrubber to the picture.
        rates: epochs a second of each run of TensorFlow Playground's network.
        recorded: what recording takes.
    """
    costs = [100 * (told / silent - 1) for silent, told in zip(recorded["silent"], recorded["told"], strict=True)]
    return [
        row_of("frames dropped while the lecture's film plays at 30 epochs/s", [100 * dropped(times) for times in played], "%", at_most(5)),
        row_of("scrubber moved to any epoch, to all panels painted", scrubbed, "ms", at_most(50)),
        row_of("recording the lecture's run, on top of training without snapshots", costs, "%", at_most(30)),
        row_of("– encoding its film in the web process", [1000 * seconds for seconds in recorded["encoded"]], "ms"),
        Row("the lecture's film, on the wire", recorded["bytes"] / 1e6, "MB", at_most(3)),
        Row("a film of 10,000 epochs, on the wire", recorded["long_bytes"] / 1e6, "MB", at_most(10)),
        row_of(
            f"epochs drawn of TensorFlow Playground's 2-4-2 network, all maps on; its own draws {ITS_EPOCHS_A_SECOND}",
            rates,
            "epochs/s",
            at_least(TIMES_FASTER * ITS_EPOCHS_A_SECOND),
        ),
    ]


def dropped(times: Sequence[float]) -> float:
    """Return the share of a film's frames that the screen did not get, from the milliseconds between those that it got."""
    missing = sum(max(0, round(time / FRAME_MILLISECONDS) - 1) for time in times)
    return missing / (missing + len(times))


def _played(browser: Browser, server: Server) -> tuple[list[list[float]], list[float]]:
    """Play the lecture's film, and scrub it."""
    with opened(browser, server.url) as playground:
        playground.train(Experiment().training.epochs)
        server.wait_for_calm()
        page = playground.page
        page.evaluate(SCRIPT.read_text(encoding="utf-8"))
        page.get_by_label("Speed").select_option("30")
        played = []
        for number in range(ROUNDS):
            say(f"film: played, {number + 1} of {ROUNDS}")
            page.get_by_role("button", name="Back to the start").click()
            wait_for_rest(page)
            page.get_by_role("button", name="Play", exact=True).click()
            played.append([float(time) for time in page.evaluate("playgroundFilm.frames()")])
        epochs = random.Random(0).choices(range(Experiment().training.epochs + 1), k=SCRUBS)  # noqa: S311 - any epochs do
        return played, [float(time) for time in page.evaluate("epochs => playgroundFilm.scrubbed(epochs)", epochs)]


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
