"""How the weights are found: settings that take effect, rates that follow their formula, and changes on the way."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.choices import LOSSES, MONITORS, OPTIMIZERS, SCHEDULES
from playground.experiment import Change, Data, Training, WeightEdit, learning_rate_at, strengths_at
from tests.experiment.refusing import sentence_of
from tests.strategies import SMALL, trainings

FOUR = ("monitor", "patience", "min_delta", "restore_best_weights")
SEVENTY = tuple(WeightEdit(2, source, 1, 0.5) for source in range(1, 71))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"optimizer": "lion"}, f"Optimizer must be one of {', '.join(OPTIMIZERS)}. Received: 'lion'."),
        ({"optimizer": ["sgd"]}, f"Optimizer must be one of {', '.join(OPTIMIZERS)}. Received: ['sgd']."),
        ({"learning_rate": 0.0}, "Learning rate must be a number above 0 and at most 10. Received: 0.0."),
        ({"learning_rate": -0.01}, "Learning rate must be a number above 0 and at most 10. Received: -0.01."),
        ({"learning_rate": float("inf")}, "Learning rate must be a number above 0 and at most 10. Received: inf."),
        ({"learning_rate": "0.01"}, "Learning rate must be a number above 0 and at most 10. Received: '0.01'."),
        ({"momentum": 1.0}, "Momentum must be a number of at least 0 and below 1. Received: 1.0."),
        ({"optimizer": "adam", "momentum": 0.9}, "Momentum is a setting of SGD. Received: momentum=0.9 with adam."),
        ({"nesterov": True}, "Nesterov needs SGD with momentum. Received: nesterov=True with sgd, momentum=0."),
        ({"weight_decay": 0.1}, "With optimizer=sgd, weight_decay has no effect and stays 0.004. Received: 0.1."),
        ({"loss": "msle"}, f"Loss must be one of {', '.join(LOSSES)}. Received: 'msle'."),
        ({"batch_size": 0}, "Batch size must be a whole number from 1 to 4,096. Received: 0."),
        ({"batch_size": 5000}, "Batch size must be a whole number from 1 to 4,096. Received: 5000."),
        ({"epochs": 0}, "Epochs must be a whole number from 1 to 10,000. Received: 0."),
        ({"epochs": 10_001}, "Epochs must be a whole number from 1 to 10,000. Received: 10001."),
        ({"seed": 0.5}, "Training seed must be a whole number from 0 to 999,999. Received: 0.5."),
        ({"schedule": "linear"}, f"Schedule must be one of {', '.join(SCHEDULES)}. Received: 'linear'."),
        ({"schedule_factor": 0.9}, "With schedule=constant, schedule_factor has no effect and stays 0.5. Received: 0.9."),
        (
            {"schedule": "warm_up", "schedule_factor": 0.9},
            "With schedule=warm_up, schedule_factor has no effect and stays 0.5. Received: 0.9.",
        ),
        ({"schedule": "cosine", "schedule_epochs": 5}, "With schedule=cosine, schedule_epochs has no effect and stays 10. Received: 5."),
        ({"clipnorm": -1.0}, "Gradient clipping must be a number of at least 0 and at most 1000. Received: -1.0."),
        ({"l1": 11}, "L1 must be a number of at least 0 and at most 10. Received: 11."),
        ({"l2": math.nan}, "L2 must be a number of at least 0 and at most 10. Received: nan."),
        ({"early_stopping": "on"}, "Early stopping must be on or off: true or false. Received: 'on'."),
        ({"patience": 3}, "With early_stopping=False, patience has no effect and stays 10. Received: 3."),
        ({"early_stopping": True, "monitor": "mse"}, f"Monitor must be one of {', '.join(MONITORS)}. Received: 'mse'."),
        ({"early_stopping": True, "patience": -1}, "Patience must be a whole number from 0 to 10,000. Received: -1."),
        ({"early_stopping": True, "min_delta": -1}, "Smallest improvement must be a number of at least 0 and at most 10. Received: -1."),
        ({"changes": 5}, "Changes must be a list of Change. Received: 5."),
        ({"changes": ({"epoch": 5},)}, "Changes must be a list of Change. Received: ({'epoch': 5},)."),
        (
            {"epochs": 600, "changes": tuple(Change(epoch, 0.1) for epoch in range(1, 502))},
            "A run can be changed at most 500 times. Received: 501 changes.",
        ),
        (
            {"changes": tuple(Change(epoch, weights=SEVENTY) for epoch in (1, 2, 3))},
            "A run can have at most 200 edited weights, silenced and frozen neurons. Received: 210 of them.",
        ),
        (
            {"changes": (Change(5, 0.1), Change(5, 0.2))},
            "Changes must be in the order of their epochs, one an epoch, up to epoch 100. Received: [5, 5].",
        ),
        (
            {"changes": (Change(7, 0.1), Change(5, 0.2))},
            "Changes must be in the order of their epochs, one an epoch, up to epoch 100. Received: [7, 5].",
        ),
        (
            {"epochs": 20, "changes": (Change(21, 0.1),)},
            "Changes must be in the order of their epochs, one an epoch, up to epoch 20. Received: [21].",
        ),
    ],
)
def test_training_that_cannot_be_done_is_refused(wrong: dict[str, object], sentence: str) -> None:
    assert sentence_of(Training, **wrong) == sentence


@pytest.mark.parametrize("name", FOUR)
def test_early_stopping_that_is_off_has_no_settings(name: str) -> None:
    other = {"monitor": "loss", "patience": 3, "min_delta": 0.1, "restore_best_weights": False}[name]
    assert sentence_of(Training, **{name: other}).startswith(f"With early_stopping=False, {name} has no effect and stays ")
    assert getattr(Training(early_stopping=True, **{name: other}), name) == other  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"epoch": 0, "l1": 0.1}, "The epoch of a change must be a whole number from 1 to 10,000. Received: 0."),
        ({"epoch": None, "l1": 0.1}, "The epoch of a change must be a whole number from 1 to 10,000. Received: None."),
        ({"epoch": 1, "learning_rate": 0}, "Learning rate must be a number above 0 and at most 10. Received: 0."),
        ({"epoch": 1, "l1": "much"}, "L1 must be a number of at least 0 and at most 10. Received: 'much'."),
        ({"epoch": 1, "l2": True}, "L2 must be a number of at least 0 and at most 10. Received: True."),
        ({"epoch": 1}, "A change must set the learning rate, L1, L2 or weights, or freeze neurons. Received: none of them."),
    ],
)
def test_a_change_sets_something_to_what_its_rule_allows(wrong: dict[str, object], sentence: str) -> None:
    assert sentence_of(Change, **wrong) == sentence


def test_a_change_says_what_it_sets() -> None:
    assert Change(3, learning_rate=0.001).words == "learning rate 0.001"
    assert Change(3, learning_rate=3.0, l1=0.0, l2=1e-5).words == "learning rate 3, L1 0, L2 1e-05"


def test_the_change_at_an_epoch_is_found() -> None:
    training = Training(changes=(Change(3, 0.1), Change(5, l2=0.1)))
    assert [training.change_at(epoch) for epoch in (3, 4, 5)] == [Change(3, 0.1), None, Change(5, l2=0.1)]


def test_a_huge_learning_rate_is_allowed_for_divergence_is_a_lesson() -> None:
    assert Training(learning_rate=10).learning_rate == 10.0


def test_an_exponential_rate_falls_by_the_factor_every_so_many_epochs() -> None:
    training = Training(learning_rate=0.8, schedule="exponential", schedule_factor=0.5, schedule_epochs=4)
    assert [learning_rate_at(training, epoch) for epoch in (1, 5, 9)] == pytest.approx([0.8, 0.4, 0.2])
    assert learning_rate_at(training, 3) == pytest.approx(0.8 * math.sqrt(0.5))


def test_a_stepped_rate_stays_until_its_jump() -> None:
    training = Training(learning_rate=0.8, schedule="step", schedule_factor=0.1, schedule_epochs=3)
    rates = [learning_rate_at(training, epoch) for epoch in range(1, 8)]
    assert rates == pytest.approx([0.8, 0.8, 0.8, 0.08, 0.08, 0.08, 0.008])


def test_a_cosine_rate_is_halved_half_way_and_nearly_0_at_the_end() -> None:
    training = Training(learning_rate=0.2, schedule="cosine", epochs=10)
    rates = [learning_rate_at(training, epoch) for epoch in range(1, 11)]
    assert rates[0] == 0.2
    assert rates[5] == pytest.approx(0.1)
    assert rates == sorted(rates, reverse=True)
    assert 0 < rates[-1] < 0.01


def test_a_warm_up_rises_in_a_line_and_then_stays() -> None:
    training = Training(learning_rate=0.4, schedule="warm_up", schedule_epochs=4)
    assert [learning_rate_at(training, epoch) for epoch in (1, 2, 3, 4, 5, 50)] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.4, 0.4])


@settings(max_examples=100, deadline=None)
@given(training=trainings(Data(), "mse", SMALL))
def test_no_schedule_raises_the_rate_above_what_was_asked_for(training: Training) -> None:
    asked = [training.learning_rate, *(change.learning_rate for change in training.changes if change.learning_rate is not None)]
    for epoch in range(1, training.epochs + 1):
        assert 0.0 <= learning_rate_at(training, epoch) <= max(asked)


def test_a_change_holds_from_its_epoch_on_and_leaves_the_rest() -> None:
    training = Training(learning_rate=0.1, l2=0.01, changes=(Change(3, learning_rate=0.05), Change(6, l1=0.2, l2=0.0)))
    assert [learning_rate_at(training, epoch) for epoch in (1, 2, 3, 100)] == [0.1, 0.1, 0.05, 0.05]
    assert [strengths_at(training, epoch) for epoch in (1, 5, 6, 100)] == [(0.0, 0.01), (0.0, 0.01), (0.2, 0.0), (0.2, 0.0)]


def test_a_schedule_scales_the_rate_that_it_was_changed_to() -> None:
    training = Training(learning_rate=0.8, schedule="step", schedule_factor=0.5, schedule_epochs=2, changes=(Change(4, learning_rate=0.4),))
    assert [learning_rate_at(training, epoch) for epoch in (1, 3, 4, 5)] == pytest.approx([0.8, 0.4, 0.2, 0.1])


def test_of_two_changes_at_the_same_epoch_the_later_word_counts() -> None:
    training = Training().with_change(Change(5, learning_rate=0.1, l1=0.3)).with_change(Change(5, learning_rate=0.2, l2=0.4))
    assert training.changes == (Change(5, 0.2, 0.3, 0.4),)


@given(epochs=st.lists(st.integers(1, 100), max_size=6))
def test_changes_stand_in_the_order_of_their_epochs_however_they_came(epochs: list[int]) -> None:
    training = Training()
    for number, epoch in enumerate(epochs):
        training = training.with_change(Change(epoch, l1=number / 10))
    assert [change.epoch for change in training.changes] == sorted(set(epochs))
    for change in training.changes:
        last = max(number for number, epoch in enumerate(epochs) if epoch == change.epoch)
        assert change.l1 == last / 10


def test_numbers_of_numpy_become_plain_ones() -> None:
    change = Change(np.int64(5), np.float64(0.1))  # type: ignore[arg-type]
    assert (type(change.epoch), type(change.learning_rate)) == (int, float)
