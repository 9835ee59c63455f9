"""Each preset shows what its words promise: trained for real, measured by what a learner would look at."""

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from playground.data.split import split
from playground.events import EpochEnd, Event, Finished, Snapshot
from playground.experiment import Experiment
from playground.presets import PRESETS
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
        assert 80 < len(preset.help) < 300
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
