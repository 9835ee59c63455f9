"""An experiment as a Jupyter notebook: the script in cells, with words between them and the curves at the end."""

import json
from typing import TypedDict

from playground.experiment import Experiment
from playground.export.code import Section
from playground.export.script import import_block, program

# Of nbformat 4.5, the first with names for cells.
_FORMAT = {"nbformat": 4, "nbformat_minor": 5}

_INTRODUCTION = """\
# A small network, trained as in the playground

Run the cells from top to bottom. They need Keras with TensorFlow, NumPy, scikit-learn and Plotly. The curves at the end are those
that the playground showed: same initial weights, same batches."""

_CURVES = """\
epochs = list(range(1, len(history["{name}"]) + 1))
curves = [go.Scatter(x=epochs, y=history[name], name=name) for name in history if name.endswith("{name}")]
go.Figure(curves, layout={{"xaxis_title": "epoch", "yaxis_title": "{name}"}})"""


class _Cell(TypedDict, total=False):
    """A cell as nbformat wants it; code cells have outputs and a count of runs too."""

    cell_type: str
    id: str
    metadata: dict[str, str]
    source: list[str]
    outputs: list[str]
    execution_count: None


def keras_notebook(experiment: Experiment) -> str:
    """Return a notebook, as the JSON of an `.ipynb` file, that trains the experiment in plain Keras and draws its curves.

    Its code cells together are `keras_script`, and a chart.
    """
    sections = (*program(experiment), *_curves(experiment))
    cells = [_words("introduction", _INTRODUCTION), _code("imports", import_block(sections))]
    for section in sections:
        name = section.title.lower().replace(" ", "-")
        cells += [_words(f"about-{name}", f"## {section.title}\n\n{_sentence(section.words)}"), _code(name, section.code)]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    return json.dumps({"cells": cells, "metadata": kernel, **_FORMAT}, ensure_ascii=False, indent=1)


def _curves(experiment: Experiment) -> tuple[Section, ...]:
    names = ("loss", "accuracy") if experiment.data.task == "classification" else ("loss",)
    return tuple(
        Section(
            f"{name.capitalize()} curve",
            "one value an epoch, as `history` holds them.",
            ("import plotly.graph_objects as go",),
            _CURVES.format(name=name),
        )
        for name in names
    )


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _words(name: str, text: str) -> _Cell:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(name: str, code: str) -> _Cell:
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {},
        "source": code.splitlines(keepends=True),
        "outputs": [],
        "execution_count": None,
    }
