"""How well the network does on the rows that were set aside."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix, r2_score, roc_auc_score

from playground.data.ties import tied
from playground.events import Floats
from playground.experiment import Experiment
from playground.training.losses import threshold_of

Outputs: TypeAlias = NDArray[np.float32] | NDArray[np.float64]


def test_scores(experiment: Experiment, loss: float, y: Floats, predictions: Outputs) -> dict[str, float]:
    """Return metric name -> score on the test rows, computed in double precision.

    Args:
        experiment: decides the metrics by its task.
        loss: the loss on these rows.
        y: true targets in their own unit, shape (rows, outputs); for classification one-hot, or 0 and 1 where one output stands for
            two classes.
        predictions: in the same unit, shape (rows, outputs).

    Returns:
        Classification: loss and accuracy; for two classes, if the rows have both, auc, the area under the ROC curve.
        Regression: loss, mse in squared units of the targets, rmse = √mse and mae, the mean of |y − ŷ|, in their units,
        for each target `rmse[target]`, `mae[target]` and, from two rows on, `r2[target]` = 1 − Σ(y − ŷ)² / Σ(y − ȳ)².
    """
    if experiment.data.task == "classification":
        return {"loss": loss, **_class_scores(experiment, y, predictions)}
    # In single precision a mean of large targets loses the digits that R² is about.
    truth, predicted = y.astype(np.float64), predictions.astype(np.float64)
    errors = truth - predicted
    squared, absolute = np.mean(np.square(errors), axis=0), np.mean(np.abs(errors), axis=0)
    scores = {"loss": loss, "mse": float(squared.mean()), "rmse": float(np.sqrt(squared.mean())), "mae": float(absolute.mean())}
    for column, name in enumerate(experiment.data.targets):
        scores[f"rmse[{name}]"] = float(np.sqrt(squared[column]))
        scores[f"mae[{name}]"] = float(absolute[column])
        if len(y) > 1:
            scores[f"r2[{name}]"] = float(r2_score(truth[:, column], predicted[:, column]))
    return scores


def confusion(experiment: Experiment, y: Floats, predictions: Floats) -> tuple[tuple[int, ...], ...]:
    """Return how many rows of each true class (rows) got each class (columns); none for a regression."""
    if experiment.data.task != "classification":
        return ()
    count = len(experiment.data.class_names)
    table = confusion_matrix(_classes(experiment, y, truth=True), _classes(experiment, predictions), labels=range(count))
    return tuple(tuple(map(int, row)) for row in table)


def _class_scores(experiment: Experiment, y: Floats, predictions: Outputs) -> dict[str, float]:
    true, predicted = _classes(experiment, y, truth=True), _classes(experiment, predictions)
    scores = {"accuracy": float(np.mean(true == predicted))}
    if len(experiment.data.class_names) == 2 and len(set(true)) == 2 and np.isfinite(predictions).all():
        scores["auc"] = float(roc_auc_score(true, tied(predictions[:, -1])))
    return scores


def _classes(experiment: Experiment, outputs: Outputs, *, truth: bool = False) -> NDArray[np.int64]:
    """Return the number of the class that each row's outputs mean, shape (rows,)."""
    threshold = threshold_of(experiment.training.loss)
    if threshold is None:
        classes: NDArray[np.int64] = outputs.argmax(axis=1)
        return classes
    return (outputs[:, 0] > (0.5 if truth else threshold)).astype(np.int64)
