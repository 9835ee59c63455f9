"""A run's charts, read back from its log."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import pytest

from playground.events import EpochEnd, Event, Finished, Snapshot
from playground.experiment import Data, Experiment, Network, Training
from playground.live.developed import Developed, developed
from playground.live.film import Film
from tests.live import scripted

FLOWERS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
CLASSES = Experiment(Data(inputs=FLOWERS, targets=("species",)), Network(output="softmax"), Training(loss="categorical_crossentropy"))


def log_of(experiment: Experiment, batches: Sequence[Sequence[Event]]) -> list[bytes]:
    film = Film(experiment)
    return [film.record(batch) for batch in batches]


def by_title(charts: Sequence[Developed]) -> dict[str, go.Figure]:
    return {chart.title: chart.figure for chart in charts}


@pytest.mark.parametrize(("epochs", "mode"), [(10, "lines+markers"), (60, "lines")])
def test_charts_stand_as_at_the_last_word(epochs: int, mode: str) -> None:
    experiment = Experiment()
    ends: list[list[Event]] = [
        [scripted.epoch_end(experiment, epoch), scripted.snapshot(experiment, epoch)] for epoch in range(1, epochs + 1)
    ]
    charts = by_title(developed(experiment, log_of(experiment, [scripted.opening(experiment), *ends, [scripted.ending(epochs)]])))
    assert list(charts) == ["Loss", "Predictions"]
    loss = charts["Loss"]
    assert list(loss.data[0].x) == list(range(1, epochs + 1))
    assert list(loss.data[0].y) == pytest.approx([scripted.loss(epoch) for epoch in range(1, epochs + 1)], rel=1e-6)
    assert loss.data[0].mode == mode
    assert loss.layout.xaxis.range == (0, epochs * 1.02)
    best = next(trace for trace in loss.data if trace.name == "Best epoch")
    assert (best.visible, list(best.x)) == (True, [scripted.ending(epochs).best_epoch])
    dots = charts["Predictions"].data[0]
    np.testing.assert_allclose(dots.x, scripted.truth(experiment)[:108, 0], rtol=2**-16)
    np.testing.assert_allclose(dots.y, scripted.predictions(experiment, epochs)[:108, 0], rtol=2**-16)
    assert not any(note.visible for chart in charts.values() for note in chart.layout.annotations if note.name == "invitation")


def test_a_network_that_went_back_is_shown_as_it_then_is() -> None:
    experiment = Experiment()
    ends: list[list[Event]] = [[scripted.epoch_end(experiment, epoch), scripted.snapshot(experiment, epoch)] for epoch in (1, 2, 3)]
    end = Finished("early_stopping", 3, 2, {}, 0.1, restored=True)
    charts = by_title(developed(experiment, log_of(experiment, [scripted.opening(experiment), *ends, [end]])))
    np.testing.assert_allclose(charts["Predictions"].data[0].y, scripted.predictions(experiment, 2)[:108, 0], rtol=2**-16)
    assert list(charts["Loss"].data[0].x) == [1, 2, 3]
    assert any(trace.name == "Back to epoch 2" and trace.visible for trace in charts["Loss"].data)


def test_a_rate_that_varies_has_its_chart() -> None:
    experiment = Experiment(training=Training(schedule="step"))
    log = log_of(experiment, [scripted.opening(experiment), [EpochEnd(1, 1.0, 2.0, {}, 0.1, learning_rate=0.25)]])
    assert list(by_title(developed(experiment, log))["Learning rate"].data[0].y) == [0.25]


def test_words_out_of_few_come_back_as_words() -> None:
    snapshot = scripted.snapshot(CLASSES, 5)
    assert isinstance(snapshot, Snapshot)
    batches: list[list[Event]] = [scripted.opening(CLASSES), [scripted.epoch_end(CLASSES, 5), snapshot]]
    dots = by_title(developed(CLASSES, log_of(CLASSES, batches)))["Predictions"].data[0]
    names = np.array(["setosa", "versicolor", "virginica"])
    assert list(dots.text) == names[scripted.predictions(CLASSES, 5).argmax(axis=1)].tolist()


def test_a_narrow_layout_of_a_chart_says_the_same() -> None:
    experiment = Experiment(Data("moons"), Network(output="sigmoid"), Training(loss="binary_crossentropy", epochs=4))
    said: list[Event] = [scripted.epoch_end(experiment, 1), scripted.snapshot(experiment, 1), scripted.ending(1)]
    charts = developed(experiment, log_of(experiment, [scripted.opening(experiment), said]))
    for chart in charts:
        wide, narrow = chart.figure.layout, chart.narrow.layout
        assert not any(note.visible for note in (*wide.annotations, *narrow.annotations) if note.name == "invitation")
        assert [image.source for image in narrow.images] == [image.source for image in wide.images]
        assert not chart.narrow.data
    assert any(chart.narrow.layout.images for chart in charts)
