"""What the network predicts, held against the truth; the chart suits the task."""

from playground.experiment import Experiment
from playground.figures.panel import Panel
from playground.figures.predicted_classes import PredictedClassesPanel
from playground.figures.predicted_values import PredictedValuesPanel


def predictions_panel(experiment: Experiment) -> Panel:
    """Return the panel named `predictions` for a run of `experiment`."""
    if experiment.data.task == "classification":
        return PredictedClassesPanel(experiment)
    return PredictedValuesPanel(experiment)
