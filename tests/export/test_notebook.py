"""The notebook is a valid one, and its cells are the script with words between them."""

import json
import re
from dataclasses import replace

import pytest

from playground import Experiment, Training
from playground.export.notebook import keras_notebook
from playground.export.script import keras_script
from tests.export.cases import CASES
from tests.export.running import assert_same_curves, run, told


def code(notebook: dict[str, list[dict[str, object]]]) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["early stopping on accuracy", "changed while it trained"])
def test_its_cells_reproduce_the_curve_and_draw_it(name: str) -> None:
    experiment = CASES[name]
    cells = code(json.loads(keras_notebook(experiment)))
    expected = told(experiment)
    draws = 2 if experiment.data.task == "classification" else 1
    # What a notebook shows of a cell is the value of its last line.
    *others, last = cells[-draws:]
    begin, _, chart = last.rpartition("\n")
    left, _ = run("\n".join([*cells[:-draws], *others, begin, f"shown = {chart}"]))
    assert_same_curves(left["history"], expected)
    name = "accuracy" if draws == 2 else "loss"
    curves = {trace.name: list(trace.y) for trace in left["shown"].data}  # type: ignore[attr-defined]
    assert curves == {key: values for key, values in left["history"].items() if key in (name, f"val_{name}")}  # type: ignore[attr-defined]
    assert len(curves) == 2


@pytest.mark.parametrize("name", CASES)
def test_it_is_a_notebook(name: str) -> None:
    notebook = json.loads(keras_notebook(CASES[name]))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert set(notebook) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in ids)
    for cell in notebook["cells"]:
        keys = {"cell_type", "id", "metadata", "source"}
        assert set(cell) == (keys | {"outputs", "execution_count"} if cell["cell_type"] == "code" else keys)
        assert all(line.endswith("\n") for line in cell["source"][:-1])
    assert [cell["cell_type"] for cell in notebook["cells"]][:3] == ["markdown", "code", "markdown"]


def test_its_code_is_the_scripts() -> None:
    experiment = replace(Experiment(), training=Training(l2=0.01))
    cells, script = code(json.loads(keras_notebook(experiment))), keras_script(experiment)
    imports, *parts, _ = cells
    assert all(part in script for part in parts)
    assert set(imports.splitlines()) - set(script.splitlines()) == {"import plotly.graph_objects as go"}
