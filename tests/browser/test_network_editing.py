"""Editing the network on the screen: what the page says after an edit is what NumPy calculates, and what it asks for is what was edited."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from playground import Data, Experiment, Layer, Network, Training
from playground.data.split import split
from playground.lessons.initializers import initial_weights
from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.film_view import APP, Script, View
from tests.browser.network_view import DIGITS, Panel, number_behind, numbers
from tests.live.scripted import grown

CIRCLE = Experiment(
    Data("circle", samples=200, seed=3),
    Network((Layer(4, "tanh"), Layer(3, "tanh", 0.0, True)), "sigmoid"),
    Training("adam", 0.02, loss="binary_crossentropy", seed=5),
)
EPOCH = 20


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve(APP)


@dataclass(frozen=True, eq=False)
class Model:
    """The network of `CIRCLE`, calculated with NumPy alone."""

    arrays: Sequence[NDArray[np.float64]]

    def with_value(self, array: int, place: tuple[int, ...], value: float) -> "Model":
        """Return it with another value at a place of an array; a place of a whole row fills that."""
        arrays = [other.copy() for other in self.arrays]
        arrays[array][place] = value
        return replace(self, arrays=arrays)

    def first(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Outputs of the first hidden layer."""
        return np.tanh(x @ self.arrays[0] + self.arrays[1])

    def sums(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sums of the second hidden layer."""
        return self.first(x) @ self.arrays[2] + self.arrays[3]

    def second(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Normalized outputs of the second hidden layer."""
        gamma, beta, mean, variance = self.arrays[4:8]
        return gamma * (np.tanh(self.sums(x)) - mean) / np.sqrt(variance + 1e-3) + beta

    def loss(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
        """Binary cross-entropy."""
        p = 1 / (1 + np.exp(-(self.second(x) @ self.arrays[8] + self.arrays[9])))
        return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))

    def losses(self) -> list[float]:
        """Its losses on training and validation rows."""
        rows = split(CIRCLE)
        return [
            self.loss(rows.x[part].astype(np.float64), rows.truth[part].astype(np.float64))
            for part in (rows.train_rows, rows.validation_rows)
        ]


def model_at(epoch: int) -> Model:
    return Model([grown(array, epoch).astype(np.float64) for array in initial_weights(CIRCLE)])


@pytest.fixture
def view(server: Server, open_page: OpenPage) -> View:
    """The film of 40 epochs, at one in the middle."""
    script = Script(server, CIRCLE, weighs=True)
    script("train", 40, batch=10)
    shown = View(open_page(f"{script.url}&network=1", width=1280, height=720, storage={"neural-playground.speed": "live"}))
    shown.wait_for_points(40)
    shown.seek(EPOCH)
    expect(shown.page.get_by_test_id("network-words")).to_contain_text(f"after epoch {EPOCH}")
    return shown


def told_losses(panel: Panel) -> list[float]:
    """Before and after for the training rows, and for the validation rows."""
    return numbers(panel.edits.get_by_text("Loss").inner_text())


def expect_losses(panel: Panel, before: Model, after: Model) -> None:
    wanted = [loss for pair in zip(before.losses(), after.losses(), strict=True) for loss in pair]
    assert told_losses(panel) == pytest.approx(wanted, rel=DIGITS)


def asked(page: Page) -> dict[str, object]:
    """What the page was told, once it was."""
    events = page.get_by_text(re.compile(r"^Events: .*change "))
    expect(events).to_be_visible()
    content: dict[str, object] = json.loads((events.text_content() or "").rpartition("change ")[2])
    return content


def sum_told(panel: Panel) -> float:
    return numbers(panel.card.locator(".np-of-sum").inner_text())[-1]


def test_a_typed_a_dragged_and_a_stepped_number_are_calculated_at_once(view: View) -> None:
    page, panel, model = view.page, Panel(view.page), model_at(EPOCH)
    row = split(CIRCLE).x[split(CIRCLE).shown][:1].astype(float)
    panel.neuron("hidden 2, neuron 2").click()
    weight = panel.field("Weight from hidden 1, neuron 3")
    assert sum_told(panel) == pytest.approx(model.sums(row)[0, 1], rel=DIGITS)
    weight.fill("-1.25")
    weight.press("Enter")
    typed = model.with_value(2, (2, 1), -1.25)
    # All this has happened before the key's press was over.
    assert sum_told(panel) == pytest.approx(typed.sums(row)[0, 1], rel=DIGITS)
    assert panel.edits.get_by_text("1 weight edited", exact=True).is_visible()
    expect_losses(panel, model, typed)
    told = number_behind("before your edit", panel.card.inner_text())
    assert told == pytest.approx(model.arrays[2][2, 1], rel=DIGITS)

    box = weight.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=5)
    page.mouse.move(x + 60, y, steps=5)
    page.mouse.up()
    dragged = float(weight.get_attribute("aria-valuenow") or "nan")
    assert -1.25 < dragged < 0
    model_dragged = model.with_value(2, (2, 1), dragged)
    assert sum_told(panel) == pytest.approx(model_dragged.sums(row)[0, 1], rel=DIGITS)
    expect_losses(panel, model, model_dragged)

    bias = panel.field("Bias")
    bias.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("PageUp")
    stepped = float(bias.get_attribute("aria-valuenow") or "nan")
    assert 0 < stepped < 1
    both = model_dragged.with_value(3, (1,), stepped)
    assert sum_told(panel) == pytest.approx(both.sums(row)[0, 1], rel=DIGITS)
    expect_losses(panel, model, both)
    expect(panel.edits.get_by_text("1 weight and 1 bias edited", exact=True)).to_be_visible()
    expect(panel.words).to_contain_text("Your edits: hidden 1, neuron 3 → hidden 2, neuron 2")
    expect(page.get_by_test_id("network-news")).to_contain_text("bias of hidden 2, neuron 2")

    # The keys' steps are one gesture, as the drag was.
    page.keyboard.press("Control+z")
    expect(panel.edits.get_by_text("1 weight edited", exact=True)).to_be_visible()
    expect_losses(panel, model, model_dragged)
    panel.edits.get_by_role("button", name="Undo", exact=True).click()
    expect_losses(panel, model, typed)
    panel.edits.get_by_role("button", name="Undo", exact=True).click()
    expect(panel.edits).to_be_hidden()
    assert sum_told(panel) == pytest.approx(model.sums(row)[0, 1], rel=DIGITS)
    expect(panel.words).not_to_contain_text("Your edits")


def test_what_is_no_number_is_refused_with_the_rule_and_stays_to_be_corrected(view: View) -> None:
    panel = Panel(view.page)
    panel.neuron("hidden 1, neuron 1").click()
    weight = panel.field("Weight from x")
    before = weight.get_attribute("aria-valuenow")
    for wrong in ("abc", "1,5", "1e7", "-1000001", "0x10"):
        weight.fill(wrong)
        weight.press("Enter")
        sentence = f"A weight must be a number from −1,000,000 to 1,000,000. Received: {wrong}."
        expect(panel.card.get_by_text(sentence, exact=True)).to_be_visible()
        expect(weight).to_have_value(wrong)
    weight.fill("")
    weight.press("Enter")
    expect(panel.card.get_by_text("Received: nothing.")).to_be_visible()
    assert weight.get_attribute("aria-valuenow") == before
    expect(panel.edits).to_be_hidden()
    weight.fill("−1000000")
    weight.press("Enter")
    expect(panel.card.get_by_text("Received:")).to_have_count(0)
    assert weight.get_attribute("aria-valuenow") == "-1000000"
    panel.edits.get_by_role("button", name="Undo all").click()
    expect(panel.edits).to_be_hidden()


def test_a_silenced_neuron_and_edits_go_on_from_the_epoch_shown(view: View) -> None:
    page, panel, model = view.page, Panel(view.page), model_at(EPOCH)
    panel.neuron("hidden 1, neuron 2").click()
    silence = panel.card.get_by_role("button", name="Silence", exact=True)
    silence.click()
    silent = model.with_value(2, (1,), 0.0)
    expect_losses(panel, model, silent)
    expect(panel.edits.get_by_text("1 neuron silenced", exact=True)).to_be_visible()
    expect(silence).to_have_attribute("aria-pressed", "true")
    assert panel.neuron("hidden 1, neuron 2").evaluate("button => button.ariaDescription") == "silenced"
    silence.click()
    expect(panel.edits).to_be_hidden()
    silence.click()
    page.keyboard.press("Escape")
    panel.neuron("hidden 2, neuron 3").click()
    # It is 0 because its neuron is silenced, and that is not to be edited away.
    expect(panel.field("Weight from hidden 1, neuron 2")).not_to_be_editable()
    weight, bias = panel.field("Weight from hidden 1, neuron 4"), panel.field("Bias")
    weight.fill("0.5")
    # The focus leaves it, which takes what was typed as well.
    bias.fill("-2")
    bias.press("Enter")
    edited = silent.with_value(2, (3, 2), 0.5).with_value(3, (2,), -2.0)
    expect_losses(panel, model, edited)
    expect(panel.edits.get_by_text("1 weight and 1 bias edited, 1 neuron silenced", exact=True)).to_be_visible()
    panel.edits.get_by_role("button", name="Go on from here").click()
    told = asked(page)
    assert str(told.pop("runId")).startswith("run")
    assert told == {
        "epoch": EPOCH,
        "live": False,
        "weights": [{"layer": 2, "source": 4, "unit": 3, "value": 0.5}, {"layer": 2, "source": 0, "unit": 3, "value": -2}],
        "silenced": [{"layer": 1, "unit": 2}],
        "frozen": [],
    }


def test_a_frozen_neuron_has_a_lock_and_goes_on_from_the_epoch_shown(view: View) -> None:
    page, panel, model = view.page, Panel(view.page), model_at(EPOCH)
    neuron = panel.neuron("hidden 2, neuron 3")
    neuron.click()
    freeze = panel.card.get_by_role("button", name="Freeze", exact=True)
    freeze.click()
    expect(panel.edits.get_by_text("1 neuron frozen", exact=True)).to_be_visible()
    expect(freeze).to_have_attribute("aria-pressed", "true")
    expect(neuron.locator(".np-lock")).to_be_visible()
    assert neuron.evaluate("button => button.ariaDescription") == "frozen"
    words = "Frozen: training will leave its weights and its bias as they are. Batch normalization behind it still learns."
    expect(panel.card.get_by_text(words, exact=True)).to_be_visible()
    expect(panel.words).to_contain_text("hidden 2, neuron 3 is frozen")
    # Nothing is another number, and an undo takes the lock away.
    expect_losses(panel, model, model)
    page.keyboard.press("Control+z")
    expect(panel.edits).to_be_hidden()
    expect(neuron.locator(".np-lock")).to_have_count(0)
    freeze.click()
    panel.card.get_by_role("button", name="Silence", exact=True).click()
    expect(panel.edits.get_by_text("1 neuron silenced, 1 neuron frozen", exact=True)).to_be_visible()
    panel.edits.get_by_role("button", name="Go on from here").click()
    told, place = asked(page), [{"layer": 2, "unit": 3}]
    assert (told["epoch"], told["weights"], told["silenced"], told["frozen"]) == (EPOCH, [], place, place)
    view.seek(30)
    expect(neuron.locator(".np-lock")).to_have_count(0)


def test_edits_stay_at_their_epoch_and_pause_the_film(view: View) -> None:
    page, panel, model = view.page, Panel(view.page), model_at(EPOCH)
    expect(view.status).to_have_text("paused")
    panel.neuron("output B").click()
    bias = panel.field("Bias")
    bias.fill("0.4")
    bias.press("Enter")
    expect_losses(panel, model, model.with_value(9, (0,), 0.4))
    view.seek(30)
    expect(panel.edits.get_by_text(f"Your edits belong to epoch {EPOCH}: 1 bias edited.", exact=True)).to_be_visible()
    expect(panel.edits.get_by_role("button", name="Go on from here")).to_be_hidden()
    expect(bias).not_to_be_editable()
    expect(panel.card.get_by_text("Go back there, or discard them, to edit here.")).to_be_visible()
    expect(panel.words).to_contain_text("after epoch 30")
    expect(bias).to_have_value("0")
    panel.edits.get_by_role("button", name=f"Back to epoch {EPOCH}").click()
    expect_losses(panel, model, model.with_value(9, (0,), 0.4))
    expect(bias).to_have_value("0.400")
    view.seek(30)
    panel.edits.get_by_role("button", name="Discard them").click()
    expect(panel.edits).to_be_hidden()
    expect(bias).to_be_editable()
    # What follows a film that plays is not what was edited.
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    bias.press("ArrowUp")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(panel.edits.get_by_text("1 bias edited", exact=True)).to_be_visible()


def test_an_untrained_network_is_edited_and_asked_for_without_a_run(server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{server.url}/?network=1", width=1280, height=720)
    panel = Panel(page)
    panel.box.locator('.np-neuron[data-level="2"]').first.click()
    field = panel.field("Weight from hidden 1, neuron 1")
    expect(field).to_be_editable()
    field.fill("0.25")
    field.press("Enter")
    panel.edits.get_by_role("button", name="Go on from here").click()
    told = asked(page)
    unit = int(panel.box.locator('.np-neuron[data-level="2"]').first.get_attribute("data-unit") or "-1") + 1
    weights = [{"layer": 2, "source": 1, "unit": unit, "value": 0.25}]
    assert told == {"runId": None, "epoch": 0, "live": False, "weights": weights, "silenced": [], "frozen": []}
    # Until a film comes that has it, what was edited stands there.
    assert panel.number("Weight from hidden 1, neuron 1") == 0.25


def test_at_the_last_epoch_nothing_is_left_to_go_on(server: Server, open_page: OpenPage) -> None:
    script = Script(server, replace(CIRCLE, training=replace(CIRCLE.training, epochs=20)), weighs=True)
    script("train", 20, batch=10)
    script("complete")
    view = View(open_page(f"{script.url}&network=1", storage={"neural-playground.speed": "live"}))
    expect(view.status).to_have_text("finished")
    panel = Panel(view.page)
    expect(panel.words).to_contain_text("after epoch 20")
    panel.neuron("hidden 1, neuron 1").click()
    panel.field("Bias").fill("1")
    panel.field("Bias").press("Enter")
    expect(panel.edits.get_by_role("button", name="Go on from here")).to_be_disabled()
    expect(panel.edits.get_by_text("All epochs are trained. Go back to an earlier one to go on from there.")).to_be_visible()
