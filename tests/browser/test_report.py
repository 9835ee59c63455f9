"""The report opens from a disk, without a network, with its charts alive."""

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from playground import train
from playground.compute.run import Run
from playground.events import Finished
from playground.experiment import Change, Data, Experiment, Layer, Network, Training, Upload
from playground.export.report import report_html
from playground.live.developed import developed
from playground.live.film import Film

EVIL = "</script><img src=x onerror=alert(1)>"
SIZES = {"light": (1440, 900), "dark": (390, 844)}


def report(experiment: Experiment) -> str:
    run = Run(experiment, "me", Film(experiment).record, clock=lambda: 0.0)
    for event in train(experiment):
        run.receive([event])
    return report_html(experiment, developed(experiment, run.entries(0)), run.outcome)


class Opened:
    """A page, and everything that it complained of or asked the network for."""

    def __init__(self, browser: Browser, file: Path, scheme: str) -> None:
        """Open the file without a network."""
        width, height = SIZES[scheme]
        self.context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, offline=True)  # type: ignore[arg-type]
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.goto(file.as_uri())
        self.page.wait_for_function("document.querySelectorAll('.js-plotly-plot .main-svg').length > 0")


@pytest.mark.parametrize("scheme", SIZES)
def test_it_opens_without_a_network_and_without_a_complaint(browser: Browser, tmp_path: Path, scheme: str) -> None:
    experiment = Experiment(
        Data("circle", samples=80), Network((Layer(6, "tanh"),), "sigmoid"), Training("adam", 0.03, loss="binary_crossentropy", epochs=5)
    )
    file = tmp_path / "report.html"
    file.write_text(report(experiment), encoding="utf-8")
    opened = Opened(browser, file, scheme)
    page = opened.page
    charts = page.locator("figure .js-plotly-plot")
    assert charts.count() == page.locator("figure").count() > 2
    curve = page.evaluate("document.querySelector('.js-plotly-plot').data[0].y")
    assert len(curve) == 5
    # Nothing is wider than the page: what is, scrolls in its own place.
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ink, paper = (page.evaluate(f"getComputedStyle(document.body).{name}") for name in ("color", "backgroundColor"))
    assert page.locator(".xtick text").first.evaluate("element => getComputedStyle(element).fill") == ink
    assert (sum(map(int, paper[4:-1].split(","))) < 200) == (scheme == "dark")
    assert opened.requests == [file.as_uri()]
    assert opened.complaints == []
    opened.context.close()


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(training=Training(epochs=3, l2=0.01, changes=(Change(2, learning_rate=0.02),))),
        Experiment(Data("digits"), Network((), "softmax"), Training("adam", loss="categorical_crossentropy", epochs=1)),
    ],
)
def test_on_a_telephone_every_chart_is_as_wide_as_the_page_and_stacked(browser: Browser, tmp_path: Path, experiment: Experiment) -> None:
    file = tmp_path / "report.html"
    file.write_text(report(experiment), encoding="utf-8")
    opened = Opened(browser, file, "dark")
    page = opened.page
    page.wait_for_function("() => [...document.querySelectorAll('.chart')].every(chart => chart.querySelector('.nsewdrag'))")
    sizes = "chart => [chart.getBoundingClientRect().right <= innerWidth, chart.scrollWidth === chart.clientWidth]"
    charts = page.locator(".chart").all()
    assert all(all(chart.evaluate(sizes)) for chart in charts)
    # No two plots of a chart share a line.
    rows = (
        "chart => [...chart.querySelectorAll('.nsewdrag')].map(plot => plot.getBoundingClientRect()).map(({top, bottom}) => [top, bottom])"
    )
    for chart in charts:
        plots = sorted(chart.evaluate(rows))
        assert all(above[1] <= below[0] for above, below in pairwise(plots))
        # However many lines the legend has, the plots have room.
        assert all(bottom - top > 70 for top, bottom in plots)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_function("() => [...document.querySelectorAll('.chart .main-svg')].every(svg => svg.getBoundingClientRect().width > 900)")
    assert [chart.get_attribute("data-narrow") for chart in charts] == ["false"] * len(charts)
    assert opened.complaints == []
    opened.context.close()


def test_charts_take_the_colours_of_the_page_when_these_change(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(report(Experiment(training=Training(epochs=2))), encoding="utf-8")
    opened = Opened(browser, file, "light")
    tick = opened.page.locator(".xtick text").first
    before = tick.evaluate("element => getComputedStyle(element).fill")
    opened.page.emulate_media(color_scheme="dark")
    opened.page.wait_for_function("before => getComputedStyle(document.querySelector('.xtick text')).fill !== before", arg=before)
    ink = opened.page.evaluate("getComputedStyle(document.body).color")
    assert tick.evaluate("element => getComputedStyle(element).fill") == ink != before
    assert opened.complaints == []
    opened.context.close()


def test_strangers_words_do_nothing(browser: Browser, tmp_path: Path) -> None:
    upload = Upload(EVIL, "0" * 64, 30, (EVIL, "b"), (("c", (f"no{EVIL}", "yes")),))
    experiment = Experiment(
        Data("upload", (EVIL,), ("c",), upload=upload), Network((), "sigmoid"), Training(loss="binary_crossentropy", epochs=1)
    )
    file = tmp_path / "report.html"
    charts = developed(experiment, ())
    file.write_text(report_html(experiment, charts, Finished("completed", 1, 1, {f"rmse[{EVIL}]": 1.0}, 0.1)), encoding="utf-8")
    opened = Opened(browser, file, "light")
    assert opened.page.locator("h1").inner_text() == f"{EVIL}: c from {EVIL}"
    assert opened.page.locator("img").count() == 0
    assert opened.complaints == []
    opened.context.close()
