"""What shapes a run and what leaves with it, end to end: a table of one's own, a change on the way, a run that diverges, files."""

import io
import json
import re
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import FilePayload, Page, expect

from playground import Data, Experiment, Layer, Network, Training, keras_script, train
from playground.events import EpochEnd, Finished
from playground.experiment import Change
from tests.browser.app_view import App, link_to
from tests.browser.conftest import OpenPage, Server

LOSS_DIGITS = 1e-5
SMALL = Network((Layer(8, "tanh"),))


@pytest.fixture
def app(app_server: Server, open_page: OpenPage) -> App:
    return App(open_page(app_server.url))


def opened(open_page: OpenPage, server: Server, experiment: Experiment) -> App:
    return App(open_page(link_to(server.url, experiment)))


def losses(experiment: Experiment) -> list[float]:
    return [event.loss for event in train(experiment) if isinstance(event, EpochEnd)]


def saved(page: Page, button: str) -> bytes:
    """Click on a button of "Download" and return the file that the browser gets."""
    offer = page.get_by_test_id("stDownloadButton").get_by_role("button").filter(has_text=re.compile(f"{button}$"))
    if not offer.is_visible():
        page.get_by_text("Download", exact=True).click()
    with page.expect_download() as download:
        offer.click()
    return Path(download.value.path()).read_bytes()


def test_a_table_of_ones_own_trains_and_stays_out_of_the_link(app: App) -> None:
    rng = np.random.default_rng(0)
    rows = [f"{x:.3f};{y:.3f};{'warm' if x + y > 0 else 'cold'}".replace(".", ",") for x, y in rng.normal(size=(60, 2))]
    content = "\n".join(["hours;distance;<b>mood</b>", *rows]).encode("latin-1")
    page = app.page
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="Your own CSV").click()
    drop = page.get_by_test_id("stSidebar").get_by_test_id("stFileUploaderDropzoneInput")
    drop.set_input_files(FilePayload(name="moods.csv", mimeType="text/csv", buffer=content))
    expect(page.get_by_text("moods.csv: 60 rows, 3 columns")).to_be_visible()
    page.get_by_text("What was read").click()
    expect(page.get_by_text("semicolons, decimal comma")).to_be_visible()
    expect(app.train_button).to_be_enabled()
    app.train()
    app.wait_for("finished")
    assert len(app.epochs()) == 100
    assert "moods" not in page.url
    table = pd.read_csv(io.BytesIO(saved(page, "Prepared table")))
    assert list(table.columns) == ["hours", "distance", "<b>mood</b>"]
    assert len(table) == 60
    # Nothing of a stranger's file is read as HTML.
    assert page.locator("b", has_text="mood").count() == 0


def test_a_change_behind_the_training_goes_on_from_the_epoch_shown(app_server: Server, open_page: OpenPage) -> None:
    experiment = Experiment(network=SMALL, training=Training(epochs=40))
    app = opened(open_page, app_server, experiment)
    app.train()
    app.wait_for("finished")
    before = app.curve()
    page = app.page
    page.get_by_label("Epoch", exact=True).fill("20")
    expect(app.details).to_contain_text("epoch 20 of 40")
    page.get_by_text("Change from here on").click()
    page.get_by_role("combobox", name="Learning rate", exact=True).select_option("0.1")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_text("From epoch 21: Learning rate 0.1", exact=True)).to_be_visible()
    app.wait_for("finished")
    expect(app.details).to_contain_text("epoch 40 of 40")
    after = app.curve()
    assert after[:20] == before[:20]
    changed = Experiment(network=SMALL, training=Training(epochs=40, changes=(Change(21, learning_rate=0.1),)))
    np.testing.assert_allclose(after, losses(changed), rtol=LOSS_DIGITS)
    assert after[20:] != before[20:]
    # The link holds the change, and Train repeats it.
    page.wait_for_url("**changes=**")
    elsewhere = App(open_page(page.url))
    elsewhere.train()
    elsewhere.wait_for("finished")
    assert elsewhere.curve() == after


def test_a_run_that_diverged_says_why_and_trains_with_a_tenth_at_one_click(app_server: Server, open_page: OpenPage) -> None:
    linear = Network((Layer(8, "linear"), Layer(8, "linear")))
    app = opened(open_page, app_server, Experiment(network=linear, training=Training(learning_rate=0.1, epochs=30)))
    app.train()
    app.wait_for("diverged")
    expect(app.page.get_by_text("blew up")).to_be_visible()
    app.page.get_by_role("button", name="A smaller learning rate: 0.01").click()
    app.wait_for("finished")
    np.testing.assert_allclose(app.curve(), losses(Experiment(network=linear, training=Training(epochs=30))), rtol=LOSS_DIGITS)
    assert "learning_rate" not in app.page.url
    expect(app.page.get_by_text("blew up")).to_have_count(0)


def test_early_stopping_says_where_it_went_back_to(app_server: Server, open_page: OpenPage) -> None:
    experiment = Experiment(training=Training(epochs=200, early_stopping=True, patience=5))
    app = opened(open_page, app_server, experiment)
    app.train()
    app.wait_for("finished")
    expected = losses(experiment)
    assert len(expected) < 200
    np.testing.assert_allclose(app.curve(), expected, rtol=LOSS_DIGITS)
    expect(app.page.get_by_text(f"the network of epoch {len(expected) - 5}")).to_be_visible()


def test_everything_about_a_run_can_be_taken_along(app_server: Server, open_page: OpenPage, tmp_path: Path) -> None:
    experiment = Experiment(Data(standardize=True), SMALL, Training("adam", epochs=12))
    app = opened(open_page, app_server, experiment)
    app.train()
    app.wait_for("finished")
    expect(app.metric("Test loss")).to_be_visible()
    page = app.page
    assert saved(page, "Keras script").decode() == keras_script(experiment)
    assert json.loads(saved(page, "Notebook"))["nbformat"] == 4
    assert Experiment.from_json(saved(page, "Experiment").decode()) == experiment
    history = pd.read_csv(io.BytesIO(saved(page, "History")))
    np.testing.assert_allclose(history["loss"], losses(experiment), rtol=1e-7)
    model = tmp_path / "network.keras"
    model.write_bytes(saved(page, "Trained model"))
    assert keras.models.load_model(model).count_params() == 2 * 8 + 8 + 8 * 2 + 2
    report = saved(page, "Report").decode()
    assert "Plotly.react" in report
    finished = list(train(experiment))[-1]
    assert isinstance(finished, Finished)
    assert f"{finished.test['mse']:.6g}" in report


def test_an_experiment_comes_back_from_its_file(app: App) -> None:
    experiment = Experiment(
        Data("xor", samples=120), Network((Layer(6, "silu"),), "softmax"), Training(loss="categorical_crossentropy", epochs=9)
    )
    page = app.page
    page.get_by_text("Download", exact=True).click()
    drop = page.get_by_test_id("stMain").get_by_test_id("stFileUploaderDropzoneInput")
    drop.set_input_files(FilePayload(name="mine.json", mimeType="application/json", buffer=b'{"data": 3}'))
    expect(page.get_by_text("Data must be an object")).to_be_visible()
    drop.set_input_files(FilePayload(name="mine.json", mimeType="application/json", buffer=experiment.to_json().encode()))
    page.wait_for_url("**dataset=xor**")
    app.train()
    app.wait_for("finished")
    np.testing.assert_allclose(app.curve(), losses(experiment), rtol=LOSS_DIGITS)


def test_which_rows_validate_is_shown_on_demand(app_server: Server, open_page: OpenPage) -> None:
    page = opened(open_page, app_server, Experiment(Data(shuffle=False))).page
    page.get_by_text("Which rows train, validate and test").click()
    expect(page.get_by_text("virginica").first).to_be_visible()
