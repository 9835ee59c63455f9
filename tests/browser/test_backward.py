"""The backward pass in the browser: what the page calculates, and what the cards of the real app tell, against Keras and `GradientTape`."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from playground.choices import ACTIVATIONS, LOSSES
from playground.data.shown import shown_rows
from playground.data.split import split
from playground.events import Floats
from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.live.assets import version
from playground.live.backward import backward_data
from playground.live.network import network_data
from playground.training import train
from playground.training.model import build_model
from playground.training.questions import Backward
from tests.browser.app_view import App, link_to
from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.film_view import APP
from tests.browser.network_view import DIGITS, Panel, numbers
from tests.training.comparison import snapshots
from tests.training.test_gradients import asked, by_keras, by_tape

CASES = 33
GRADIENTS = re.compile("/gradients")
# The error, each weight's measured slope, and ∂E/∂s of each unit by the chain rule.
CALCULATED = """async ([version, data, weights, told]) => {
  const { Net } = await import(`./assets/${version}/network/net.js`);
  const { chainOf, errorOf, measured, read } = await import(`./assets/${version}/network/backward_maths.js`);
  const [net, answer] = [new Net(data), read(told)];
  const slopes = weights.map((_, place) => measured(net, weights, answer, place));
  const sums = net.layers.map(({ units }, n) => Array.from({ length: units }, (_, unit) => chainOf(net, weights, answer, n + 1, unit).sum));
  return { error: errorOf(net, weights, answer), slopes, sums };
}"""
RING = Experiment(
    Data("circle", samples=200, seed=3),
    Network((Layer(4, "tanh", 0.2), Layer(3, "tanh", 0.0, True)), "sigmoid"),
    Training("adam", 0.02, loss="binary_crossentropy", epochs=12, batch_size=4, seed=5),
)


def case(number: int) -> tuple[Experiment, list[Floats], int]:
    """Return an experiment, random weights and a row; every activation and every loss comes several times, and most pairs of them."""
    rng = np.random.default_rng(number)
    loss, activation = list(LOSSES)[number % len(LOSSES)], list(ACTIVATIONS)[number % len(ACTIVATIONS)]
    scaled = bool(rng.random() < 0.5)
    if LOSSES[loss].task == "regression":
        data, output = Data(standardize=scaled, standardize_target=not scaled), activation
    else:
        data, output = Data("moons", samples=60, standardize=scaled), LOSSES[loss].outputs[number % len(LOSSES[loss].outputs)]
    other = list(ACTIVATIONS)[int(rng.integers(len(ACTIVATIONS)))]
    hidden = (Layer(4, activation, 0.3, bool(rng.random() < 0.5)), Layer(3, other, 0.0, bool(rng.random() < 0.5)))[
        : int(rng.integers(1, 3))
    ]
    experiment = Experiment(data, Network(hidden, output), Training(loss=loss))
    shapes = [array.shape for array in build_model(experiment).get_weights()]
    weights = [rng.uniform(-0.8 if len(shape) == 2 else 0.2, 1.0, shape).astype(np.float32) for shape in shapes]
    return experiment, weights, int(rng.integers(60))


def calculated(page: Page, experiment: Experiment, weights: Sequence[Floats], row: int) -> tuple[dict[str, Any], tuple[Any, ...]]:
    """Return what the browser makes of a network and a row, told what Keras says of them, and what Keras says."""
    rows = split(experiment)
    x, y = rows.x[row], rows.y[row]
    error, gradients, sums = by_tape(experiment, weights, x, y)
    model = build_model(experiment)
    found = dict(zip(map(id, model.trainable_variables), gradients, strict=True))
    every = tuple(found.get(id(one), np.zeros(one.shape, np.float32)) for one in model.weights)
    told = backward_data(experiment, 0, Backward(error, x, y, tuple(sums), every, None))
    data = network_data(experiment, shown_rows(experiment), weights)
    flat = np.concatenate([array.ravel() for array in weights]).tolist()
    trained = np.concatenate([np.full(one.shape, id(one) in found).ravel() for one in model.weights])
    return page.evaluate(CALCULATED, [version(), data, flat, told]), (error, every, sums, trained)


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve(APP)


def test_chain_rule_and_finite_differences_in_the_browser_are_the_tapes(server: Server, open_page: OpenPage) -> None:
    page = open_page(server.url)
    seen: set[str] = set()
    for number in range(CASES):
        experiment, weights, row = case(number)
        ours, (error, every, sums, trained) = calculated(page, experiment, weights, row)
        words = f"case {number}: {experiment}"
        assert ours["error"] == pytest.approx(error, rel=1e-5), words
        gradients = np.concatenate([array.ravel() for array in every])[trained]
        measured = np.array([slope["value"] for slope in ours["slopes"]])[trained]
        np.testing.assert_allclose(measured, gradients, rtol=1e-3, atol=1e-4 * np.abs(gradients).max(), err_msg=words)
        for layer, wanted in zip(ours["sums"], sums, strict=True):
            np.testing.assert_allclose(layer, wanted, rtol=1e-3, atol=1e-4 * np.abs(np.concatenate(sums)).max(), err_msg=words)
        seen |= {experiment.training.loss, experiment.network.output, *(layer.activation for layer in experiment.network.hidden)}
    assert seen == set(LOSSES) | set(ACTIVATIONS)
    # At 0 a ReLU has a kink: nothing goes on below it, something does above it.
    flat = Experiment(network=Network((Layer(2, "relu"),)))
    weights = [np.zeros_like(array) if place < 2 else array + 0.5 for place, array in enumerate(build_model(flat).get_weights())]
    ours, (_, every, _, _) = calculated(page, flat, weights, 0)
    first = ours["slopes"][0]
    assert every[0][0, 0] == 0
    assert first["kink"]
    assert sorted([first["left"], first["right"]], key=abs)[0] == pytest.approx(0, abs=1e-9)
    assert first["value"] == pytest.approx((first["left"] + first["right"]) / 2)
    assert not ours["slopes"][-1]["kink"]


def table(card: Locator) -> dict[str, list[float]]:
    """Return the numbers of a card's table by their row's heading."""
    rows = [row.inner_text().split("\t") for row in card.locator(".np-answer tbody tr").all()]
    return {name.strip(): [numbers(value)[0] for value in values] for name, *values in rows}


def test_a_neurons_card_tells_the_backward_pass_after_training(app_server: Server, open_page: OpenPage) -> None:
    app = App(open_page(link_to(app_server.url, RING), width=1280, height=720))
    panel = Panel(app.page)
    panel.neuron("hidden 1, neuron 2").click()
    said = app.page.locator(".np-asked")
    expect(said).to_have_text("Gradients come with a run: press Train.")
    app.page.keyboard.press("Escape")
    app.train()
    app.wait_for("finished")
    events = snapshots(list(train(RING)))
    app.page.get_by_label("Epoch", exact=True).fill("5")
    expect(panel.words).to_contain_text("The network after epoch 5")
    panel.neuron("hidden 1, neuron 2").click()
    expect(panel.card.locator(".np-error")).to_contain_text("E = ")
    check_neuron(panel.card, events[5].weights, 0)
    step = asked(RING, 5, 0).step
    assert step is not None
    _, updates = by_keras(RING, 5, None)
    assert table(panel.card)["bias b"][2] == pytest.approx(updates[1][1], rel=DIGITS, abs=1e-6)
    notes = panel.card.locator(".np-answer").inner_text()
    first, *others = sorted(int(row) + 1 for row in step.rows)
    assert f"rows {', '.join(map(str, [first, *others[:-1]]))} and {others[-1]}" in notes
    assert "As in a prediction, dropout leaves every unit in, and batch normalization uses its moving statistics." in notes
    # Another row, and the first one again, which nobody is asked about.
    requests: list[str] = []
    app.page.on("request", lambda request: requests.append(request.url) if "/gradients" in request.url else None)
    panel.card.get_by_label("Row", exact=True).fill("9")
    app.page.keyboard.press("Enter")
    expect(panel.card.locator(".np-backward h4")).to_have_text("Backward, for row 9")
    expect(said).to_be_empty()
    check_neuron(panel.card, events[5].weights, 8)
    assert [url.split("?")[1] for url in requests] == ["epoch=5&row=9"]
    panel.card.get_by_label("Row", exact=True).fill("1")
    app.page.keyboard.press("Enter")
    expect(panel.card.locator(".np-backward h4")).to_have_text("Backward, for row 1")
    expect(said).to_be_empty()
    check_neuron(panel.card, events[5].weights, 0)
    assert len(requests) == 1
    # A weight of it.
    panel.card.locator(".np-term-name").first.click()
    _, gradients, _ = gradients_of(events[5].weights, 0)
    expect(panel.weight_card.locator(".np-chain")).to_contain_text("∂E/∂w = x · ∂E/∂s = ")
    chain = numbers(panel.weight_card.locator(".np-chain").inner_text().split("∂E/∂s =")[1])
    assert chain[0] * chain[1] == pytest.approx(chain[2], rel=3 * DIGITS)
    assert chain[2] == pytest.approx(gradients[0][0, 1], rel=DIGITS)
    # After the last epoch nothing is trained.
    app.page.get_by_label("Epoch", exact=True).fill("12")
    expect(panel.words).to_contain_text("The network after epoch 12")
    expect(panel.weight_card.locator(".np-answer")).to_contain_text("After the last epoch there is no next step.")


def gradients_of(weights: Sequence[Floats], row: int) -> tuple[float, list[Floats], list[Floats]]:
    rows = split(RING)
    return by_tape(RING, weights, rows.x[rows.shown[row]], rows.y[rows.shown[row]])


def check_neuron(card: Locator, weights: Sequence[Floats], row: int) -> None:
    """Hold the card of the first layer's second neuron against Keras."""
    error, gradients, sums = gradients_of(weights, row)
    assert numbers(card.locator(".np-error").inner_text())[0] == pytest.approx(error, rel=DIGITS)
    assert numbers(card.locator(".np-by-keras").inner_text())[0] == pytest.approx(sums[0][1], rel=DIGITS)
    assert numbers(card.locator(".np-chain").last.inner_text())[-1] == pytest.approx(sums[0][1], rel=3 * DIGITS)
    told, largest = table(card), float(np.abs(gradients[0]).max())
    wanted = {"x": gradients[0][0, 1], "y": gradients[0][1, 1], "bias b": gradients[1][1]}
    assert set(told) == set(wanted)
    for name, gradient in wanted.items():
        assert told[name][:2] == pytest.approx([gradient] * 2, rel=3 * DIGITS, abs=1e-4 * largest), name


def test_a_card_says_so_where_the_run_is_gone_or_the_server_is_busy(app_server: Server, open_page: OpenPage) -> None:
    app = App(open_page(link_to(app_server.url, RING), width=1280, height=720))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    app.page.route(GRADIENTS, hold)
    app.train()
    app.wait_for("finished")
    panel, said = Panel(app.page), app.page.locator(".np-asked")
    with app.page.expect_request(GRADIENTS):
        panel.neuron("output B").click()
    expect(said).to_contain_text("Computing …")
    held.pop().fulfill(status=503, body="At most 8 questions.", content_type="text/plain")
    expect(said).to_have_text("At most 8 questions.")
    with app.page.expect_request(GRADIENTS):
        panel.card.get_by_role("button", name="Ask again").click()
    expect(said).to_contain_text("Computing …")
    held.pop().fulfill(status=404, body="This run is not kept any more.", content_type="text/plain")
    expect(said).to_have_text("This run is not kept any more.")
    app.page.unroute(GRADIENTS)
    panel.card.get_by_role("button", name="Ask again").click()
    expect(panel.card.locator(".np-error")).to_contain_text("E = ")
    expect(panel.card.locator(".np-chain")).to_contain_text("∂E/∂s = a − y = ")


STEP_WORDS = """async ([version, over]) => {
  const { stepInWords } = await import(`./assets/${version}/network/backward_words.js`);
  return stepInWords({ optimizer: "sgd", step: { epoch: 21, rate: 0.01, count: 4, rows: [1, 7] } }, over);
}"""
# What is asked about an epoch that was the newest, and once more when the run has gone on.
ASKED = """async ([version]) => {
  const { Questions } = await import(`./assets/${version}/network/questions.js`);
  const urls = [];
  window.fetch = async (url) => (urls.push(String(url)), new Response("busy", { status: 503 }));
  const told = [];
  for (const settled of [false, false, true]) {
    await new Promise((done) => {
      const questions = (window.asking ??= new Questions(() => window.heard()));
      window.heard = done;
      questions.turn(new URL("http://localhost/gradients"));
      const { words } = questions.about(20, 3, settled);
      told.push(words.split(" ")[0]);
      if (words === "busy") done();
    });
  }
  return [told, urls];
}"""


def test_a_run_that_has_ended_takes_no_next_step(server: Server, open_page: OpenPage) -> None:
    page = open_page(server.url)
    ended, goes_on = (page.evaluate(STEP_WORDS, [version(), over]) for over in (True, False))
    assert ended.startswith("Δw: what the next step of training would add, had the run not ended here, the first of epoch 21, by ")
    assert goes_on.startswith("Δw: what the next step of training adds, the first of epoch 21, by ")


def test_of_the_newest_epoch_is_asked_again_when_the_run_has_gone_on(server: Server, open_page: OpenPage) -> None:
    told, urls = open_page(server.url).evaluate(ASKED, [version()])
    assert told == ["Computing", "busy", "Computing"]
    assert urls == ["http://localhost/gradients?epoch=20&row=4"] * 2
