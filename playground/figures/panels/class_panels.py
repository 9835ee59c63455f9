"""What only a classification has: its confusion matrix and, for two classes, its ROC curve."""

from playground.experiment import Experiment
from playground.figures.panels.confusion import ConfusionPanel, has_matrix
from playground.figures.panels.panel import Panel
from playground.figures.panels.roc import RocPanel


def class_panels(experiment: Experiment) -> tuple[Panel, ...]:
    """Return the panels of a classification's test rows; none for a regression, or for more classes than a matrix has room for."""
    panels: list[Panel] = [ConfusionPanel(experiment)] if has_matrix(experiment) else []
    if len(experiment.data.class_names) == 2:
        panels.append(RocPanel(experiment))
    return tuple(panels)
