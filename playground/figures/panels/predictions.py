"""What the network predicts, held against the truth; the charts suit the task and the number of inputs."""

from playground.experiment import Experiment
from playground.figures.panels.class_curve import ClassCurvePanel
from playground.figures.panels.class_map import ClassMapPanel
from playground.figures.panels.panel import Panel
from playground.figures.panels.predicted_classes import PredictedClassesPanel
from playground.figures.panels.predicted_values import PredictedValuesPanel
from playground.figures.panels.value_curve import ValueCurvePanel
from playground.figures.panels.value_map import ValueMapPanel


def prediction_panels(experiment: Experiment) -> tuple[Panel, ...]:
    """Return the panels of the predictions for a run of `experiment`: a curve or a map over its axes, and a dot a row."""
    axes = len(experiment.data.axes)
    if experiment.data.task == "classification":
        return ((PredictedClassesPanel, ClassCurvePanel, ClassMapPanel)[axes](experiment),)
    dots = PredictedValuesPanel(experiment)
    match axes:
        case 1:
            return ValueCurvePanel(experiment), dots
        case 2:
            return ValueMapPanel(experiment), dots
        case _:
            return (dots,)
