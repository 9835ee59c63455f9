"""What only a classification has: its confusion matrix and, for two classes, its ROC curve."""

from playground.experiment import Experiment
from playground.figures.panels.confusion import MOST_CLASSES, ConfusionPanel
from playground.figures.panels.panel import Panel
from playground.figures.panels.roc import RocPanel


def class_panels(experiment: Experiment) -> tuple[Panel, ...]:
    """Return the panels of a classification's test rows; none for a regression, or for more classes than a matrix has room for."""
    count = len(experiment.data.class_names)
    panels: list[Panel] = [ConfusionPanel(experiment)] if 0 < count <= MOST_CLASSES else []
    if count == 2:
        panels.append(RocPanel(experiment))
    return tuple(panels)
