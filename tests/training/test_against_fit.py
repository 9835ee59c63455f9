"""Whatever an experiment says, a run is what Keras' `fit` computes for it, epoch by epoch."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from playground.datasets import DATASETS, UPLOAD
from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.settings import Flag, OneOf
from tests.training.comparison import assert_equals_fit
from tests.training.drawn import Drawn, drawn

NAMES = (*DATASETS, UPLOAD)
# Without shrinking: to make a failure smaller it would train for an hour. And how long a draw takes is the machine's affair.
FIXED = settings(derandomize=True, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("dataset", NAMES)
def test_random_experiments_equal_fit(dataset: str) -> None:
    @settings(FIXED, max_examples=3)
    @given(drawn(dataset))
    def equals_fit(case: Drawn) -> None:
        assert_equals_fit(case.experiment, case.table)

    equals_fit()


@pytest.mark.parametrize("hidden", [(), (Layer(7), Layer(6, "tanh"))])
def test_layers_that_stay_in_one_operation_equal_fit(hidden: tuple[Layer, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a processor where single operations do not give the same bits; TensorFlow knows less of shapes then."""
    monkeypatch.setattr("playground.training.program.splits_exactly", lambda *_: False)
    data = Data("breast_cancer", inputs=("worst concavity", "worst fractal dimension"), targets=("diagnosis",), standardize=True)
    training = Training("nadam", 0.001, loss="binary_crossentropy", batch_size=46, epochs=3, l1=0.01)
    assert data.split_rows[0] % training.batch_size
    assert_equals_fit(Experiment(data, Network(hidden, "sigmoid"), training))


def test_a_penalty_on_one_output_with_a_single_batch_of_validation_rows_equals_fit() -> None:
    data = Data("moons", samples=80, validation_split=0.3)
    training = Training("adam", loss="binary_crossentropy", batch_size=8, epochs=2, l2=0.01)
    assert_equals_fit(Experiment(data, Network((Layer(4),), "sigmoid"), training), None)


def test_experiments_are_drawn_over_every_field_and_every_choice() -> None:
    received: dict[str, set[object]] = defaultdict(set)
    choices: dict[str, set[object]] = {}

    @settings(FIXED, max_examples=600)
    @given(st.sampled_from(NAMES).flatmap(drawn))
    def note(case: Drawn) -> None:
        for name, value, rule in settings_of(case.experiment):
            received[name].add(value)
            choices[name] = set(rule.options) if isinstance(rule, OneOf) else {True, False} if isinstance(rule, Flag) else set[object]()

    note()
    assert {name: options - received[name] for name, options in choices.items() if options - received[name]} == {}
    assert [name for name, values in received.items() if len(values) < 2 and not name.startswith("Upload")] == []


def settings_of(part: object) -> Iterator[tuple[str, object, object]]:
    """Return name, value and rule of every field, those of the parts included."""
    for item in fields(part):  # type: ignore[arg-type]
        value = getattr(part, item.name)
        parts = [value] if is_dataclass(value) else [one for one in value if is_dataclass(one)] if isinstance(value, tuple) else []
        for one in parts:
            yield from settings_of(one)
        yield f"{type(part).__name__}.{item.name}", value, item.metadata.get("rule")
