"""What tests of the live view share: runs that do what a test says, and eyes for what the page shows."""

import urllib.request
from collections.abc import Callable
from itertools import count
from typing import cast

import numpy as np
import pytest
from playwright.sync_api import Locator, Page

from playground.experiment import Data, Experiment, Network, Training
from tests.browser.conftest import OpenPage, Server
from tests.live import scripted

APP = "tests/browser/live_app/app.py"
FLOWERS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
CLASSES = Experiment(
    Data(inputs=FLOWERS, targets=("species",)), Network(output="softmax"), Training(loss="categorical_crossentropy", epochs=20)
)
LONG = Experiment(training=Training(epochs=2000))
_numbers = count(1)


class Script:
    """A run on the server, driven by the test."""

    def __init__(self, server: Server, experiment: Experiment | None = None, *, weighs: bool = False) -> None:
        """Add a run that has said nothing yet, and whose snapshots carry weights or do not."""
        self.server = server
        self.experiment = experiment or Experiment()
        self.id = f"run{next(_numbers)}"
        self("add", int(weighs), body=self.experiment.to_json())

    def __call__(self, command: str, n: int = 0, batch: int = 1, body: str = "") -> str:
        """Have the server's run do something."""
        address = f"{self.server.url}/script/{command}?run={self.id}&n={n}&batch={batch}"
        request = urllib.request.Request(address, data=body.encode(), method="POST")  # noqa: S310 - a server of our own
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return cast("str", answer.read().decode())

    @property
    def url(self) -> str:
        """The page that shows the run."""
        return f"{self.server.url}/?run={self.id}"


class View:
    """What a test reads off the live view."""

    def __init__(self, page: Page) -> None:
        """Look at a page."""
        self.page = page
        self.status = page.get_by_test_id("run-status")
        self.details = page.get_by_test_id("run-details")
        self.scrubber = page.get_by_label("Epoch", exact=True)

    def data(self, panel: str, trace: int, axis: str) -> list[float]:
        """A trace's numbers as Plotly has them."""
        values = self.page.get_by_test_id(f"panel-{panel}").evaluate("(chart, [trace, axis]) => chart.data[trace][axis]", [trace, axis])
        return cast("list[float]", values)

    def wait_for_points(self, points: int) -> None:
        """Wait until the training curve has at least so many points."""
        script = "n => document.querySelector('[data-testid=panel-loss]')?.data?.[0].x.length >= n"
        self.page.wait_for_function(script, arg=points)

    def seek(self, epoch: int) -> None:
        """Drag the scrubber to an epoch."""
        self.scrubber.fill(str(epoch))

    def button(self, name: str) -> Locator:
        """A button of the toolbar."""
        return self.page.get_by_role("button", name=name, exact=True)

    def speed(self, value: str) -> None:
        """Choose a speed."""
        self.page.get_by_label("Speed of the film").select_option(value)

    def shows_predictions_of(self, experiment: Experiment, epoch: int) -> bool:
        """Whether both targets' training rows stand where the snapshot of that epoch has them."""
        rows = experiment.data.split_rows[0]
        wanted = scripted.predictions(experiment, epoch)[:rows]
        shown = [self.data("predictions", trace, "y") for trace in (0, 3)]
        return bool(np.allclose(np.transpose(shown), wanted, rtol=2**-15))


def watch(open_page: OpenPage, script: Script, speed: str = "live", *, width: int = 1440) -> View:
    """Open a run's page at a speed, by default as it trains."""
    return View(open_page(script.url, width=width, storage={"neural-playground.speed": speed}))


def expected(values: Callable[[int], float], epochs: int) -> object:
    """What a curve of these values shows after so many epochs."""
    return pytest.approx([values(epoch) for epoch in range(1, epochs + 1)], rel=1e-6)
