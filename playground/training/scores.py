"""How well the network does on the rows that were put aside."""

import numpy as np
from sklearn.metrics import r2_score

from playground.events import Floats
from playground.experiment import Experiment


def test_scores(experiment: Experiment, loss: float, y: Floats, predictions: Floats) -> dict[str, float]:
    """Return metric name -> score on the test rows.

    Args:
        experiment: decides the metrics by its task.
        loss: the loss on these rows.
        y: true targets, shape (rows, outputs); one-hot for classification.
        predictions: shape (rows, outputs).

    Returns:
        Classification: loss and accuracy. Regression: loss, mse in squared units of the targets, rmse = √mse in their
        units, and for each target `rmse[target]` and, from two rows on, `r2[target]` = 1 − Σ(y − ŷ)² / Σ(y − ȳ)².
    """
    if experiment.data.task == "classification":
        return {"loss": loss, "accuracy": float(np.mean(y.argmax(axis=1) == predictions.argmax(axis=1)))}
    squared = np.mean(np.square(y.astype(np.float64) - predictions), axis=0)
    scores = {"loss": loss, "mse": float(squared.mean()), "rmse": float(np.sqrt(squared.mean()))}
    for column, name in enumerate(experiment.data.targets):
        scores[f"rmse[{name}]"] = float(np.sqrt(squared[column]))
        if len(y) > 1:
            scores[f"r2[{name}]"] = float(r2_score(y[:, column], predictions[:, column]))
    return scores
