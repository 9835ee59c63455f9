"""The split on the page: nothing is loaded while it is folded away, and open it shows strip, bars and words."""

import json
import subprocess
import sys

from streamlit.testing.v1 import AppTest

CLOSED = """
import sys
from streamlit.testing.v1 import AppTest

app = AppTest.from_string(
    "from playground.experiment import Experiment; from playground.ui.run.rows import show_rows; show_rows(Experiment(), lambda: None)"
).run()
assert not app.exception and app.expander[0].label == "Which rows train, validate and test"
# Streamlit's own AppTest imports Plotly, so what would draw stands for it.
print(sorted({"sklearn", "tensorflow", "playground.data.parts", "playground.figures.panels.split_rows"} & set(sys.modules)))
"""


def page() -> None:
    """Show the split that the session asks for."""
    import streamlit as st

    from playground.experiment import Experiment
    from playground.ui.run.rows import show_rows

    show_rows(st.session_state.get("experiment", Experiment()), lambda: st.session_state.get("table"))


def opened(**state: object) -> AppTest:
    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["which_rows"] = True
    for key, value in state.items():
        app.session_state[key] = value
    return app.run()


def test_closed_it_costs_the_first_page_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", CLOSED], capture_output=True, text=True, check=True)  # noqa: S603 - our own script
    assert done.stdout == "[]\n"
    app = AppTest.from_function(page).run()
    assert not app.markdown
    assert not app.get("plotly_chart")


def test_open_it_shows_the_strip_the_bars_and_the_words() -> None:
    from playground.experiment import Data, Experiment, Network, Training

    data = Data(targets=("species",), shuffle=False)
    app = opened(experiment=Experiment(data, Network(output="softmax"), Training(loss="categorical_crossentropy")))
    assert not app.exception
    strip, bars = (json.loads(app.get_by_key(key).proto.spec)["data"] for key in ("rows_strip", "rows_composition"))
    assert [trace["name"] for trace in strip[1:]] == ["training (108)", "validation (12)", "test (30)"]
    assert [trace["name"] for trace in bars] == ["setosa", "versicolor", "virginica"]
    assert app.markdown[0].value.endswith("Keras takes the last 12 for validation\\; among them\\: 12 virginica\\.")
    assert not app.caption


def test_it_says_when_not_every_row_is_drawn() -> None:
    from playground.experiment import Data, Experiment, Network, Training

    data = Data("circle", samples=5_000)
    app = opened(experiment=Experiment(data, Network(output="softmax"), Training(loss="categorical_crossentropy")))
    assert [caption.value for caption in app.caption] == ["Showing 600 of 5,000 rows, spread evenly over the table."]


def test_an_uploaded_table_that_is_not_there_shows_nothing_and_breaks_nothing() -> None:
    import numpy as np

    from playground.data.tables import Table
    from playground.experiment import Data, Experiment, Upload

    upload = Upload("own.csv", "0" * 64, 10, ("a", "b"))
    experiment = Experiment(Data("upload", ("a",), ("b",), upload=upload))
    app = opened(experiment=experiment)
    assert not app.exception
    assert not app.get("plotly_chart")
    values = np.arange(10, dtype=np.float32)
    app = opened(experiment=experiment, table=Table({"a": values, "b": values}, {}))
    assert not app.exception
    assert len(app.get("plotly_chart")) == 2
