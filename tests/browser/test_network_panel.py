"""The picture of the network in the real app: what it shows, and what it answers when it is asked, is Keras' network."""

from collections.abc import Sequence
from math import tanh

import numpy as np
import pytest
from playwright.sync_api import ConsoleMessage, expect

from playground import Data, Experiment, Layer, Network, Training, train
from playground.data.split import split
from playground.events import Floats, Snapshot
from playground.training.model import build_model
from tests.browser.app_view import App, link_to
from tests.browser.conftest import OpenPage, Scheme, Server
from tests.browser.network_view import DIGITS, Panel, number_behind, numbers

CIRCLE = Experiment(
    Data("circle", samples=200, seed=3),
    Network((Layer(4, "tanh"), Layer(3, "tanh", 0.0, True)), "sigmoid"),
    Training("adam", 0.02, loss="binary_crossentropy", epochs=30, seed=5),
)


def initial(experiment: Experiment) -> list[Floats]:
    return [np.asarray(array, dtype=np.float64) for array in build_model(experiment).get_weights()]


@pytest.fixture(scope="module")
def trained() -> Sequence[Floats]:
    """The weights of `CIRCLE` after its last epoch, trained in this process."""
    return [event.weights for event in train(CIRCLE) if isinstance(event, Snapshot)][-1]


@pytest.fixture
def app(app_server: Server, open_page: OpenPage) -> App:
    return App(open_page(link_to(app_server.url, CIRCLE), width=1280, height=720))


@pytest.fixture
def panel(app: App) -> Panel:
    found = Panel(app.page)
    expect(found.neuron("hidden 1, neuron 1")).to_be_visible()
    return found


def test_before_training_the_network_is_the_seeds(panel: Panel) -> None:
    kernel, bias, *_ = initial(CIRCLE)
    for unit in range(4):
        panel.neuron(f"hidden 1, neuron {unit + 1}").click()
        for source in range(2):
            told = panel.number(f"Weight from {'xy'[source]}")
            assert told == pytest.approx(kernel[source, unit], rel=DIGITS)
        assert number_behind("Bias now", panel.card.inner_text()) == bias[unit] == 0
        panel.page.keyboard.press("Escape")
    layers = "2 inputs; hidden 1: 4 neurons, tanh; hidden 2: 3 neurons, tanh, batch normalization"
    expect(panel.words).to_contain_text(f"The network before training: {layers}")


def test_a_line_tells_its_weight_to_who_points_at_it(panel: Panel) -> None:
    output = initial(CIRCLE)[-2]
    panel.point_at_line("hidden 2, neuron 3", "output B")
    expect(panel.tip).to_contain_text("hidden 2, neuron 3 → B")
    told = numbers(panel.tip.inner_text().split("weight")[1])
    assert told == pytest.approx([output[2, 0]] * 2, rel=DIGITS)
    panel.page.mouse.click(*panel.between("hidden 2, neuron 3", "output B"))
    expect(panel.weight_card).to_contain_text("before training")
    assert panel.number("Weight") == pytest.approx(output[2, 0], rel=DIGITS)
    panel.weight_card.get_by_role("button", name="Close").click()
    expect(panel.weight_card).to_be_hidden()


def test_after_training_it_is_kerass_and_at_epoch_0_the_initial_one_again(app: App, panel: Panel, trained: Sequence[Floats]) -> None:
    before = initial(CIRCLE)
    app.train()
    app.wait_for("finished")
    expect(panel.words).to_contain_text("The network after epoch 30")
    panel.neuron("hidden 2, neuron 2").click()
    expect(panel.card).to_be_visible()

    def shown() -> list[float]:
        return [panel.number(f"Weight from hidden 1, neuron {unit + 1}") for unit in range(4)]

    assert shown() == pytest.approx(trained[2][:, 1].tolist(), rel=DIGITS)
    assert number_behind("Bias now", panel.card.inner_text()) == pytest.approx(trained[3][1], rel=DIGITS)
    expect(panel.card.locator("polyline")).to_have_count(4)
    app.page.get_by_label("Epoch", exact=True).fill("0")
    expect(panel.words).to_contain_text("The network before training")
    assert shown() == pytest.approx(before[2][:, 1].tolist(), rel=DIGITS)


def test_a_row_that_there_is_not_gets_a_sentence_and_the_one_on_show_stays(panel: Panel) -> None:
    panel.neuron("hidden 1, neuron 2").click()
    row, said = panel.card.get_by_label("Row", exact=True), panel.card.locator(".np-rows + [role=alert]")
    row.fill("3")
    row.press("Enter")
    expect(said).to_be_empty()
    before = panel.card.locator(".np-measured").inner_text()
    count = len(split(CIRCLE).shown)
    for wrong in ("0", "-3", "2.5", str(count + 1), "1e9"):
        row.fill(wrong)
        row.press("Enter")
        expect(said).to_have_text(f"Row must be a whole number from 1 to {count}. Received: {wrong}.")
    row.fill("")
    row.press("Enter")
    expect(said).to_contain_text("Received: nothing.")
    assert panel.card.locator(".np-measured").inner_text() == before
    panel.card.get_by_role("button", name="Next row").click()
    expect(row).to_have_value("4")
    expect(said).to_be_empty()


def test_a_neurons_sum_is_that_of_its_row(app: App, panel: Panel, trained: Sequence[Floats]) -> None:
    app.train()
    app.wait_for("finished")
    expect(panel.words).to_contain_text("The network after epoch 30")
    panel.neuron("hidden 2, neuron 1").click()
    panel.card.get_by_label("Row", exact=True).fill("7")
    panel.page.keyboard.press("Enter")
    rows = split(CIRCLE)
    raw = rows.x[rows.shown][6]
    expect(panel.card.locator(".np-measured")).to_contain_text("x ")
    told = panel.card.locator(".np-measured").inner_text()
    assert numbers(told)[:2] == pytest.approx(raw.tolist(), rel=DIGITS)
    weights = [array.astype(np.float64) for array in trained]
    h = np.tanh(raw @ weights[0] + weights[1])
    s = float(h @ weights[2][:, 0] + weights[3][0])
    terms = [numbers(text.split(" = ")[1])[0] for text in panel.card.locator(".np-term").all_inner_texts()]
    assert terms == pytest.approx((h * weights[2][:, 0]).tolist(), rel=2 * DIGITS, abs=1e-4)
    results = panel.card.locator(".np-result").all_inner_texts()
    gamma, beta, mean, variance = (array[0] for array in weights[4:8])
    normalized = gamma * (tanh(s) - mean) / np.sqrt(variance + 1e-3) + beta
    assert [numbers(text)[-1] for text in results] == pytest.approx([s, tanh(s), normalized], rel=2 * DIGITS)
    panel.card.get_by_role("button", name="Next row").click()
    expect(panel.card.get_by_label("Row", exact=True)).to_have_value("8")
    assert numbers(panel.card.locator(".np-measured").inner_text())[:2] == pytest.approx(rows.x[rows.shown][7].tolist(), rel=DIGITS)


def test_keys_reach_neurons_cards_weights_and_the_matrix(panel: Panel) -> None:
    keyboard = panel.page.keyboard
    panel.neuron("hidden 1, neuron 1").focus()
    keyboard.press("ArrowDown")
    expect(panel.neuron("hidden 1, neuron 2")).to_be_focused()
    expect(panel.tip).to_contain_text("hidden 1, neuron 2")
    keyboard.press("ArrowRight")
    keyboard.press("Enter")
    expect(panel.card).to_be_visible()
    panel.card.get_by_role("button", name="About the weight from hidden 1, neuron 1").focus()
    keyboard.press("Enter")
    expect(panel.weight_card).to_be_visible()
    keyboard.press("Escape")
    expect(panel.weight_card).to_be_hidden()
    expect(panel.box.locator(".np-neuron:focus")).to_have_count(1)
    panel.box.get_by_role("button", name="All weights into hidden 1").focus()
    keyboard.press("Enter")
    matrix = panel.page.get_by_test_id("weight-matrix")
    matrix.focus()
    keyboard.press("ArrowRight")
    expect(panel.tip).to_contain_text("x → hidden 1, neuron 2")
    assert number_behind("weight", panel.tip.inner_text()) == pytest.approx(initial(CIRCLE)[0][0, 1], rel=DIGITS)
    keyboard.press("Enter")
    expect(panel.weight_card.get_by_role("heading", name="x → hidden 1, neuron 2")).to_be_visible()
    assert panel.number("Weight") == pytest.approx(initial(CIRCLE)[0][0, 1], rel=DIGITS)
    keyboard.press("Escape")
    expect(matrix).to_be_focused()
    keyboard.press("Escape")
    expect(matrix).to_be_hidden()
    expect(panel.box.get_by_role("button", name="All weights into hidden 1")).to_be_focused()


def test_of_a_wide_layer_the_strongest_are_drawn_and_the_matrix_has_all(app_server: Server, open_page: OpenPage) -> None:
    panel = Panel(App(open_page(app_server.url, width=1280, height=720)).page)
    kernel = initial(Experiment())[2]
    column = panel.box.locator('.np-neuron[data-level="1"]')
    expect(column.first).to_be_visible()
    drawn = [int(unit) for unit in column.evaluate_all("all => all.map((one) => one.dataset.unit)")]
    strongest = np.argsort(-np.abs(kernel).sum(axis=1))[: len(drawn)]
    assert drawn == sorted(strongest.tolist())
    expect(panel.box.get_by_text(f"+ {32 - len(drawn)} more", exact=True).first).to_be_attached()
    panel.box.get_by_role("button", name="All weights into hidden 2").click()
    matrix = panel.page.get_by_test_id("weight-matrix")
    assert matrix.evaluate("canvas => [canvas.width, canvas.height]") == [64, 32]
    box = matrix.bounding_box()
    assert box is not None
    panel.page.mouse.move(box["x"] + box["width"] * 40.5 / 64, box["y"] + box["height"] * 20.5 / 32)
    expect(panel.tip).to_contain_text("hidden 1, neuron 21 → hidden 2, neuron 41")
    assert number_behind("weight", panel.tip.inner_text()) == pytest.approx(kernel[20, 40], rel=DIGITS)
    # Blue is above 0, orange below.
    pixels = matrix.evaluate("canvas => Array.from(canvas.getContext('2d').getImageData(0, 0, 64, 32).data)")
    red, _, blue, _ = np.reshape(pixels, (32, 64, 4)).transpose(2, 0, 1)
    clear = np.abs(kernel) > 0.05
    assert ((blue > red) == (kernel > 0))[clear].all()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_maps_and_fills_are_drawn_in_both_themes_without_an_error(app_server: Server, open_page: OpenPage, scheme: Scheme) -> None:
    digits = Experiment(Data("digits"), Network((Layer(32), Layer(16)), "softmax"), Training(loss="categorical_crossentropy", epochs=2))
    for experiment in (CIRCLE, digits, Experiment(network=Network(()))):
        page = open_page(link_to(app_server.url, experiment), width=1280, height=720, scheme=scheme)
        errors: list[str] = []

        def note(message: ConsoleMessage, errors: list[str] = errors) -> None:
            if message.type == "error":
                errors.append(message.text)

        page.on("console", note)
        page.wait_for_function(
            """() => {
              const canvas = document.querySelector('.np-lines');
              const pixels = canvas?.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data ?? [];
              return new Set(new Uint32Array(pixels.buffer ?? 0)).size > 20;
            }"""
        )
        assert errors == []


def test_a_network_too_large_to_be_drawn_says_so(app_server: Server, open_page: OpenPage) -> None:
    experiment = Experiment(network=Network((Layer(150), Layer(150))), training=Training(epochs=2))
    app = App(open_page(link_to(app_server.url, experiment)))
    panel = Panel(app.page)
    # 2 · 150 + 150, 150 · 150 + 150, 150 · 2 + 2
    sentence = "This network has 23,402 parameters and is too large to be drawn. Networks of up to 20,000 are."
    expect(panel.box.get_by_text(sentence, exact=True)).to_be_visible()
    app.train()
    app.wait_for("finished")
    expect(panel.box.get_by_text(sentence, exact=True)).to_be_visible()
    expect(panel.box.locator(".np-neuron")).to_have_count(0)


def test_another_network_in_the_sidebar_is_drawn_at_once_and_says_that_edits_are_gone(app: App, panel: Panel) -> None:
    panel.neuron("hidden 1, neuron 1").click()
    panel.field("Bias").fill("2")
    panel.field("Bias").press("Enter")
    expect(panel.edits.get_by_text("1 bias edited", exact=True)).to_be_visible()
    app.page.get_by_role("spinbutton", name="Layer 1: units").fill("5")
    app.page.keyboard.press("Enter")
    expect(panel.neuron("hidden 1, neuron 5")).to_be_visible()
    expect(panel.edits.get_by_text("Your edits are gone: they were made on another network.", exact=True)).to_be_visible()
    panel.edits.get_by_role("button", name="Close", exact=True).click()
    expect(panel.edits).to_be_hidden()
