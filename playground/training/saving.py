"""The trained network as a file."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

from playground.data.split import split
from playground.data.tables import Table
from playground.experiment import Experiment
from playground.training.model import build_model
from playground.training.run import Run


def saved(experiment: Experiment, table: Table | None, epochs: int, *, restored: bool) -> bytes:
    """Train so many epochs, and return the network, or that of the best epoch so far, as a `.keras` file."""
    model = build_model(experiment)
    with ExitStack() as loans:
        run = Run(experiment, split(experiment, table), loans)
        model.set_weights(run.weights_after(epochs, best=restored))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        model.save(path)
        return path.read_bytes()
