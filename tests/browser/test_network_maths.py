"""The browser's forward pass against Keras' own `predict`, on networks of all kinds with random weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from playground.choices import ACTIVATIONS
from playground.data.features import FEATURES
from playground.data.shown import shown_rows
from playground.events import Floats
from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.lessons.initializers import initial_weights
from playground.live.assets import version
from playground.live.network import NetworkData, network_data
from playground.live.pack import Packed, unpack
from playground.training.model import build_model
from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.film_view import APP

NETWORKS = 40
FLOWERS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
# What the network answers for its rows and over its grid.
ANSWERS = """async ([version, data, weights]) => {
  const { Net } = await import(`./assets/${version}/network/net.js`);
  const net = new Net(data);
  const grid = net.grid(1);
  const last = (inputs) => Array.from(net.levels(weights, inputs).at(-1));
  return { rows: last(net.rows), grid: grid && last(grid.inputs) };
}"""


@dataclass(frozen=True)
class Case:
    """An experiment, its network with random weights, and what the browser is told of it."""

    experiment: Experiment
    told: NetworkData
    weights: Sequence[Floats]

    @property
    def flat(self) -> list[float]:
        """All weights, one behind the other."""
        numbers: list[float] = np.concatenate([array.ravel() for array in self.weights]).tolist()
        return numbers

    def keras(self, raw: Floats) -> Floats:
        """Return Keras' answers in the target's own unit."""
        model = build_model(self.experiment)
        model.set_weights(self.weights)
        received = (raw - numbers(self.told["shift"])) / numbers(self.told["scale"])
        outputs: Floats = model.predict(received.astype(np.float32), batch_size=4096, verbose=0).astype(np.float64)
        answer = self.told["answer"]
        own: Floats = outputs if answer is None else outputs * numbers(answer["scale"]) + numbers(answer["shift"])
        return own

    @property
    def rows(self) -> Floats:
        """Raw inputs of the rows that the browser is told."""
        return numbers(self.told["rows"]).reshape(-1, len(self.told["inputs"]))

    @property
    def grid(self) -> Floats | None:
        """Raw inputs over the grid, made as the page on features says."""
        if self.told["grid"] is None:
            return None
        x, y = (plane.ravel() for plane in np.meshgrid(*map(numbers, self.told["grid"])))
        made = {"x": x, "y": y, **{name: make(x, y) for name, make in FEATURES.items()}}
        return np.stack([made[name] for name in self.told["sources"]], axis=1)


def numbers(packed: Packed) -> Floats:
    return np.array(unpack(packed), dtype=np.float64)


def drawn_layer(rng: np.random.Generator, activation: str) -> Layer:
    return Layer(int(rng.integers(2, 13)), activation, float(rng.choice([0.0, 0.3])), bool(rng.random() < 0.4))


def drawn_data(rng: np.random.Generator, number: int) -> tuple[Data, str, Training]:
    """Return rows, a suitable output and its loss: of several targets, of classes, with features, and standardised."""
    scaled = bool(rng.random() < 0.5)
    kinds = (
        (Data(standardize=scaled, standardize_target=not scaled), str(rng.choice(["linear", "softplus"])), Training()),
        (Data("plane", inputs=("x", "y", *FEATURES), standardize=scaled), "linear", Training()),
        (Data("circle", inputs=("y", "x·y", "x²"), standardize=scaled), "sigmoid", Training(loss="binary_crossentropy")),
        (
            Data(inputs=FLOWERS, targets=("species",), standardize=scaled),
            "softmax",
            Training(loss="categorical_crossentropy"),
        ),
        (Data("diabetes", standardize=True, standardize_target=scaled), "linear", Training()),
    )
    return kinds[number % len(kinds)]


def drawn(number: int) -> Case:
    """Return the case of that number; all activations come, the deepest networks have four hidden layers."""
    rng = np.random.default_rng(number)
    data, output, training = drawn_data(rng, number)
    names = list(ACTIVATIONS)
    hidden = tuple(drawn_layer(rng, names[(number + 3 * layer) % len(names)]) for layer in range(number % 5))
    experiment = Experiment(data, Network(hidden, output), training)
    shapes = [array.shape for array in initial_weights(experiment)]
    # Moving variances are above 0, and so is any weight then: signs come from what is subtracted where that is no variance.
    weights = [rng.uniform(0.2, 1.2, shape).astype(np.float32) for shape in shapes]
    kernels = [array - np.float32(0.7) if array.ndim == 2 else array for array in weights]
    return Case(experiment, network_data(experiment, shown_rows(experiment), kernels), kernels)


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve(APP)


def compare(told: Sequence[float], wanted: Floats, case: str) -> None:
    """Hold numbers against Keras', which calculates with 32 bits: small beside the largest answer is as good as nothing."""
    np.testing.assert_allclose(np.reshape(told, wanted.shape), wanted, rtol=1e-5, atol=1e-5 * max(1.0, np.abs(wanted).max()), err_msg=case)


def test_the_browsers_forward_pass_is_kerass(server: Server, open_page: OpenPage) -> None:
    page = open_page(server.url)
    seen: set[str] = set()
    for number in range(NETWORKS):
        case = drawn(number)
        answers: dict[str, Any] = page.evaluate(ANSWERS, [version(), case.told, case.flat])
        words = f"network {number}: {case.experiment}"
        compare(answers["rows"], case.keras(case.rows), words)
        grid = case.grid
        if grid is not None:
            compare(answers["grid"], case.keras(grid), words)
        seen |= {layer["activation"] for layer in case.told["layers"]}
    assert seen == set(ACTIVATIONS)


def test_sums_far_from_0_overflow_nowhere(server: Server, open_page: OpenPage) -> None:
    script = """async ([version, names]) => {
      const { forward, placed } = await import(`./assets/${version}/network/forward.js`);
      return names.map((activation) => {
        const layers = placed(2, [{ units: 2, activation, normalized: false }]);
        return Array.from(forward(layers, [1, 0, 0, 1, 0, 0], Float64Array.from([1e4, -1e4]))[0].values);
      });
    }"""
    names = list(ACTIVATIONS)
    told = open_page(server.url).evaluate(script, [version(), names])
    assert np.isfinite(told).all()
    found = dict(zip(names, told, strict=True))
    assert found["softmax"] == [1, 0]
    assert found["softplus"] == [1e4, 0]
    assert found["sigmoid"] == [1, 0]
    assert found["leaky_relu"] == [1e4, -2e3]
