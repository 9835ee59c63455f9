"""The charts of predictions while the network is edited: each shows of an edited network what Python would show of its answers."""

from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from playground.data.grid import grid_points
from playground.data.shown import shown_rows
from playground.events import Floats, Snapshot
from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.figures.panels.class_panels import class_panels
from playground.figures.panels.panel import Restyle, Setup
from playground.figures.panels.predictions import prediction_panels
from playground.lessons.forward_pass import forward_pass
from playground.lessons.initializers import initial_weights
from playground.live.assets import version
from playground.live.film import look_of
from playground.live.first_look import first_look
from playground.live.pack import pack_numbers, unpack
from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.film_view import APP, FLOWERS, Script, View
from tests.browser.network_view import Panel
from tests.figures.reading import HINGE, ONE_INPUT, SINE, SIX, SURFACE, TWO
from tests.live.scripted import grown

SPECIES = Experiment(Data(inputs=FLOWERS, targets=("species",)), Network(output="softmax"), Training(loss="categorical_crossentropy"))
CASES = {
    "two targets": Experiment(),
    "three classes": SPECIES,
    "a class curve": ONE_INPUT,
    "a map of two classes": TWO,
    "a map of scores": HINGE,
    "a map of six classes": SIX,
    "a curve": SINE,
    "a map of values": SURFACE,
}
# Of 256 steps of a colour: so far a palette may be from what it stands for.
PALETTE = 6
# What the browser makes of the network's answers: the traces' columns, and of the map the colours of all its pixels.
MADE = """async ([version, answers, outputs, surface]) => {
  const { dataOf, layoutOf, rowNumbers } = await import(`./assets/${version}/network/charts.js`);
  const { numbers } = await import(`./assets/${version}/network/net.js`);
  const rows = rowNumbers(answers).map((row) => Float64Array.from(outputs[row]));
  const truth = answers.truth && numbers(answers.truth);
  const seen = { rows, points: surface.map((row) => Float64Array.from(row)), reading: answers.reading, truth };
  return [dataOf(answers, seen), layoutOf(answers, seen)["images[0].source"] ?? null];
}"""
PIXELS = """async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  canvas.getContext("2d").drawImage(image, 0, 0);
  return [image.width, image.height, Array.from(canvas.getContext("2d").getImageData(0, 0, image.width, image.height).data)];
}"""


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve(APP)


def drawn(experiment: Experiment) -> Snapshot:
    """What no network answers: every class somewhere, sure and unsure, and some that is no number."""
    rng = np.random.default_rng(7)
    outputs, points = len(experiment.output_names), grid_points(len(experiment.data.axes))

    def answers(rows: int) -> Floats:
        sums = rng.normal(0, 3, (rows, outputs))
        if experiment.network.output == "softmax":
            sums = np.exp(sums) / np.exp(sums).sum(axis=1, keepdims=True)
        elif experiment.network.output == "sigmoid":
            sums = 1 / (1 + np.exp(-sums))
        return sums.astype(np.float32)

    seen = answers(sum(experiment.data.shown_rows))
    if experiment.data.task == "regression":
        seen[3] = np.nan
    return Snapshot(5, (), seen, answers(points) if points else None)


def pixels(page: Page, address: str) -> NDArray[np.float64]:
    """The colours of a picture, row by row."""
    width, height, values = page.evaluate(PIXELS, address)
    return np.array(values, dtype=np.float64).reshape(height, width, 4)


def same(made: list[Any] | None, wanted: object) -> None:
    if isinstance(wanted, list) and wanted and isinstance(wanted[0], float):
        assert made is not None
        np.testing.assert_allclose([np.nan if value is None else value for value in made], wanted, rtol=2**-15, atol=1e-6)
    else:
        assert made == wanted


@pytest.mark.parametrize("name", CASES)
def test_charts_make_of_answers_in_the_browser_what_python_makes(name: str, server: Server, open_page: OpenPage) -> None:
    experiment, page = CASES[name], open_page(server.url)
    started, seen = shown_rows(experiment).started, drawn(CASES[name])
    surface = [] if seen.surface is None else seen.surface.tolist()
    followed = 0
    for panel in (*prediction_panels(experiment), *class_panels(experiment)):
        setup, look = panel.patch(started), panel.patch(seen)
        assert isinstance(setup, Setup)
        assert isinstance(look, Restyle)
        told = look_of(setup).get("answers")
        if told is None:
            continue
        followed += 1
        assert tuple(told["traces"]) == look.traces
        data, picture = page.evaluate(MADE, [version(), told, seen.predictions.tolist(), surface])
        assert data.keys() == look.data.keys()
        for attribute, columns in look_of(look)["data"].items():
            for column, made in zip(columns, data[attribute], strict=True):
                same(made, unpack(column))
        wanted = look.layout.get("images[0].source")
        assert (picture is None) == (wanted is None)
        if picture is not None:
            made, by_python = pixels(page, picture), pixels(page, cast("str", wanted))
            assert made.shape == by_python.shape
            # Python's has a palette of 64 colours.
            assert np.abs(made - by_python).mean() < PALETTE < np.abs(made[::-1] - by_python).mean()
    assert followed == len(prediction_panels(experiment))


def answers_of(experiment: Experiment, arrays: list[NDArray[np.float32]], x: Floats) -> Floats:
    shown = shown_rows(experiment)
    outputs = forward_pass(experiment.network, tuple(arrays), (x - shown.inputs.shift) / shown.inputs.scale)
    return outputs.astype(np.float32)


def test_predictions_follow_an_edit_and_go_back(server: Server, open_page: OpenPage) -> None:
    script = Script(server, weighs=True)
    script("train", 20, batch=5)
    script("complete")
    view = View(open_page(f"{script.url}&network=1", storage={"neural-playground.speed": "live"}))
    expect(view.status).to_have_text("finished")
    panel, experiment = Panel(view.page), script.experiment
    view.seek(10)
    view.page.wait_for_function("() => document.querySelector('[data-testid=network-words]').textContent.includes('after epoch 10')")
    assert view.shows_predictions_of(experiment, 10)
    arrays = [np.asarray(grown(array, 10)) for array in initial_weights(experiment)]
    rows, train = shown_rows(experiment).x, experiment.data.split_rows[0]

    def shows(changed: list[NDArray[np.float32]]) -> bool:
        wanted = answers_of(experiment, changed, rows)[:train]
        shown = np.transpose([view.data("predictions", trace, "y") for trace in (0, 3)])
        return bool(np.allclose(shown, wanted, rtol=1e-3, atol=1e-3))

    panel.neuron("output petal length (cm)").click()
    bias = panel.field("Bias")
    bias.fill("2.5")
    bias.press("Enter")
    edited = [*arrays[:7], np.array([2.5, arrays[7][1]], np.float32)]
    view.page.wait_for_function("() => document.querySelector('[data-testid=network-edits]').textContent.includes('Predictions follow')")
    # Within two frames, which is what a person calls at once.
    view.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert shows(edited)
    # At another epoch the film is shown as it is; back at this one the edit is there again.
    view.seek(5)
    view.page.wait_for_function("() => document.querySelector('[data-testid=network-words]').textContent.includes('after epoch 5')")
    assert view.shows_predictions_of(experiment, 5)
    panel.edits.get_by_role("button", name="Back to epoch 10").click()
    view.page.wait_for_function("() => document.querySelector('[data-testid=network-words]').textContent.includes('after epoch 10')")
    assert shows(edited)
    panel.edits.get_by_role("button", name="Undo", exact=True).click()
    view.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert view.shows_predictions_of(experiment, 10)


def test_the_untrained_networks_map_follows_a_silenced_neuron_before_any_run(server: Server, open_page: OpenPage) -> None:
    experiment = Experiment(
        Data("circle", samples=200, seed=3), Network((Layer(4, "tanh"), Layer(3, "tanh")), "sigmoid"), Training(loss="binary_crossentropy")
    )
    script = Script(server, experiment, weighs=True)
    view = View(open_page(f"{script.url}&network=1"))
    panel = Panel(view.page)
    source = "() => document.querySelector('[data-testid=panel-map]')?.layout?.images?.[0]?.source"
    view.page.wait_for_function(f"() => ({source})()")
    before = view.page.evaluate(source)
    panel.neuron("hidden 2, neuron 1").click()
    panel.card.get_by_role("button", name="Silence", exact=True).click()
    view.page.wait_for_function(f"(before) => ({source})() !== before", arg=before)
    arrays = [np.asarray(array) for array in initial_weights(experiment)]
    silent = [*arrays[:4], np.concatenate([np.zeros((1, 1), np.float32), arrays[4][1:]]), arrays[5]]
    shown = shown_rows(experiment)
    assert shown.grid_x is not None
    seen = Snapshot(0, (), answers_of(experiment, silent, shown.x), answers_of(experiment, silent, shown.grid_x))
    (chart,) = prediction_panels(experiment)
    chart.patch(shown.started)
    look = chart.patch(seen)
    assert isinstance(look, Restyle)
    made, wanted = pixels(view.page, view.page.evaluate(source)), pixels(view.page, cast("str", look.layout["images[0].source"]))
    assert np.abs(made - wanted).mean() < PALETTE < np.abs(made[::-1] - wanted).mean()
    rings = view.data("map", look.traces[0], "x")
    np.testing.assert_allclose(np.sort(rings), np.sort(np.asarray(look.data["x"][0])), rtol=2**-15)
    panel.edits.get_by_role("button", name="Undo", exact=True).click()
    view.page.wait_for_function(f"(before) => ({source})() === before", arg=before)


FOLLOWS = """async ([version, network, frame]) => {
  const { Charts } = await import(`./assets/${version}/network/charts.js`);
  const { Net } = await import(`./assets/${version}/network/net.js`);
  const { Timeline } = await import(`./assets/${version}/timeline.js`);
  const timeline = new Timeline(1);
  timeline.foresee(frame);
  return new Charts().follow(new Net(network), timeline);
}"""


def test_charts_follow_only_where_the_browser_has_their_rows(server: Server, open_page: OpenPage) -> None:
    page, digits = open_page(server.url), replace(SPECIES, data=Data("digits"))
    look = first_look(digits, shown_rows(digits))
    assert look.network is not None
    # Of all pictures those travel that have a dot.
    assert look.network["places"] is not None
    assert page.evaluate(FOLLOWS, [version(), look.network, look.frame])
    fewer = {**look.network, "places": pack_numbers(np.arange(600, dtype=np.float32))}
    assert not page.evaluate(FOLLOWS, [version(), fewer, look.frame])
