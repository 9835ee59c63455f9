"""Each preset shows what its words promise: trained for real, measured by what a learner would look at."""

import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

import numpy as np
import pytest

from playground.data.split import split
from playground.events import EpochEnd, Event, Finished, Snapshot
from playground.experiment import Augmentation, Experiment
from playground.presets import PRESETS, SECTIONS, Fact
from playground.summary import parameter_count
from playground.training import train

NOISE = 0.09  # the variance that the fits have to live with
GUESSING = np.log(2.0)


@cache
def events(name: str) -> tuple[Event, ...]:
    return tuple(train(PRESETS[name].experiment))


def losses(name: str) -> np.ndarray:
    return np.array([event.loss for event in events(name) if isinstance(event, EpochEnd)])


def validation(name: str) -> np.ndarray:
    return np.array([event.val_loss for event in events(name) if isinstance(event, EpochEnd)], dtype=float)


def accuracies(name: str) -> list[float]:
    return [event.metrics["accuracy"] for event in events(name) if isinstance(event, EpochEnd)]


def last(name: str) -> Snapshot:
    return [event for event in events(name) if isinstance(event, Snapshot)][-1]


def outcome(name: str) -> Finished:
    finished = events(name)[-1]
    assert isinstance(finished, Finished)
    return finished


def test_each_has_a_name_two_sentences_and_an_experiment_of_its_own() -> None:
    assert len({preset.label for preset in PRESETS.values()}) == len(PRESETS)
    assert len({preset.experiment for preset in PRESETS.values()}) == len(PRESETS)
    for preset in PRESETS.values():
        assert preset.help.count("Watch ") == 1
        assert 80 < len(preset.help) < 330
        assert Experiment.from_json(preset.experiment.to_json()) == preset.experiment


def test_the_first_is_the_default() -> None:
    assert next(iter(PRESETS.values())).experiment == Experiment()


def test_limits_leave_out_what_they_do_not_allow() -> None:
    code = "from playground.presets import PRESETS; print(*PRESETS)"
    env = {**os.environ, "PLAYGROUND_MAX_EPOCHS": "100", "PLAYGROUND_MAX_UNITS": "64"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    left = [name for name, preset in PRESETS.items() if preset.experiment.training.epochs <= 100]
    assert done.stdout.split() == left
    assert "lecture" in left
    assert "over_fitted" not in left


def shares_right(name: str, epoch: int) -> tuple[float, float]:
    """Return how many of the spiral's rows are right after an epoch: at the ends of the arms, and in the windings between."""
    rows = split(PRESETS[name].experiment)
    radius = np.hypot(*rows.x.T)
    shown = {event.epoch: event.predictions for event in events(name) if isinstance(event, Snapshot)}
    right = shown[max(known for known in shown if known <= epoch)].argmax(axis=1) == rows.y.argmax(axis=1)
    return float(right[radius > 4.0].mean()), float(right[(radius > 2.0) & (radius < 4.0)].mean())


MEASURES: dict[str, Callable[[str, int], float]] = {
    "loss": lambda name, epoch: losses(name)[epoch - 1],
    "val_loss": lambda name, epoch: validation(name)[epoch - 1],
    "lowest val_loss": lambda name, _: validation(name).min(),
    "test loss": lambda name, _: outcome(name).test["loss"],
    "test accuracy": lambda name, _: outcome(name).test["accuracy"],
    "epochs": lambda name, _: outcome(name).epochs,
    "growth": lambda name, _: np.exp(np.diff(np.log(losses(name))).min()),
    "guessing": lambda *_: GUESSING,
    "noise": lambda name, _: PRESETS[name].experiment.data.noise ** 2,
    "variance": lambda name, _: training_targets(name).var(axis=0).mean(),
    "ends": lambda name, epoch: shares_right(name, epoch)[0],
    "windings": lambda name, epoch: shares_right(name, epoch)[1],
}


def training_targets(name: str) -> np.ndarray:
    rows = split(PRESETS[name].experiment)
    return rows.y[rows.train_rows]


def tolerance(value: float) -> float:
    """Return how far from a number in a sentence the run may be: 1.5 of its last digit, and at most a fifth of it."""
    digits = -Decimal(repr(value)).as_tuple().exponent if not float(value).is_integer() else 0  # type: ignore[operator]
    last = 10.0**-digits if digits else 10.0 ** (len(str(int(value))) - len(str(int(value)).rstrip("0")))
    return min(0.2 * value, 1.5 * last)


FACTS = [(name, fact) for name, preset in PRESETS.items() for fact in preset.facts]


@pytest.mark.parametrize(("name", "fact"), FACTS)
def test_every_number_in_a_sentence_is_the_runs(name: str, fact: Fact) -> None:
    of, _, bound = fact.of.partition(", ")
    told = fact.preset or name
    measured = MEASURES[of](told, fact.epoch or outcome(told).epochs)
    if bound == "at most":
        assert measured <= fact.value
    elif bound == "at least":
        assert measured >= fact.value
    else:
        assert abs(measured - fact.value) <= tolerance(fact.value)


@pytest.mark.parametrize("name", PRESETS)
def test_a_sentence_has_no_number_that_nobody_holds_against_the_run(name: str) -> None:
    preset = PRESETS[name]
    known = {float(fact.value) for fact in preset.facts} | {float(fact.epoch) for fact in preset.facts if fact.epoch}
    known |= {100 * value for value in known} | set(numbers_in(dataclasses.asdict(preset.experiment)))
    known |= {*preset.experiment.data.split_rows, parameter_count(preset.experiment), len(preset.experiment.data.inputs)}
    said = [float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", preset.help)]
    assert [number for number in said if number not in known] == []


def numbers_in(value: object) -> Iterator[float]:
    """Yield every number of an experiment."""
    if isinstance(value, dict):
        for one in value.values():
            yield from numbers_in(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from numbers_in(one)
    elif isinstance(value, int | float):
        yield float(value)


def test_every_preset_belongs_to_a_section_of_the_lecture_and_they_stand_in_its_order() -> None:
    places = [list(SECTIONS).index(preset.section) for preset in PRESETS.values()]
    assert places == sorted(places)
    assert set(places) == set(range(len(SECTIONS)))


def test_the_remedies_for_over_fitting_differ_from_it_in_one_thing_and_predict_the_test_rows_better() -> None:
    over = PRESETS["over_fitted"].experiment
    stopped, dropout, noise = (PRESETS[name].experiment for name in ("early_stopping", "dropout", "noise"))
    assert (
        replace(stopped, training=over.training) == replace(dropout, network=over.network) == replace(noise, network=over.network) == over
    )
    assert (stopped.training.patience, {layer.dropout for layer in dropout.network.hidden}) == (30, {0.2})
    assert noise.network == replace(over.network, augmentation=Augmentation(noise=0.2))
    assert outcome("early_stopping").restored
    worst = outcome("over_fitted").test["loss"]
    assert all(outcome(name).test["loss"] < 0.85 * worst for name in ("early_stopping", "dropout", "noise"))


def test_more_epochs_do_not_help_the_under_fitted_case_and_more_units_do() -> None:
    under = PRESETS["under_fitted"].experiment
    longer = list(train(replace(under, training=replace(under.training, epochs=1_000))))
    assert [event.loss for event in longer if isinstance(event, EpochEnd)][-1] > 0.9 * losses("under_fitted")[-1]
    assert losses("well_fitted")[-1] < 0.3 * losses("under_fitted")[-1]


def test_the_perceptrons_line_wanders_over_the_plane() -> None:
    shares = np.array(
        [(event.surface > 0.5).mean() for event in events("xor_perceptron") if isinstance(event, Snapshot) and event.surface is not None]
    )
    assert np.mean((shares > 0.02) & (shares < 0.98)) > 0.7
    assert np.ptp(shares) > 0.3


def test_the_lectures_example_falls_fast_then_slowly() -> None:
    loss = losses("lecture")
    assert loss[0] - loss[9] > 5 * (loss[9] - loss[-1])


def test_the_under_fitted_case_stays_high_on_all_rows() -> None:
    assert losses("under_fitted")[-1] > 5 * NOISE
    assert validation("under_fitted")[-1] > 5 * NOISE


def test_the_well_fitted_case_gets_down_to_the_noise_and_stays_there() -> None:
    assert 0.5 * NOISE < losses("well_fitted")[-1] < 2 * NOISE
    assert validation("well_fitted")[-1] < 1.25 * validation("well_fitted").min()


def test_the_over_fitted_case_learns_the_noise_and_gets_worse_on_other_rows() -> None:
    loss, other = losses("over_fitted"), validation("over_fitted")
    best = int(other.argmin())
    assert PRESETS["over_fitted"].experiment.data.split_rows[0] == 22
    assert parameter_count(PRESETS["over_fitted"].experiment) == 25_089
    assert loss[-1] < 0.5 * NOISE
    assert loss[-1] < 0.7 * loss[best]
    assert best < 100
    assert other[-1] > 2 * other[best]


def test_of_the_three_fits_the_middle_one_predicts_the_test_rows_best() -> None:
    scores = {name: outcome(f"{name}_fitted").test["mse"] for name in ("under", "well", "over")}
    assert scores["well"] < 0.6 * min(scores["under"], scores["over"])


def test_six_sigmoid_layers_learn_nothing_where_six_of_relu_learn_everything() -> None:
    deep, instead = PRESETS["vanishing_gradients"].experiment, PRESETS["relu_instead"].experiment
    relus = tuple(replace(layer, activation="relu") for layer in deep.network.hidden)
    assert instead == replace(deep, network=replace(deep.network, hidden=relus))
    assert losses("vanishing_gradients")[-1] == pytest.approx(GUESSING, abs=0.02)
    assert outcome("vanishing_gradients").test["accuracy"] < 0.6
    assert losses("relu_instead")[-1] < 0.01
    assert outcome("relu_instead").test["accuracy"] > 0.95


def test_every_unit_of_the_first_layer_is_dead_for_every_row() -> None:
    weights, x = last("dead_relus").weights, split(PRESETS["dead_relus"].experiment).x
    assert np.all(x @ weights[0] + weights[1] <= 0.0)
    predictions = last("dead_relus").predictions
    np.testing.assert_allclose(predictions, np.broadcast_to(predictions[0], predictions.shape), rtol=1e-5)
    loss = losses("dead_relus")
    assert np.ptp(loss[50:]) < 0.05 * loss[-1]
    assert loss[-1] > 5 * losses("lecture")[-1]


def test_weights_that_start_at_zero_stay_there_and_every_prediction_is_the_mean() -> None:
    for kernel in last("zero_weights").weights[::2]:
        assert not kernel.any()
    experiment = PRESETS["zero_weights"].experiment
    rows = split(experiment)
    y = rows.y[rows.train_rows]
    predictions = last("zero_weights").predictions
    np.testing.assert_array_equal(predictions, np.broadcast_to(predictions[0], predictions.shape))
    np.testing.assert_allclose(predictions[0], y.mean(axis=0), rtol=0.05)
    assert losses("zero_weights")[-1] == pytest.approx(y.var(axis=0).mean(), rel=0.05)


def test_the_three_learning_rates_differ_in_nothing_else_and_crawl_arrive_and_diverge() -> None:
    small, right, large = (PRESETS[f"rate_{name}"].experiment for name in ("too_small", "right", "too_large"))
    for other in (small, large):
        assert replace(right, training=replace(right.training, learning_rate=other.training.learning_rate)) == other
    assert np.all(np.diff(losses("rate_too_small")) < 0.0)
    bottom = losses("rate_right")[-1]
    assert losses("rate_too_small")[-1] > 2 * bottom
    assert np.ptp(losses("rate_right")[30:]) < 0.2 * bottom


def test_too_large_a_learning_rate_grows_by_a_factor_from_epoch_to_epoch_and_ends_the_run() -> None:
    growth = np.diff(np.log10(losses("rate_too_large")))
    assert len(growth) >= 3
    assert np.all(growth > 1.0)
    assert np.ptp(growth) < 0.5 * growth.mean()
    assert outcome("rate_too_large").reason == "diverged"


def test_exclusive_or_needs_its_hidden_layer() -> None:
    alone, hidden = (PRESETS[name].experiment for name in ("xor_perceptron", "xor_hidden"))
    assert alone == replace(hidden, network=replace(hidden.network, hidden=()))
    assert losses("xor_perceptron").min() > GUESSING
    assert max(accuracies("xor_perceptron")) < 0.65
    assert losses("xor_hidden")[9] < 0.5 * GUESSING
    assert accuracies("xor_hidden")[-1] > 0.95
    assert outcome("xor_hidden").test["accuracy"] > 0.95


def test_the_spirals_ends_come_first_and_its_windings_last() -> None:
    rows = split(PRESETS["spiral"].experiment)
    radius = np.hypot(*rows.x.T)
    right = {
        event.epoch: event.predictions.argmax(axis=1) == rows.y.argmax(axis=1) for event in events("spiral") if isinstance(event, Snapshot)
    }
    early = right[max(epoch for epoch in right if epoch <= 15)]
    later = right[min(epoch for epoch in right if epoch >= 40)]
    between = (radius > 2.0) & (radius < 4.0)
    assert early[radius > 4.0].mean() > 0.9
    assert early[between].mean() < 0.5
    assert later[between].mean() > 0.95
    assert outcome("spiral").test["accuracy"] > 0.95


def test_the_digits_are_told_apart() -> None:
    assert outcome("digits").test["accuracy"] > 0.95
    assert len(outcome("digits").confusion) == 10
