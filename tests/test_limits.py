"""Limits: their defaults, and what the environment may change."""

import dataclasses
import os
import subprocess
import sys

import pytest

from playground.limits import Limits

VARIABLES = [f"PLAYGROUND_{field.name.upper()}" for field in dataclasses.fields(Limits)]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)


def test_defaults_are_those_of_the_design() -> None:
    assert Limits.from_environment() == Limits(
        max_hidden_layers=8,
        max_units=512,
        max_epochs=10_000,
        max_batch_size=4_096,
        max_rows=100_000,
        max_columns=100,
        max_upload_megabytes=10,
        max_training_seconds=1_200,
        max_live_runs=500,
        max_run_megabytes=200,
        run_kept_seconds=3_600,
    )


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Limits)])
def test_every_limit_follows_its_own_variable_and_no_other(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"PLAYGROUND_{field.upper()}", "512")
    assert Limits.from_environment() == dataclasses.replace(Limits(), **{field: 512})


@pytest.mark.parametrize("text", ["", "0", "-5", "1.5", "1e3", "many", "inf", "١٢٣x", " 500"])
def test_a_limit_that_is_no_count_is_refused_with_a_sentence(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_MAX_LIVE_RUNS", text)
    with pytest.raises(ValueError, match=r"^PLAYGROUND_MAX_LIVE_RUNS must be a whole number of at least 1\. Received: .*\.$"):
        Limits.from_environment()


@pytest.mark.parametrize(
    ("variable", "least"),
    [
        ("PLAYGROUND_MAX_HIDDEN_LAYERS", 3),
        ("PLAYGROUND_MAX_UNITS", 64),
        ("PLAYGROUND_MAX_EPOCHS", 100),
        ("PLAYGROUND_MAX_BATCH_SIZE", 4),
        ("PLAYGROUND_MAX_ROWS", 500),
        ("PLAYGROUND_MAX_COLUMNS", 5),
    ],
)
def test_no_limit_goes_below_the_lectures_example(variable: str, least: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, str(least))
    Limits.from_environment()
    monkeypatch.setenv(variable, str(least - 1))
    with pytest.raises(ValueError, match=f"^{variable} must be a whole number of at least {least}\\. Received: '{least - 1}'\\.$"):
        Limits.from_environment()


def test_the_environment_reaches_the_rules() -> None:
    tightest = {
        "PLAYGROUND_MAX_HIDDEN_LAYERS": "3",
        "PLAYGROUND_MAX_UNITS": "64",
        "PLAYGROUND_MAX_EPOCHS": "100",
        "PLAYGROUND_MAX_BATCH_SIZE": "4",
        "PLAYGROUND_MAX_ROWS": "500",
        "PLAYGROUND_MAX_COLUMNS": "5",
    }
    script = (
        "from playground.experiment import Data, Experiment, Training\nExperiment(), Data('gauss'), Data('digits')\nTraining(epochs=101)"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter on our own script
        [sys.executable, "-c", script], env=os.environ | tightest, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.endswith("Epochs must be a whole number from 1 to 100. Received: 101.\n")
