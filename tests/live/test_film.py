"""The film of a run: what an entry of its log says."""

import base64
import json
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings

from playground.events import MOST_WEIGHTS, BlowUp, Changed, EpochEnd, Event, Failed, Finished, Reason, Snapshot, WeightSizes
from playground.experiment import Change, Data, Experiment, Layer, Network, Training
from playground.live.developed import developed
from playground.live.film import WEIGHT_BYTES, Film, panels_of
from playground.live.frame import Frame
from playground.live.pack import Packed, PackedColumn, PackedPick
from playground.summary import parameter_count
from playground.training.snapshots import snapshot_epochs
from tests.live import scripted
from tests.strategies import SMALL, experiments

FLOWERS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
SOFTMAX, CROSS_ENTROPY = Network(output="softmax"), Training(loss="categorical_crossentropy")
IRIS_CLASSES = Experiment(Data(inputs=FLOWERS, targets=("species",)), Network(output="softmax"), Training(loss="categorical_crossentropy"))


def frame_of(entry: bytes) -> Frame:
    frame: Frame = json.loads(entry)
    return frame


def unpacked(column: PackedColumn) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    three = np.frombuffer(base64.b64decode(cast("Packed", column)["f3"]), dtype=np.uint8).reshape(-1, 3)
    return np.pad(three, ((0, 0), (0, 1))).view(">f4").ravel().astype(np.float32)


def test_epochs_of_a_batch_become_one_column_a_curve() -> None:
    experiment = Experiment()
    frame = frame_of(Film(experiment).record([scripted.epoch_end(experiment, epoch) for epoch in (1, 2, 3)]))
    assert list(frame["epochs"]) == [1, 3]
    assert frame["curves"]["loss"]["ys"] == [
        pytest.approx([scripted.loss(epoch) for epoch in (1, 2, 3)], rel=1e-6),
        pytest.approx([scripted.val_loss(epoch) for epoch in (1, 2, 3)], rel=1e-6),
    ]
    assert frame["pace"] == 2.0


def test_the_pace_leaves_out_the_first_epoch_in_which_the_network_is_prepared() -> None:
    film = Film(Experiment())
    assert frame_of(film.record([EpochEnd(1, 0.5, 0.5, {}, seconds=0.3)]))["pace"] == 300.0
    assert frame_of(film.record([EpochEnd(2, 0.5, 0.5, {}, 0.301), EpochEnd(3, 0.5, 0.5, {}, 0.304)]))["pace"] == 2.0


def test_a_curve_that_begins_within_an_entry_has_gaps_before() -> None:
    events: list[Event] = [EpochEnd(1, 1.0, 2.0, {}, 0.1), Changed(Change(2, l2=0.5)), EpochEnd(2, 1.0, 2.0, {}, 0.2, penalty=0.25)]
    frame = frame_of(Film(Experiment()).record(events))
    assert frame["curves"]["loss"]["ys"] == [[1.0, 1.0], [2.0, 2.0], [None, 0.75], [None, 0.25]]
    assert [(key["panel"], key["epoch"]) for key in frame["keys"]] == [("loss", 2)]
    assert frame["keys"][0]["look"]["data"]["visible"] == [True, True, False, False, True]


@pytest.mark.parametrize(
    ("restored", "words"),
    [(True, "stopped early at epoch 1,043, back to epoch 1,033"), (False, "stopped early at epoch 1,043; the best was epoch 1,033")],
)
def test_early_stopping_says_where_it_stopped_and_what_was_best(restored: bool, words: str) -> None:
    end = Finished("early_stopping", epochs=1043, best_epoch=1033, test={}, seconds=0.1, restored=restored)
    ending = frame_of(Film(Experiment()).record([end]))["ending"]
    assert (ending["status"], ending["note"], ending.get("back")) == ("finished", words, 1033 if restored else None)


@pytest.mark.parametrize(
    ("reason", "status", "words"),
    [
        ("completed", "finished", "back to epoch 40"),
        ("stopped", "stopped", "back to epoch 40"),
        ("diverged", "diverged", "in epoch 51 the loss overflowed, back to epoch 40: see below the charts for what helps"),
    ],
)
def test_a_run_that_went_back_says_so_however_it_ended(reason: Reason, status: str, words: str) -> None:
    end = Finished(reason, epochs=50, best_epoch=40, test={}, seconds=0.1, restored=True)
    ending = frame_of(Film(Experiment()).record([end]))["ending"]
    assert (ending["status"], ending["note"], ending.get("back")) == (status, words, 40)


def test_divergence_names_the_epoch_that_blew_up() -> None:
    frame = frame_of(Film(Experiment()).record([Finished("diverged", epochs=6, best_epoch=2, test={}, seconds=0.1)]))
    note = "in epoch 7 the loss overflowed: see below the charts for what helps"
    assert frame["ending"] == {"status": "diverged", "note": note, "best": 2, "reach": 7}


@pytest.mark.parametrize(
    ("changed", "words"),
    [(4, "in epoch 4, the first with learning rate 10, L2 0.5, the loss overflowed"), (3, "in epoch 4 the loss overflowed")],
)
def test_divergence_names_the_change_if_it_is_that_epochs(changed: int, words: str) -> None:
    film = Film(Experiment())
    film.record([scripted.epoch_end(Experiment(), epoch) for epoch in (1, 2, 3)])
    film.record([Changed(Change(changed, learning_rate=10.0, l2=0.5))])
    ending = frame_of(film.record([Finished("diverged", epochs=3, best_epoch=2, test={}, seconds=0.1)]))["ending"]
    assert ending["note"].startswith(words)


def test_a_chart_of_a_run_that_diverged_has_room_for_the_change_in_its_last_epoch() -> None:
    experiment, film = Experiment(), Film(Experiment())
    ends = [scripted.epoch_end(experiment, epoch) for epoch in range(1, 21)]
    entries = [film.record(scripted.opening(experiment)), film.record([*ends, scripted.snapshot(experiment, 20)])]
    blow_up = BlowUp(21, 3, "output kernel", 1e30, 10.0)
    entries.append(film.record([Changed(Change(21, learning_rate=10.0)), replace(scripted.ending(20, "diverged"), blow_up=blow_up)]))
    charts = {chart.title: chart for chart in developed(experiment, entries)}
    for title, name in (("Loss", "Changed by hand"), ("Learning rate", "Diverged")):
        mark = next(trace for trace in charts[title].figure.data if trace.name == name)
        assert mark.visible is True
        assert mark.x[-1] == 21
        for layout in (charts[title].figure.layout, charts[title].narrow.layout):
            assert 21 < layout.xaxis.range[1] < 22


def test_without_validation_rows_there_is_one_curve() -> None:
    experiment = Experiment(data=Data(validation_split=0.0))
    frame = frame_of(Film(experiment).record([EpochEnd(1, 0.5, None, {}, 0.1)]))
    assert frame["curves"]["loss"]["ys"] == [[0.5]]


def test_losses_arrive_as_the_float32_they_were() -> None:
    loss = float(np.float32(0.10159231))
    frame = frame_of(Film(Experiment()).record([EpochEnd(1, loss, loss / 3, {}, 0.1)]))
    assert np.float32(frame["curves"]["loss"]["ys"][0][0]) == np.float32(loss)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_json_cannot_say_are_null(value: float) -> None:
    entry = Film(Experiment()).record([EpochEnd(1, value, value, {}, 0.1), Snapshot(1, (), np.full((150, 2), value, dtype=np.float32))])
    frame = json.loads(entry, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
    assert frame["curves"]["loss"]["ys"] == [[None], [None]]
    assert not np.isfinite(unpacked(frame["keys"][0]["look"]["data"]["y"][0])).any()


def test_a_snapshot_is_a_key_of_the_predictions() -> None:
    experiment = Experiment()
    film = Film(experiment)
    frame = frame_of(film.record([*scripted.opening(experiment), scripted.snapshot(experiment, 7)]))
    setup, keys = frame["stages"]["predictions"], frame["keys"]
    assert [(key["panel"], key["epoch"]) for key in keys] == [("predictions", 0), ("predictions", 7)]
    assert keys[1]["look"]["traces"] == setup["traces"] == [0, 1, 2, 3, 4, 5]
    shown = np.concatenate([unpacked(column) for column in keys[1]["look"]["data"]["y"][:3]])
    np.testing.assert_allclose(shown, scripted.predictions(experiment, 7)[:, 0], rtol=2**-16)
    true = np.concatenate([unpacked(column) for column in setup["data"]["x"][3:]])
    np.testing.assert_allclose(true, scripted.truth(experiment)[:, 1], rtol=2**-16)


def test_a_classification_shows_words_and_accuracy() -> None:
    film = Film(IRIS_CLASSES)
    frame = frame_of(
        film.record([*scripted.opening(IRIS_CLASSES), scripted.epoch_end(IRIS_CLASSES, 5), scripted.snapshot(IRIS_CLASSES, 5)])
    )
    assert len(frame["curves"]["loss"]["ys"]) == 4
    assert frame["curves"]["loss"]["ys"][2:] == [[0.5], [0.25]]
    looks = {key["panel"]: key["look"] for key in frame["keys"] if key["epoch"] == 5}
    words = cast("PackedPick", looks["predictions"]["data"]["text"][0])
    predicted = np.frombuffer(base64.b64decode(words["at"]), dtype=np.uint8)
    assert words["of"] == ["setosa", "versicolor", "virginica"]
    np.testing.assert_array_equal(predicted, scripted.predictions(IRIS_CLASSES, 5).argmax(axis=1))


@pytest.mark.parametrize(
    ("reason", "status"),
    [("completed", "finished"), ("stopped", "stopped"), ("early_stopping", "finished"), ("diverged", "diverged")],
)
def test_the_last_entry_says_how_the_run_ended(reason: Reason, status: str) -> None:
    frame = frame_of(Film(Experiment()).record([Finished(reason, 3, 0, {}, 0.1)]))
    assert frame["ending"]["status"] == status


def test_a_failure_brings_its_sentence() -> None:
    frame = frame_of(Film(Experiment()).record([Failed("The scheduler is not there. Try again.")]))
    assert frame == {"ending": {"status": "failed", "note": "The scheduler is not there. Try again."}}


def test_equal_runs_give_equal_films() -> None:
    experiment = Experiment()
    batch = [*scripted.opening(experiment), scripted.epoch_end(experiment, 1), with_weights(experiment, 1), scripted.ending(1)]
    assert Film(experiment).record(batch) == Film(experiment).record(batch)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(experiments(replace(SMALL, samples=3_000)))
def test_any_experiment_has_a_film_whose_charts_can_be_developed(experiment: Experiment) -> None:
    said: list[Event] = [scripted.epoch_end(experiment, 1), scripted.snapshot(experiment, 1), scripted.ending(1)]
    batches = [scripted.opening(experiment), said]
    film = Film(experiment)
    entries = [film.record(batch) for batch in batches]
    keyed = {key["panel"] for entry in entries for key in frame_of(entry).get("keys", [])}
    shown = {panel.name for panel in panels_of(experiment) if not panel.late}
    assert keyed == shown
    assert len(developed(experiment, entries)) >= len(shown)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(Data(dataset="spiral", samples=2_000, class_count=6), SOFTMAX, CROSS_ENTROPY),
        Experiment(Data(dataset="digits"), SOFTMAX, CROSS_ENTROPY),
        Experiment(Data(dataset="breast_cancer"), Network(output="sigmoid"), Training(loss="binary_crossentropy")),
        Experiment(Data(dataset="multi_gauss", samples=2_000)),
        Experiment(Data(dataset="sine", samples=2_000)),
    ],
)
def test_no_film_takes_more_than_a_few_hundred_kilobytes(experiment: Experiment) -> None:
    film = Film(experiment)
    opening = len(film.record(scripted.opening(experiment)))
    # A run has about 120 snapshots at most; every tenth, times ten.
    entries = [film.record([scripted.epoch_end(experiment, epoch), scripted.snapshot(experiment, epoch)]) for epoch in range(1, 121, 10)]
    assert all(frame_of(entry)["keys"] for entry in entries)
    assert opening + 10 * sum(map(len, entries)) < 900_000


def test_the_lectures_film_takes_less_than_150_kilobytes_beside_its_weights() -> None:
    experiment = Experiment()
    film = Film(experiment)
    entries = [film.record(scripted.opening(experiment))]
    for epoch in range(1, 101):
        entries.append(film.record([scripted.epoch_end(experiment, epoch), scripted.snapshot(experiment, epoch)]))
    assert sum(map(len, entries)) < 150 * 1024


def with_weights(experiment: Experiment, epoch: int) -> Snapshot:
    """A snapshot with as many weights as the network has, none like another."""
    count = parameter_count(experiment)
    weights = np.random.default_rng(epoch).normal(size=(count,)).astype(np.float32)
    return replace(scripted.snapshot(experiment, epoch), weights=(weights[: count // 2], weights[count // 2 :]))


def film_of(experiment: Experiment, *, few: bool = False, keeps_result: bool = False) -> list[bytes]:
    """The log of a whole run, an entry an epoch, with the weights of the opening and of each planned snapshot."""
    film, epochs = Film(experiment, few=few, keeps_result=keeps_result), experiment.training.epochs
    entries = [film.record([scripted.opening(experiment)[0], with_weights(experiment, 0)])]
    shown = snapshot_epochs(epochs)
    for epoch in range(1, epochs + 1):
        seen = [with_weights(experiment, epoch)] if epoch in shown else []
        entries.append(film.record([scripted.epoch_end(experiment, epoch), *seen]))
    return [*entries, film.record([scripted.ending(epochs)])]


LARGE = Experiment(
    Data("spiral", ("x", "y"), samples=2_000, class_count=6),
    # 3 × 128 + 129 × 144 + 145 × 6 = 19,830 weights and biases.
    Network((Layer(128), Layer(144)), output="softmax"),
    Training(loss="categorical_crossentropy", epochs=10_000),
)


@pytest.mark.parametrize(
    ("experiment", "most"),
    [(Experiment(), 3_000_000), (Experiment(training=Training(epochs=10_000)), 10_000_000), (LARGE, 10_000_000)],
    ids=["lecture", "10,000 epochs", "large"],
)
def test_a_film_with_its_weights_takes_a_few_megabytes(experiment: Experiment, most: int) -> None:
    assert parameter_count(LARGE) == 19_830
    entries = film_of(experiment)
    said = [weights for entry in entries for weights in frame_of(entry).get("weights", [])]
    # As many numbers as the network has, at both ends of the run.
    assert (said[0]["epoch"], said[-1]["epoch"]) == (0, experiment.training.epochs)
    assert {len(unpacked({"f3": weights["f3"]})) for weights in said} == {parameter_count(experiment)}
    assert sum(map(len, entries)) < most


def test_the_weights_of_a_large_network_are_left_out_evenly() -> None:
    short = replace(LARGE, training=replace(LARGE.training, epochs=118))
    told = [weights["epoch"] for entry in film_of(short) for weights in frame_of(entry).get("weights", [])]
    assert len(told) == 1 + WEIGHT_BYTES // (4 * 19_830)
    gaps = np.diff(told)
    assert (gaps.min(), gaps.max()) == (1, 2)


def test_a_film_carries_the_weights_as_it_does_predictions_in_kerass_order() -> None:
    kernel, bias = np.array([[0.1, -2.5], [3.0, 4.0]], np.float32), np.array([1e-7, np.inf], np.float32)
    experiment = Experiment(network=Network(()))
    seen = replace(scripted.snapshot(experiment, 3), weights=(kernel, bias))
    (weights,) = frame_of(Film(experiment).record([seen]))["weights"]
    assert weights["epoch"] == 3
    # Three bytes: 16 bits of a number, and so a relative error of at most 2⁻¹⁷.
    np.testing.assert_allclose(unpacked({"f3": weights["f3"]}), [0.1, -2.5, 3.0, 4.0, 1e-7, np.inf], rtol=2**-16)


@pytest.mark.parametrize(("few", "keeps_result"), [(True, False), (False, True)])
def test_films_whose_weights_nobody_reads_carry_none(few: bool, keeps_result: bool) -> None:
    experiment = Experiment(Data("sine", samples=40), training=Training(epochs=3))
    assert all("weights" in frame_of(entry) for entry in film_of(experiment)[:-1])
    assert not any("weights" in frame_of(entry) for entry in film_of(experiment, few=few, keeps_result=keeps_result))


def test_a_network_too_large_to_draw_has_a_film_without_weights() -> None:
    experiment = Experiment(network=Network((Layer(140), Layer(140))), training=Training(epochs=2))
    assert parameter_count(experiment) > MOST_WEIGHTS
    assert not any("weights" in frame_of(entry) for entry in film_of(experiment))


def test_a_film_beside_others_has_few_panels_and_says_how_large_the_weights_are() -> None:
    experiment = Experiment(Data("sine", samples=40))
    sizes = WeightSizes(10, 2, 12.5, np.inf)
    events = [*scripted.opening(experiment), scripted.epoch_end(experiment, 1), replace(scripted.snapshot(experiment, 1), sizes=sizes)]
    frame = frame_of(Film(experiment, few=True).record(events))
    assert set(frame["stages"]) == {key["panel"] for key in frame["keys"]} == {"curve", "errors"}
    assert "curves" not in frame
    assert frame["sizes"] == [{"epoch": 1, "count": 10, "small": 2, "absolute": 12.5, "squared": None}]
    assert "sizes" not in frame_of(Film(experiment).record(events))
    # Where the weights themselves have come, nobody need have measured them before.
    weighed = replace(scripted.snapshot(experiment, 1), weights=(np.array([[3.0], [-0.0005]], np.float32), np.ones(1, np.float32)))
    (told,) = frame_of(Film(experiment, few=True).record([*scripted.opening(experiment), weighed]))["sizes"]
    assert told == {"epoch": 1, "count": 2, "small": 1, "absolute": pytest.approx(3.0005), "squared": pytest.approx(9.00000025)}


def test_a_film_that_keeps_the_result_ends_with_the_scores_and_the_weights() -> None:
    weights = (np.array([[0.1, -2.5]], np.float32), np.array([1e-7, 3.0], np.float32))
    events: list[Event] = [
        EpochEnd(1, 0.5, 0.25, {}, 0.1),
        Snapshot(1, weights, np.zeros((150, 2), np.float32)),
        Finished("completed", 1, 1, {"loss": float(np.float32(0.21)), "mse": float("nan")}, 0.1),
    ]
    result = frame_of(Film(Experiment(), keeps_result=True).record(events))["result"]
    assert result["test"] == {"loss": pytest.approx(0.21, rel=1e-7), "mse": None}
    numbers = np.frombuffer(base64.b64decode(result["weights"]), "<f4")
    np.testing.assert_array_equal(numbers, np.concatenate([array.ravel() for array in weights]))
    assert "result" not in frame_of(Film(Experiment()).record(events))
