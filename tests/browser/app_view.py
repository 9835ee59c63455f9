"""What a person does and sees in the real app, in the words of the tests."""

from collections.abc import Sequence
from functools import partial
from json import dumps as written
from typing import cast
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from playground.experiment import Experiment
from playground.link.address import query_for

# As JavaScript writes it.
dumps = partial(written, ensure_ascii=False, separators=(",", ":"))


def link_to(url: str, experiment: Experiment) -> str:
    """Return the link that opens the experiment."""
    return f"{url}/?{urlencode(query_for(experiment), doseq=True)}"


def expect_query(page: Page, experiment: Experiment) -> None:
    """Wait until the address bar says the experiment, and nothing else."""
    wanted = sorted([key, text] for key, texts in query_for(experiment).items() for text in ([texts] if isinstance(texts, str) else texts))
    page.wait_for_function("wanted => JSON.stringify([...new URLSearchParams(location.search)].sort()) === wanted", arg=dumps(wanted))


def choose(page: Page, control: str, option: str) -> None:
    """Choose an option of a select box."""
    page.get_by_role("combobox", name=control, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


class App:
    """The playground page, open in a browser."""

    def __init__(self, page: Page) -> None:
        """Wait until the page is there."""
        self.page = page
        self.train_button = page.get_by_role("button", name="Train", exact=True)
        self.status = page.get_by_test_id("run-status")
        self.details = page.get_by_test_id("run-details")
        expect(self.train_button).to_be_enabled()

    def settle(self) -> None:
        """Wait until the server has nothing more to say about what was done last."""
        expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")

    def speed(self, value: str) -> None:
        """Choose the film's speed: epochs a second, or `live`."""
        self.page.get_by_label("Speed of the film").select_option(value)

    def train(self, speed: str = "live") -> None:
        """Choose a speed and press Train."""
        self.speed(speed)
        self.train_button.click()

    def wait_for(self, word: str) -> None:
        """Wait until the status is that word."""
        expect(self.status).to_have_text(word)

    def wait_for_epoch(self, epoch: int) -> None:
        """Wait until the training curve has got so far."""
        script = "n => (document.querySelector('[data-testid=panel-loss]')?.data?.[0].x.length ?? 0) >= n"
        self.page.wait_for_function(script, arg=epoch)

    def curve(self, panel: str = "loss", trace: int = 0, axis: str = "y") -> list[float]:
        """Return the numbers of a trace as Plotly has them."""
        script = "(chart, [trace, axis]) => Array.from(chart.data[trace][axis] ?? [])"
        return cast("list[float]", self.page.get_by_test_id(f"panel-{panel}").evaluate(script, [trace, axis]))

    def score(self, label: str) -> str:
        """Return the value of the metric with that label."""
        return self.metric(label).get_by_test_id("stMetricValue").inner_text()

    def metric(self, label: str) -> Locator:
        """Find the metric with that label."""
        return self.page.get_by_test_id("stMetric").filter(has_text=label)

    def epoch(self) -> int:
        """Return the epoch that the film shows."""
        return int(self.page.get_by_label("Epoch", exact=True).input_value())

    def epochs(self) -> Sequence[float]:
        """Return the epochs of the training curve."""
        return self.curve(axis="x")
