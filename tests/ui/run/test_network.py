"""The model summary on the page, and the script beside it."""

from streamlit.testing.v1 import AppTest

from playground import Experiment, keras_script


def page() -> None:
    """Show the lecture's network."""
    from playground.experiment import Experiment
    from playground.ui.run.network import show_network

    show_network(Experiment())


def test_each_layer_stands_there_with_its_arithmetic() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in app.markdown[0].value.splitlines()[2:]]
    assert [row[2] for row in rows] == ["0", "96", "2,112", "2,080", "66", "**4,354**"]
    assert [row[3] for row in rows[1:]] == [
        "2 × 32 + 32 = 96",
        "32 × 64 + 64 = 2112",
        "64 × 32 + 32 = 2080",
        "32 × 2 + 2 = 66",
        "96 + 2112 + 2080 + 66",
    ]
    assert app.expander[0].label == "Model summary: 4,354 parameters"


def test_the_script_is_the_exported_one_and_comes_when_it_is_asked_for() -> None:
    app = AppTest.from_function(page).run()
    assert [expander.label for expander in app.expander][1] == "The same in plain Keras"
    assert len(app.code) == 0
    app.session_state["plain_keras"] = True
    app.run()
    assert app.code[0].value == keras_script(Experiment()).strip()
