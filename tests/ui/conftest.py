"""Streamlit's test harness beside Keras."""

import pytest
from streamlit.runtime.scriptrunner import script_runner


@pytest.fixture(autouse=True)
def keras_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep Streamlit from clearing Keras after each script: that takes a second a run where tests before these have loaded it.

    The web process, for which these tests stand, never loads it.
    """
    monkeypatch.setattr(script_runner, "_clean_problem_modules", lambda: None)
