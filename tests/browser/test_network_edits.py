"""Going on from an edited network in the real app: what is trained begins with what was edited."""

import re
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import expect

from playground import Data, Experiment, Layer, Network, Training
from playground.data.split import split
from playground.training.model import build_model
from tests.browser.app_view import App, link_to
from tests.browser.conftest import OpenPage, Server
from tests.browser.network_view import DIGITS, Panel, numbers

# All rows are one batch: the loss that Keras reports of an epoch is that of the network with which the epoch began.
CIRCLE = Experiment(
    Data("circle", samples=200, seed=3),
    Network((Layer(4, "tanh"),), "sigmoid"),
    Training("sgd", 0.3, loss="binary_crossentropy", batch_size=200, epochs=30, seed=5),
)


@dataclass(frozen=True, eq=False)
class Model:
    """The network of `CIRCLE`, calculated with NumPy alone."""

    arrays: tuple[NDArray[np.float64], ...]

    def with_value(self, array: int, place: tuple[int, ...], value: float) -> "Model":
        """Return it with another value at a place of an array; a place of a whole row fills that."""
        arrays = tuple(other.copy() for other in self.arrays)
        arrays[array][place] = value
        return replace(self, arrays=arrays)

    def loss(self) -> float:
        """Binary cross-entropy on the training rows."""
        rows = split(CIRCLE)
        x, y = rows.x[rows.train_rows].astype(np.float64), rows.truth[rows.train_rows]
        kernel, bias, last, shift = self.arrays
        p = 1 / (1 + np.exp(-(np.tanh(x @ kernel + bias) @ last + shift)))
        return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


def test_training_goes_on_with_what_was_edited(app_server: Server, open_page: OpenPage) -> None:
    app = App(open_page(link_to(app_server.url, CIRCLE), width=1280, height=720))
    panel = Panel(app.page)
    app.speed("live")
    panel.neuron("hidden 1, neuron 1").click()
    for name, value in (("Weight from x", "3"), ("Bias", "-0.5")):
        panel.field(name).fill(value)
        panel.field(name).press("Enter")
    app.page.keyboard.press("Escape")
    panel.neuron("hidden 1, neuron 3").click()
    panel.card.get_by_role("button", name="Silence", exact=True).click()
    panel.card.get_by_role("button", name="Close").click()
    untrained = Model(tuple(np.asarray(array, dtype=np.float64) for array in build_model(CIRCLE).get_weights()))
    edited = untrained.with_value(0, (0, 0), 3.0).with_value(1, (0,), -0.5).with_value(2, (2,), 0.0)
    assert numbers(panel.edits.get_by_text("Loss").inner_text())[:2] == pytest.approx([untrained.loss(), edited.loss()], rel=DIGITS)
    panel.edits.get_by_role("button", name="Go on from here").click()
    app.wait_for("finished")
    expect(panel.edits).to_be_hidden()
    assert app.curve()[0] == pytest.approx(edited.loss(), rel=1e-5)
    first = app.curve()

    # From an epoch in the middle: the same up to there, and the edited network's loss behind it.
    app.page.get_by_label("Epoch", exact=True).fill("10")
    expect(panel.words).to_contain_text("after epoch 10")
    panel.neuron("output B").click()
    panel.field("Bias").fill("2")
    panel.field("Bias").press("Enter")
    before, after = numbers(panel.edits.get_by_text("Loss").inner_text())[:2]
    assert before == pytest.approx(first[10], rel=DIGITS)
    panel.edits.get_by_role("button", name="Go on from here").click()
    expect(panel.edits).to_be_hidden()
    app.page.wait_for_function("loss => document.querySelector('[data-testid=panel-loss]').data[0].y[10] !== loss", arg=first[10])
    app.wait_for("finished")
    second = app.curve()
    assert second[:10] == first[:10]
    assert second[10] == pytest.approx(after, rel=DIGITS)


def test_training_leaves_a_frozen_neuron_as_it_is(app_server: Server, open_page: OpenPage) -> None:
    app = App(open_page(link_to(app_server.url, CIRCLE), width=1280, height=720))
    panel = Panel(app.page)
    app.speed("live")
    neuron = panel.neuron("hidden 1, neuron 2")
    neuron.click()
    panel.field("Weight from x").fill("1.5")
    panel.field("Weight from x").press("Enter")
    panel.card.get_by_role("button", name="Freeze", exact=True).click()
    expect(panel.edits.get_by_text("1 weight edited, 1 neuron frozen", exact=True)).to_be_visible()
    panel.edits.get_by_role("button", name="Go on from here").click()
    app.wait_for("finished")
    expect(panel.words).to_contain_text("after epoch 30")
    expect(app.page).to_have_url(re.compile("f1.2%3D1"))
    # The card is about the same neuron of the run that has it frozen.
    expect(panel.card.get_by_text("Frozen since epoch 1: training leaves its weights and its bias as they are.")).to_be_visible()
    expect(panel.card.get_by_role("button", name="Freeze", exact=True)).to_be_disabled()
    expect(neuron.locator(".np-lock")).to_be_visible()
    assert (panel.number("Weight from x"), panel.number("Bias")) == (1.5, 0.0)
    panel.card.get_by_role("button", name="Close").click()
    panel.neuron("hidden 1, neuron 1").click()
    assert panel.number("Bias") != 0.0
    # Before the first epoch nothing was frozen yet.
    app.page.get_by_label("Epoch", exact=True).fill("0")
    expect(panel.words).to_contain_text("before training")
    expect(neuron.locator(".np-lock")).to_have_count(0)
