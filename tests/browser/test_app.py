"""The real app on real Keras and real workers, in a real browser: each thing that a person does on the playground page."""

import itertools
import re
import signal
import urllib.error
import urllib.request

import numpy as np
import psutil
import pytest
from playwright.sync_api import expect

from playground import Data, Experiment, Layer, Network, Training, train
from playground.data.split import split
from playground.events import EpochEnd, Event, Finished, Snapshot
from playground.link.numbers import significant
from tests.browser.app_view import App, link_to
from tests.browser.conftest import PATIENCE, OpenPage, Serve, Server

LONG = Experiment(training=Training(epochs=10_000, batch_size=16))
CLASSES = Experiment(
    Data(inputs=("petal length (cm)", "petal width (cm)"), targets=("species",)),
    Network((Layer(16, "tanh", 0.2),), "softmax"),
    Training("adam", 0.01, loss="categorical_crossentropy", epochs=40, batch_size=10, seed=7),
)
# Four significant digits travel to the browser for predictions, six for losses.
LOSS_DIGITS, PREDICTION_DIGITS = 1e-5, 1e-3


@pytest.fixture(scope="module")
def server(app_server: Server) -> Server:
    return app_server


@pytest.fixture
def app(server: Server, open_page: OpenPage) -> App:
    return App(open_page(server.url))


@pytest.fixture(scope="module")
def lecture() -> list[Event]:
    return list(train(Experiment()))


def losses(events: list[Event]) -> list[float]:
    return [event.loss for event in events if isinstance(event, EpochEnd)]


def test_the_lectures_example_trains_and_shows_what_keras_computes(app: App, lecture: list[Event]) -> None:
    app.wait_for("idle")
    app.train()
    app.wait_for("finished")
    told = [event for event in lecture if isinstance(event, EpochEnd)]
    assert app.epochs() == list(range(1, 101))
    np.testing.assert_allclose(app.curve(trace=0), [event.loss for event in told], rtol=LOSS_DIGITS)
    np.testing.assert_allclose(app.curve(trace=1), np.array([event.val_loss for event in told], dtype=float), rtol=LOSS_DIGITS)
    last = [event for event in lecture if isinstance(event, Snapshot)][-1]
    rows = split(Experiment())
    np.testing.assert_allclose(app.curve("predictions", 0, "y"), last.predictions[rows.train_rows, 0], rtol=PREDICTION_DIGITS)
    np.testing.assert_allclose(app.curve("predictions", 0, "x"), rows.y[rows.train_rows, 0], rtol=PREDICTION_DIGITS)
    expect(app.details).to_contain_text("epoch 100 of 100")


def test_the_scores_are_those_of_the_test_rows(app: App, lecture: list[Event]) -> None:
    app.train()
    finished = lecture[-1]
    assert isinstance(finished, Finished)
    expect(app.metric("Test loss")).to_be_visible()
    assert app.score("Test loss") == f"{significant(finished.test['mse'])} cm²"
    assert app.score("RMSE") == f"{significant(finished.test['rmse'])} cm"
    for target in Experiment().data.targets:
        assert app.score(f"R² {target}") == significant(finished.test[f"r2[{target}]"])
    assert app.score("Best epoch") == str(finished.best_epoch)


def test_the_model_summary_explains_every_parameter(app: App) -> None:
    app.page.get_by_text("Model summary: 4,354 parameters").click()
    table = app.page.get_by_role("table").filter(has_text="Output shape")
    for formula in ("2 × 32 + 32 = 96", "32 × 64 + 64 = 2112", "64 × 32 + 32 = 2080", "32 × 2 + 2 = 66"):
        expect(table).to_contain_text(formula)
    expect(table).to_contain_text("96 + 2112 + 2080 + 66")


def test_the_same_in_plain_keras_is_shown_on_demand(app: App) -> None:
    code = app.page.get_by_test_id("stCode").filter(has_text="model.fit(")
    expect(code).to_have_count(0)
    app.page.get_by_text("The same in plain Keras").click()
    expect(code).to_be_visible()


def test_stop_keeps_what_there_is(server: Server, open_page: OpenPage) -> None:
    app = App(open_page(link_to(server.url, LONG)))
    app.train()
    app.wait_for_epoch(20)
    app.page.get_by_role("button", name="Stop").click()
    app.wait_for("stopped")
    expect(app.page.get_by_text("On the test rows")).to_be_visible()
    kept = app.curve()
    assert 20 <= len(kept) < 10_000
    expect(app.page.get_by_role("button", name="Stop")).to_be_disabled()
    assert app.curve() == kept


def test_moving_a_slider_while_a_run_is_live_leaves_it_alone(server: Server, open_page: OpenPage) -> None:
    app = App(open_page(link_to(server.url, LONG)))
    app.train()
    app.wait_for_epoch(20)
    app.page.get_by_test_id("panel-loss").evaluate("chart => { chart.mark = 'the same chart' }")
    before = app.curve()
    slider = app.page.get_by_role("slider", name="Hidden layers")
    slider.focus()
    slider.press("ArrowRight")
    expect(app.page.get_by_text("Layer 4: units")).to_be_visible()
    expect(app.page.get_by_text("Press Train to apply it.")).to_be_visible()
    app.wait_for_epoch(len(before) + 50)
    assert app.page.get_by_test_id("panel-loss").evaluate("chart => chart.mark") == "the same chart"
    assert app.curve()[: len(before)] == before
    assert app.status.inner_text() == "training"
    app.page.get_by_role("button", name="Stop").click()
    app.wait_for("stopped")


def test_training_again_gives_the_same_curve_and_another_seed_another(app: App) -> None:
    app.train()
    app.wait_for("finished")
    first = app.curve()
    # A film that lasts a second: a live one may be over before anybody has looked.
    app.train(speed="100")
    expect(app.details).not_to_contain_text("epoch 100 of 100")
    app.wait_for("finished")
    assert app.curve() == first
    app.page.get_by_text("Optimizer, batches, seed").click()
    app.page.get_by_label("Training seed", exact=True).fill("5")
    app.page.get_by_label("Training seed", exact=True).press("Enter")
    expect(app.page.get_by_text("Press Train to apply it.")).to_be_visible()
    app.train_button.click()
    app.page.wait_for_function(
        "first => Math.abs((document.querySelector('[data-testid=panel-loss]').data[0].y[0] ?? first) - first) > 1e-3", arg=first[0]
    )
    app.wait_for("finished")
    assert app.curve()[0] != first[0]


def test_a_link_opened_elsewhere_is_the_same_experiment_and_the_same_curve(app: App, open_page: OpenPage) -> None:
    app.page.get_by_label("Epochs", exact=True).fill("12")
    app.page.get_by_label("Epochs", exact=True).press("Enter")
    # The page is drawn anew, which closes a list that has just been opened.
    app.page.wait_for_url("**epochs=12**")
    app.page.get_by_text("Optimizer, batches, seed").click()
    app.page.get_by_role("combobox", name="Optimizer").click()
    app.page.get_by_role("option", name="Adam", exact=True).click()
    app.page.wait_for_url(re.compile("epochs=12.*optimizer=adam|optimizer=adam.*epochs=12"))
    app.train()
    app.wait_for("finished")
    elsewhere = App(open_page(app.page.url))
    elsewhere.train()
    elsewhere.wait_for("finished")
    assert elsewhere.curve() == app.curve()
    assert len(app.curve()) == 12
    expected = losses(list(train(Experiment(training=Training("adam", epochs=12)))))
    np.testing.assert_allclose(app.curve(), expected, rtol=LOSS_DIGITS)


def test_a_classification_by_link(server: Server, open_page: OpenPage) -> None:
    app = App(open_page(link_to(server.url, CLASSES)))
    app.train()
    app.wait_for("finished")
    events = list(train(CLASSES))
    np.testing.assert_allclose(app.curve(), losses(events), rtol=LOSS_DIGITS)
    finished = events[-1]
    assert isinstance(finished, Finished)
    expect(app.metric("Test accuracy")).to_be_visible()
    assert app.score("Test accuracy") == f"{finished.test['accuracy']:.1%}"


def test_divergence_ends_with_a_word(server: Server, open_page: OpenPage) -> None:
    experiment = Experiment(network=Network((Layer(8, "linear"), Layer(8, "linear"))), training=Training(learning_rate=0.3, epochs=500))
    app = App(open_page(link_to(server.url, experiment)))
    app.train()
    app.wait_for("diverged")
    expect(app.details).to_contain_text("the loss overflowed: see below the charts for what helps")
    assert all(np.isfinite(app.curve()))


def test_a_garbled_link_gets_a_sentence_and_the_lectures_example(server: Server, open_page: OpenPage) -> None:
    app = App(open_page(f"{server.url}/?epochs=many&units_1=-4&activation_2=swoosh"))
    for sentence in (
        "epochs must be a whole number from 1 to 10,000",
        "units of layer 1 must be a whole number from 1 to 512",
        "activation of layer 2 must be one of",
    ):
        expect(app.page.get_by_text(sentence)).to_be_visible()
    app.train()
    app.wait_for("finished")
    assert len(app.curve()) == 100


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(server: Server, open_page: OpenPage) -> None:
    experiment = Experiment(training=Training(epochs=1_500))
    app = App(open_page(link_to(server.url, experiment)))
    app.train()
    app.wait_for_epoch(50)
    busiest(server).send_signal(signal.SIGKILL)
    app.wait_for("finished")
    assert app.epochs() == list(range(1, 1_501))
    np.testing.assert_allclose(app.curve(), losses(list(train(experiment))), rtol=LOSS_DIGITS)


def busiest(server: Server) -> psutil.Process:
    """Return the worker that trains: the one that has burnt the most processor time of late."""
    family = psutil.Process(server.process.pid).children(recursive=True)
    before = {process: sum(process.cpu_times()[:2]) for process in family}
    psutil.Process(server.process.pid).cpu_percent(interval=0.5)
    spent = {process: sum(process.cpu_times()[:2]) - seconds for process, seconds in before.items() if process.is_running()}
    return max(spent, key=spent.__getitem__)


def test_nothing_is_fetched_from_elsewhere(server: Server, open_page: OpenPage) -> None:
    page = open_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url)
    app = App(page)
    app.train()
    app.wait_for("finished")
    page.get_by_role("link", name="Activation functions").click()
    expect(page.get_by_role("heading", name="Activation functions")).to_be_visible()
    elsewhere = [url for url in asked if not url.startswith((server.url, "data:", "blob:", server.url.replace("http", "ws")))]
    assert elsewhere == []


def test_the_web_process_never_loads_tensorflow(server: Server, app: App) -> None:
    app.train()
    app.wait_for("finished")
    process = psutil.Process(server.process.pid)
    assert not [mapped.path for mapped in process.memory_maps() if "tensorflow" in mapped.path]


def test_an_unknown_run_is_a_sentence(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server.url}/runs/nobody/events", timeout=10)  # noqa: S310 - a server of our own
    assert refused.value.code == 404
    assert "not kept any more" in refused.value.read().decode()


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_nothing_overlaps_or_leaves_the_screen(server: Server, open_page: OpenPage, size: tuple[int, int]) -> None:
    app = App(open_page(server.url, width=size[0], height=size[1]))
    app.train()
    app.wait_for("finished")
    assert app.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    boxes = [box for panel in ("loss", "predictions") if (box := app.page.get_by_test_id(f"panel-{panel}").bounding_box())]
    assert len(boxes) == 2
    for box in boxes:
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
    for one, other in itertools.combinations(boxes, 2):
        beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        below = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
        assert beside or below


def test_without_a_scheduler_it_says_so_and_offers_another_try(serve: Serve, open_page: OpenPage) -> None:
    lost = serve("app.py", {"PLAYGROUND_SCHEDULER": "tcp://127.0.0.1:1"})
    app = App(open_page(lost.url))
    expect(app.page.get_by_text("The scheduler at tcp://127.0.0.1:1 cannot be reached").first).to_be_visible()
    app.page.get_by_role("button", name="Try again").click()
    app.train_button.click()
    expect(app.page.get_by_test_id("stAlertContentError")).to_contain_text("cannot be reached")
    expect(app.status).to_have_text("idle")


def test_stopping_the_server_ends_everything_even_with_a_viewer(serve: Serve, open_page: OpenPage) -> None:
    server = serve("app.py", {"PLAYGROUND_WORKERS": "1"})
    app = App(open_page(link_to(server.url, LONG)))
    app.train()
    app.wait_for_epoch(5)
    family = psutil.Process(server.process.pid).children(recursive=True)
    assert family
    server.stop(20)
    _, alive = psutil.wait_procs(family, timeout=20)
    assert alive == []


def test_what_a_session_trains_ends_soon_after_its_browser_has_gone(serve: Serve, open_page: OpenPage) -> None:
    server = serve("app.py", {"PLAYGROUND_WORKERS": "1"}, "--server.disconnectedSessionTTL=1")
    large = Experiment(network=Network((Layer(512),) * 4), training=Training(epochs=10_000))
    app = App(open_page(link_to(server.url, large)))
    with app.page.expect_request(re.compile("/runs/.*/events")) as asked:
        app.train()
    app.wait_for_epoch(3)
    app.page.close()
    with urllib.request.urlopen(asked.value.url, timeout=PATIENCE / 1000) as stream:  # noqa: S310 - a server of our own
        said = stream.read()
    assert b'"status":"stopped"' in said
