"""The film player in Chromium: what it shows is what the run has said, at the epoch where the playhead stands."""

import re
import urllib.request
from collections.abc import Callable
from itertools import count
from subprocess import TimeoutExpired
from typing import Any, cast

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from playground.experiment import Data, Experiment, Network, Training
from tests.browser.conftest import OpenPage, Serve, Server
from tests.live import scripted

APP = "tests/browser/live_app/app.py"
CLASSES = Experiment(Data(targets=("species",)), Network(output="softmax"), Training(loss="categorical_crossentropy", epochs=20))
_numbers = count(1)


class Script:
    """A run on the server, driven by the test."""

    def __init__(self, server: Server, experiment: Experiment | None = None) -> None:
        """Add a run that has said nothing yet."""
        self.server = server
        self.experiment = experiment or Experiment()
        self.id = f"run{next(_numbers)}"
        self("add", body=self.experiment.to_json())

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
        self.page.wait_for_function(script, arg=points, timeout=20_000)

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


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve(APP)


@pytest.fixture
def watch(open_page: OpenPage) -> Callable[..., View]:
    """Open a run's page at the speed "as it trains", or another."""

    def watching(script: Script, speed: str = "live", **options: Any) -> View:  # noqa: ANN401 - passed on to open_page
        page = open_page(script.url, **options)
        view = View(page)
        view.speed(speed)
        return view

    return watching


def expected(values: Callable[[int], float], epochs: int) -> object:
    return pytest.approx([values(epoch) for epoch in range(1, epochs + 1)], rel=1e-6)


def test_idle_there_are_axes_and_an_invitation(server: Server, open_page: OpenPage) -> None:
    view = View(open_page(server.url))
    expect(view.status).to_have_text("idle")
    expect(view.page.get_by_test_id("panel-loss").get_by_text("Press Train")).to_be_visible()
    expect(view.page.get_by_test_id("panel-predictions").get_by_text("True petal length (cm)")).to_be_visible()
    assert view.data("loss", 0, "x") == []
    for name in ("Stop", "Play", "One epoch back", "One epoch forward", "Back to the start"):
        expect(view.button(name)).to_be_disabled()


def test_points_arrive_as_the_run_says_them(server: Server, watch: Callable[..., View]) -> None:
    script = Script(server)
    view = watch(script)
    expect(view.status).to_contain_text("warming up")
    script("train", 1)
    view.wait_for_points(1)
    expect(view.status).to_have_text("training")
    assert view.data("loss", 0, "x") == [1]
    script("train", 99)
    script("complete")
    expect(view.status).to_have_text("finished")
    assert view.data("loss", 0, "x") == list(range(1, 101))
    assert view.data("loss", 0, "y") == expected(scripted.loss, 100)
    assert view.data("loss", 1, "y") == expected(scripted.val_loss, 100)
    assert view.shows_predictions_of(script.experiment, 100)
    assert view.data("predictions", 2, "x") == pytest.approx(scripted.truth(script.experiment)[120:, 0].tolist(), rel=2**-15)
    best = scripted.ending(100).best_epoch
    assert view.data("loss", 2, "x") == [best]
    assert view.data("loss", 2, "y") == pytest.approx([scripted.val_loss(best)], rel=2**-15)
    expect(view.details).to_have_text(re.compile(r"^epoch 100 of 100 · loss 0\.328 · validation 0\.448 · 2\.00 ms an epoch$"))
    expect(view.page.get_by_text(f"Events: ended {script.id}", exact=True)).to_be_visible()


def test_five_thousand_epochs_as_they_train(server: Server, watch: Callable[..., View]) -> None:
    script = Script(server, Experiment(training=Training(epochs=5000)))
    view = watch(script)
    expect(view.status).to_contain_text("warming up")
    script("train", 5000, batch=200)
    script("complete")
    expect(view.status).to_have_text("finished", timeout=10_000)
    assert view.data("loss", 0, "y") == expected(scripted.loss, 5000)


def test_the_film_takes_its_time(server: Server, watch: Callable[..., View]) -> None:
    script = Script(server)
    script("train", 100)
    script("complete")
    view = watch(script, "10")
    view.wait_for_points(1)
    expect(view.status).to_have_text("training")
    assert len(view.data("loss", 0, "x")) < 60
    expect(view.details).to_contain_text("s left")
    view.speed("1000")
    expect(view.status).to_have_text("finished")
    assert len(view.data("loss", 0, "x")) == 100
    assert view.page.evaluate("localStorage.getItem('neural-playground.speed')") == "1000"


def test_scrubbing_shows_what_was(server: Server, watch: Callable[..., View]) -> None:
    script = Script(server)
    script("train", 60)
    script("complete")
    view = watch(script)
    expect(view.status).to_have_text("finished")
    view.seek(20)
    expect(view.status).to_have_text("paused")
    expect(view.details).to_contain_text("epoch 20 of 60 · loss 0.637")
    assert view.shows_predictions_of(script.experiment, 20)
    assert len(view.data("loss", 0, "x")) == 60
    cursor = view.page.get_by_test_id("panel-loss").evaluate("chart => chart.layout.shapes[0]")
    assert (cursor["visible"], cursor["x0"], cursor["x1"]) == (True, 20, 20)
    assert view.data("loss", 2, "x") == []
    view.button("One epoch back").click()
    expect(view.details).to_contain_text("epoch 19 of 60")
    assert view.shows_predictions_of(script.experiment, 19)
    view.button("One epoch forward").click()
    expect(view.details).to_contain_text("epoch 20 of 60")
    assert view.shows_predictions_of(script.experiment, 20)
    view.seek(60)
    expect(view.status).to_have_text("finished")
    assert view.shows_predictions_of(script.experiment, 60)
    assert not view.page.get_by_test_id("panel-loss").evaluate("chart => chart.layout.shapes[0].visible")


def test_scrubbing_between_snapshots_shows_the_latest_before(server: Server, watch: Callable[..., View]) -> None:
    script = Script(server)
    script("train", 60, batch=10)
    script("complete")
    view = watch(script)
    expect(view.status).to_have_text("finished")
    view.seek(39)
    expect(view.details).to_contain_text("epoch 39 of 60")
    assert view.shows_predictions_of(script.experiment, 30)
    view.seek(3)
    expect(view.details).to_contain_text("epoch 3 of 60")
    assert view.shows_predictions_of(script.experiment, 0)


def test_pause_restart_and_the_space_bar(server: Server, watch: Callable[..., View]) -> None:
    script = Script(server)
    script("train", 100)
    script("complete")
    view = watch(script, "10")
    view.wait_for_points(2)
    view.button("Pause").click()
    expect(view.status).to_have_text("paused")
    paused = view.details.text_content()
    view.scrubber.focus()
    view.page.keyboard.press("Space")
    expect(view.status).to_have_text("training")
    expect(view.details).not_to_have_text(paused or "")
    view.speed("1000")
    expect(view.status).to_have_text("finished")
    view.speed("10")
    view.button("Back to the start").click()
    expect(view.status).to_have_text("training")
    assert len(view.data("loss", 0, "x")) < 60
    assert view.data("loss", 2, "x") == []


def test_stop_freezes_the_film_and_keeps_what_was_recorded(server: Server, watch: Callable[..., View]) -> None:
    script = Script(server)
    script("train", 50)
    view = watch(script, "10")
    view.wait_for_points(2)
    view.button("Stop").click()
    expect(view.status).to_have_text("stopped")
    frozen = len(view.data("loss", 0, "x"))
    expect(view.page.get_by_text(f"Events: stop {script.id}", exact=True)).to_be_visible()
    script("stop")
    expect(view.page.get_by_text(f"Events: stop {script.id}, ended {script.id}", exact=True)).to_be_visible()
    assert len(view.data("loss", 0, "x")) == frozen
    expect(view.button("Stop")).to_be_disabled()
    expect(view.scrubber).to_have_attribute("max", "50")
    view.seek(50)
    view.wait_for_points(50)
    assert view.data("loss", 0, "y") == expected(scripted.loss, 50)


def test_a_dropped_connection_loses_and_doubles_nothing(server: Server, watch: Callable[..., View]) -> None:
    script = Script(server)
    view = watch(script)
    script("train", 30)
    view.wait_for_points(30)
    script("drop")
    expect(view.details).to_contain_text("trying again")
    script("train", 30)
    view.wait_for_points(60)
    script("drop")
    script("train", 40)
    script("complete")
    expect(view.status).to_have_text("finished", timeout=15_000)
    assert view.data("loss", 0, "x") == list(range(1, 101))
    assert view.data("loss", 0, "y") == expected(scripted.loss, 100)


def test_a_rerun_leaves_the_film_alone(server: Server, watch: Callable[..., View]) -> None:
    script = Script(server)
    script("train", 30)
    view = watch(script)
    view.wait_for_points(30)
    chart = view.page.get_by_test_id("panel-loss")
    chart.evaluate("chart => { chart.marked = true; chart.on('plotly_afterplot', () => { chart.drawn = true; }); }")
    view.page.get_by_role("slider", name="Anything").press("ArrowRight")
    expect(view.page.get_by_text("Slider: 1", exact=True)).to_be_visible()
    assert chart.evaluate("chart => chart.marked && !chart.drawn")
    script("train", 10)
    view.wait_for_points(40)
    assert view.data("loss", 0, "x") == list(range(1, 41))
    assert script("look") == '{"waiting":1}'


def test_another_run_takes_the_stage(server: Server, watch: Callable[..., View]) -> None:
    first, second = Script(server), Script(server, CLASSES)
    first("train", 100)
    first("complete")
    view = watch(first)
    expect(view.status).to_have_text("finished")
    view.page.get_by_role("textbox", name="Run").fill(second.id)
    view.page.keyboard.press("Enter")
    expect(view.status).to_contain_text("warming up")
    assert view.data("loss", 0, "x") == []
    second("train", 20)
    second("complete")
    expect(view.status).to_have_text("finished")
    assert view.data("loss", 2, "y") == expected(lambda epoch: epoch / (epoch + 5), 20)
    probabilities = scripted.predictions(CLASSES, 20)
    truth = scripted.truth(CLASSES).argmax(axis=1)
    assert view.data("predictions", 0, "y") == pytest.approx(probabilities[np.arange(150), truth].tolist(), rel=2**-15)
    names = np.array(["setosa", "versicolor", "virginica"])
    assert view.data("predictions", 0, "text") == names[probabilities.argmax(axis=1)].tolist()


def test_leaving_the_page_closes_the_stream_and_coming_back_finds_the_place(server: Server, watch: Callable[..., View]) -> None:
    script = Script(server)
    script("train", 50)
    view = watch(script)
    view.wait_for_points(50)
    view.seek(20)
    view.page.get_by_role("link", name="Elsewhere").click()
    expect(view.page.get_by_text("Nothing to see")).to_be_visible()
    view.page.wait_for_function(
        "async path => (await (await fetch(path, { method: 'POST' })).json()).waiting === 0", arg=f"/script/look?run={script.id}"
    )
    view.page.get_by_role("link", name="Training").click()
    view.page.get_by_role("textbox", name="Run").fill(script.id)
    view.page.keyboard.press("Enter")
    expect(view.details).to_contain_text("epoch 20 of 100")
    expect(view.status).to_have_text("paused")
    assert view.shows_predictions_of(script.experiment, 20)


def test_a_run_that_the_server_lacks(server: Server, open_page: OpenPage) -> None:
    view = View(open_page(f"{server.url}/?run=nobody-knows"))
    expect(view.status).to_have_text("There is no such run any more. Press Train to run it again.")
    expect(view.button("Stop")).to_be_disabled()


def test_divergence_is_explained(server: Server, watch: Callable[..., View]) -> None:
    script = Script(server)
    script("train", 3)
    script("diverge")
    view = watch(script)
    expect(view.status).to_have_text("diverged")
    expect(view.details).to_contain_text("epoch 3 of 3")
    expect(view.details).to_contain_text("try a smaller learning rate")


def test_the_loss_has_a_logarithmic_scale(server: Server, watch: Callable[..., View]) -> None:
    script = Script(server)
    script("train", 20)
    view = watch(script)
    view.wait_for_points(20)
    view.button("log scale").click()
    expect(view.button("log scale")).to_have_attribute("aria-pressed", "true")
    view.page.wait_for_function("document.querySelector('[data-testid=panel-loss]').layout.yaxis.type === 'log'")
    script("train", 10)
    view.wait_for_points(30)
    assert view.data("loss", 0, "y") == expected(scripted.loss, 30)


def test_on_a_narrow_screen_subplots_stack(server: Server, watch: Callable[..., View]) -> None:
    script = Script(server)
    script("train", 5)
    view = watch(script, width=390, height=844)
    view.wait_for_points(5)
    chart = view.page.get_by_test_id("panel-predictions")
    chart.scroll_into_view_if_needed()
    view.page.wait_for_function("document.querySelector('[data-testid=panel-predictions]').data?.[0].y.length === 108")
    domains = chart.evaluate("chart => [chart.layout.xaxis.domain, chart.layout.xaxis2.domain, chart.layout.yaxis2.domain[1] < 0.5]")
    assert domains == [[0, 1], [0, 1], True]
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_charts_follow_the_theme_while_they_run(server: Server, watch: Callable[..., View]) -> None:
    script = Script(server)
    script("train", 5)
    view = watch(script)
    view.wait_for_points(5)
    colour = "document.querySelector('[data-testid=panel-loss]').layout.font.color"
    light = view.page.evaluate(colour)
    view.page.emulate_media(color_scheme="dark")
    view.page.wait_for_function(f"light => {colour} !== light", arg=light)
    assert view.data("loss", 0, "y") == expected(scripted.loss, 5)


def test_who_prefers_less_motion_sees_the_end_at_once(server: Server, open_page: OpenPage) -> None:
    script = Script(server, Experiment(training=Training(epochs=5000)))
    script("train", 5000, batch=500)
    script("complete")
    view = View(open_page(script.url, reduced_motion=True))
    expect(view.status).to_have_text("finished")


@pytest.fixture
def below(serve: Serve) -> Server:
    return serve(APP, {}, "--server.baseUrlPath=lecture/one", path="/lecture/one")


def test_below_a_base_path(below: Server, watch: Callable[..., View]) -> None:
    script = Script(below)
    script("train", 5)
    view = watch(script)
    view.wait_for_points(5)


def test_an_open_viewer_does_not_keep_the_server(serve: Serve, watch: Callable[..., View]) -> None:
    server = serve(APP)
    script = Script(server)
    script("train", 5)
    view = watch(script)
    view.wait_for_points(5)
    try:
        server.stop(seconds=5)
    except TimeoutExpired:
        pytest.fail("The server waits for its open event stream.")
