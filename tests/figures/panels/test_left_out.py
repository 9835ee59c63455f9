"""What a chart has no room for is said beside it: never dropped in silence."""

import pytest

from playground.experiment import Data, Experiment, Network, Training, Upload
from playground.figures.panels.predictions import prediction_panels

NUMBERS = tuple(f"x{number}" for number in range(9))
TABLE = Upload("mine.csv", "0" * 64, 200, NUMBERS)


def captions(inputs: int, targets: int) -> dict[str, str]:
    data = Data("upload", NUMBERS[:inputs], NUMBERS[inputs : inputs + targets], upload=TABLE)
    return {panel.name: panel.caption for panel in prediction_panels(Experiment(data))}


@pytest.mark.parametrize(
    ("inputs", "panel", "shown"), [(1, "curve", 4), (1, "predictions", 4), (2, "predictions", 4), (3, "predictions", 4)]
)
def test_targets_that_have_no_chart_are_said(inputs: int, panel: str, shown: int) -> None:
    assert f" Showing the first {shown} of 6 targets." in captions(inputs, 6)[panel]
    assert "Showing the first" not in captions(inputs, shown)[panel]


@pytest.mark.parametrize(("count", "said"), [(12, True), (10, False)])
def test_classes_that_have_no_curve_are_said(count: int, said: bool) -> None:
    upload = Upload("mine.csv", "0" * 64, 200, NUMBERS, (("kind", tuple("abcdefghijkl"[:count])),))
    data = Data("upload", ("x0",), ("kind",), upload=upload)
    experiment = Experiment(data, Network(output="softmax"), Training(loss="categorical_crossentropy"))
    (panel,) = prediction_panels(experiment)
    assert (f"Showing the first 10 of {count} classes." in panel.caption) is said
