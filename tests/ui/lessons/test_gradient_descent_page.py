"""The page on gradient descent: what its link says, what is put right, and where it leads."""

from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_iris

from playground.ui.lessons.frame import code_of
from playground.ui.lessons.gradient_descent import GRADIENT_DESCENT, content, rows
from playground.ui.lessons.lesson import described, query_of, read_state


def test_the_rows_are_the_petals_of_two_species_in_standard_deviations() -> None:
    x, y = rows()
    petals = load_iris().data[50:, 2:]
    np.testing.assert_allclose(x, (petals - petals.mean(axis=0)) / petals.std(axis=0), atol=1e-12)
    assert y.tolist() == [0.0] * 50 + [1.0] * 50


def test_every_epoch_has_all_rows_in_another_order() -> None:
    orders = content()["orders"]
    assert all(sorted(order) == list(range(100)) for order in orders)
    assert len({tuple(order) for order in orders}) == len(orders)


def test_a_state_is_what_its_link_says() -> None:
    query = {"gd_surface": ["valleys"], "gd_optimizer": ["adam"], "gd_rate": ["0.3"], "gd_w1": ["-1.5"], "gd_steps": ["12"]}
    state, notices = read_state(GRADIENT_DESCENT, query)
    assert notices == ()
    assert {name: state[name] for name in ("surface", "optimizer", "rate", "w1", "w2", "steps")} == {
        "surface": "valleys",
        "optimizer": "adam",
        "rate": 0.3,
        "w1": -1.5,
        "w2": 3.0,
        "steps": 12,
    }
    assert {name: list(texts) for name, texts in query_of(GRADIENT_DESCENT, state).items()} == query


RATE = "Learning rate ν must be a number of at least 0.001 and at most 50. The default 5 is used. Received:"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"gd_rate": ["0"]}, f"{RATE} 0.0."),
        (
            {"gd_rate": ["fast"]},
            "Learning rate ν must be a number of at least 0.001 and at most 50. The default 5 is used. Received: 'fast'.",
        ),
        ({"gd_w1": ["nan"]}, "Start w₁ must be a number of at least -6 and at most 6. The default -4 is used. Received: 'nan'."),
        ({"gd_steps": ["-1"]}, "Steps must be a whole number from 0 to 4,000. The default 0 is used. Received: -1."),
        (
            {"gd_surface": ["bowl"], "gd_w1": ["5.5"]},
            "Start w₁ must be a number from -4 to 4 on this surface. 4 is used. Received: 5.5.",
        ),
    ],
)
def test_what_a_link_cannot_say_gets_a_sentence(query: dict[str, list[str]], sentence: str) -> None:
    assert read_state(GRADIENT_DESCENT, query)[1] == (sentence,)


def test_the_rate_is_a_slider_over_powers() -> None:
    controls = {control["name"]: control for control in described(GRADIENT_DESCENT)}
    assert len(controls) <= 5
    steps = controls["rate"]["steps"]
    assert (steps[0], steps[-1]) == (0.001, 50.0)
    ratios = np.divide(steps[1:], steps[:-1])
    assert ratios.min() >= 2.0
    assert ratios.max() <= 2.5


@pytest.mark.parametrize(("optimizer", "keras", "momentum"), [("sgd", "sgd", 0.0), ("momentum", "sgd", 0.9), ("race", "adam", 0.0)])
def test_the_experiment_has_the_same_optimizer_and_rows(optimizer: str, keras: str, momentum: float) -> None:
    state = {**GRADIENT_DESCENT.start, "optimizer": optimizer, "batch": "one"}
    experiment, _ = GRADIENT_DESCENT.experiment(state)
    assert (experiment.training.optimizer, experiment.training.momentum, experiment.training.batch_size) == (keras, momentum, 1)
    assert experiment.data.inputs == ("petal length (cm)", "petal width (cm)")


def test_the_code_that_is_shown_runs_by_itself() -> None:
    shown: dict[str, Any] = {}
    exec(compile(code_of(GRADIENT_DESCENT.functions), "<shown>", "exec"), shown)  # noqa: S102 - our own functions
    path = shown["walk"](lambda w, _: shown["ravine_gradient"](w), np.array([1.0, 1.0]), shown["gradient_descent"], 0.05, 2)
    np.testing.assert_allclose(path, [[1.0, 1.0], [0.95, 0.0], [0.9025, 0.0]], atol=1e-12)
    adam = shown["walk"](lambda w, _: w, np.array([1.0, 1.0]), shown["adam"], 0.1, 1)
    np.testing.assert_allclose(adam[1], [0.9, 0.9], atol=1e-6)
