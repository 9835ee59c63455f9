"""The trained network as a file."""

from pathlib import Path

import keras
import numpy as np
import pytest

from playground.data.split import split
from playground.experiment import Layer
from playground.training import saved_model, train
from tests.training.comparison import last, snapshots
from tests.training.experiments import regression


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras' own, when it saves
@pytest.mark.parametrize("settings", [{}, {"early_stopping": True, "patience": 3, "learning_rate": 0.05, "epochs": 60}])
def test_the_saved_network_predicts_what_the_last_or_best_snapshot_shows(settings: dict[str, object], tmp_path: Path) -> None:
    experiment = regression(Layer(32, "relu", 0.1), Layer(16, "tanh", batch_normalization=True), **settings)  # type: ignore[arg-type]
    events = list(train(experiment))
    finished = last(events)
    path = tmp_path / "network.keras"
    path.write_bytes(saved_model(experiment, epochs=finished.epochs, restored=finished.restored))
    model = keras.models.load_model(path)
    shown = snapshots(events)[finished.best_epoch if finished.restored else finished.epochs]
    np.testing.assert_allclose(model.predict(split(experiment).x, verbose=0), shown.predictions, rtol=1e-5, atol=1e-6)
    assert finished.restored == bool(settings)
