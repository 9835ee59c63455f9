"""What a run said of its epochs, in numbers."""

from array import array
from collections.abc import Mapping

from playground.events import EpochEnd
from playground.experiment import Experiment


class History:
    """Each epoch's scores by their names in Keras' history, exactly the float32 numbers that the run said."""

    def __init__(self, experiment: Experiment) -> None:
        """Begin without an epoch."""
        validated = experiment.data.split_rows[1] > 0
        kinds = ["loss", *(["accuracy"] if experiment.data.task == "classification" else [])]
        names = [name for kind in kinds for name in (kind, f"val_{kind}") if validated or name == kind]
        self._columns = {name: array("f") for name in names}
        self._penalty = array("f")

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return sum(len(column) * column.itemsize for column in (*self._columns.values(), self._penalty))

    def add(self, event: EpochEnd) -> None:
        """Take the scores of the next epoch."""
        scores = {**event.metrics, "loss": event.loss, "val_loss": event.val_loss}
        for name, column in self._columns.items():
            value = scores.get(name)
            column.append(float("nan") if value is None else value)
        self._penalty.append(event.penalty)

    def scores(self) -> Mapping[str, list[float]]:
        """Return a value for each epoch.

        Returns:
            loss, val_loss with validation rows, accuracy and val_accuracy for a classification, and penalty, the part of `loss` that
            L1 and L2 add, if there ever was one.
        """
        found = {name: column.tolist() for name, column in self._columns.items()}
        return found | ({"penalty": self._penalty.tolist()} if any(self._penalty) else {})
