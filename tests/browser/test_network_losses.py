"""The browser's losses against Keras' own: from outputs, and of whole networks as `evaluate` has them."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from playwright.sync_api import Page

from playground.choices import LOSSES
from playground.events import Floats
from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.live.assets import version
from playground.training.losses import LOSSES as KERAS
from playground.training.model import build_model
from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.film_view import APP, FLOWERS

ROWS = 50
LOSS = """async ([version, name, outputs, truth, width, sums]) => {
  const { lossOf } = await import(`./assets/${version}/network/losses.js`);
  return lossOf(name, Float64Array.from(outputs), Float64Array.from(truth), width, sums && Float64Array.from(sums));
}"""
# A network's loss from its weights, with the sums before its last activation.
OF_NETWORK = """async ([version, name, inputs, layers, weights, rows, truth]) => {
  const { lossOf } = await import(`./assets/${version}/network/losses.js`);
  const { forward, placed } = await import(`./assets/${version}/network/forward.js`);
  const { sums, values } = forward(placed(inputs, layers), weights, Float64Array.from(rows)).at(-1);
  const { units, activation } = layers.at(-1);
  return lossOf(name, values, Float64Array.from(truth), units, ["sigmoid", "softmax"].includes(activation) ? sums : null);
}"""


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve(APP)


def softmax(sums: Floats) -> Floats:
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def drawn(name: str, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Return sums, outputs and targets of some rows that suit the loss; errors are small and large, some probabilities next to 0."""
    if name == "categorical_crossentropy":
        sums = rng.normal(0, 8, (ROWS, 3)).astype(np.float32)
        return sums, softmax(sums), np.eye(3, dtype=np.float32)[rng.integers(0, 3, ROWS)]
    if LOSSES[name].single:
        sums = rng.normal(0, 8, (ROWS, 1)).astype(np.float32)
        outputs = (1 / (1 + np.exp(-sums)) if name == "binary_crossentropy" else sums / 8).astype(np.float32)
        return sums, outputs, rng.integers(0, 2, (ROWS, 1)).astype(np.float32)
    outputs, truth = (rng.normal(0, 2, (ROWS, 2)).astype(np.float32) for _ in range(2))
    return outputs, outputs, truth


def told(page: Page, name: str, outputs: Floats, truth: Floats, sums: Floats | None = None) -> float:
    listed = None if sums is None else sums.ravel().tolist()
    return float(page.evaluate(LOSS, [version(), name, outputs.ravel().tolist(), truth.ravel().tolist(), truth.shape[1], listed]))


def test_each_loss_is_kerass(server: Server, open_page: OpenPage) -> None:
    page = open_page(server.url)
    rng = np.random.default_rng(4)
    for name, keras_loss in KERAS.items():
        sums, outputs, truth = drawn(name, rng)
        assert told(page, name, outputs, truth) == pytest.approx(float(keras_loss()(truth, outputs)), rel=1e-5), name
        if name.endswith("crossentropy"):
            wanted = float(keras_loss(from_logits=True)(truth, sums))
            assert told(page, name, outputs, truth, sums) == pytest.approx(wanted, rel=1e-5), name
    assert set(KERAS) == set(LOSSES)


def test_a_networks_loss_is_what_evaluate_says(server: Server, open_page: OpenPage) -> None:
    page = open_page(server.url)
    rng = np.random.default_rng(11)
    flowers = Data(inputs=FLOWERS, targets=("species",))
    cases: Sequence[tuple[Data, str, str]] = (
        (Data(), "linear", "mse"),
        (Data(), "linear", "mae"),
        (Data(), "linear", "huber"),
        (flowers, "softmax", "categorical_crossentropy"),
        (Data("circle"), "sigmoid", "binary_crossentropy"),
        (Data("circle"), "tanh", "hinge"),
    )
    # Usual weights, and such as saturate.
    for (data, output, loss), size in product(cases, (0.7, 300.0)):
        experiment = Experiment(data, Network((Layer(3, "tanh"),), output), Training(loss=loss))
        model = build_model(experiment)
        model.set_weights([rng.normal(0, size, array.shape).astype(np.float32) for array in model.get_weights()])
        inputs, units = len(data.inputs), len(experiment.output_names)
        rows = rng.normal(0, 1, (ROWS, inputs)).astype(np.float32)
        truth = drawn(loss, rng)[2]
        model.compile(loss=KERAS[loss]())
        wanted = float(model.evaluate(rows, truth, batch_size=ROWS, verbose=0))
        layers = [{"units": 3, "activation": "tanh", "normalized": False}, {"units": units, "activation": output, "normalized": False}]
        weights = np.concatenate([array.ravel() for array in model.get_weights()]).tolist()
        arguments = [version(), loss, inputs, layers, weights, rows.ravel().tolist(), truth.ravel().tolist()]
        assert page.evaluate(OF_NETWORK, arguments) == pytest.approx(wanted, rel=1e-5, abs=1e-7), f"{loss}, {size}"
