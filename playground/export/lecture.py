"""The lecture's worked example as plain Keras in the lecture's ten steps: the lines of the exported script, and its two figures."""

import textwrap
from dataclasses import dataclass

from playground.experiment import Experiment
from playground.export.code import WIDTH, block, call, listed
from playground.export.data_part import shipped, split_lines, validation_line
from playground.export.network_part import network_section
from playground.export.new_row_part import new_row_section
from playground.export.training_part import EVALUATED, batches, compiled, fitted

# Stands in the code where the measurements of one's own flower go.
FLOWER = "<flower>"
_HEAD = 'print(*columns, table[:5], sep="\\n")'
_SUMMARY = "model.summary()"
_SIZES = 'print(len(x), "rows train,", len(x_val), "validate,", len(x_test), "test")'
_FIGURE_9 = """\
figure_9 = make_subplots(1, 2, subplot_titles=("Input variables x", "Output variables y"))
for place, (values, names) in enumerate(((x, x_names), (y, y_names)), start=1):
    for label, colour in enumerate(("blue", "red", "green")):
        rows = values[iris.target == label]
        dots = go.Scatter(x=rows[:, 0], y=rows[:, 1], mode="markers", marker_color=colour)
        dots.name = iris.target_names[label]
        figure_9.add_trace(dots, row=1, col=place)
    figure_9.update_xaxes(title=names[0], row=1, col=place)
    figure_9.update_yaxes(title=names[1], row=1, col=place)
figure_9.write_html("figure-9.html")"""
_FIGURE_11 = """\
figure_11 = go.Figure(layout={"xaxis_title": "Epoch", "yaxis_title": "Loss (cm²)"})
for name in ("loss", "val_loss"):
    epochs = list(range(1, len(history[name]) + 1))
    figure_11.add_trace(go.Scatter(x=epochs, y=history[name], name=name))
figure_11.write_html("figure-11.html")"""


@dataclass(frozen=True)
class Step:
    """A step of the lecture in code.

    Attributes:
        name: one word.
        words: what happens here.
        code: the statements.
    """

    name: str
    words: str
    code: str


def lecture_steps(experiment: Experiment) -> tuple[Step, ...]:
    """Return the ten steps from loading to predicting; `FLOWER` stands where the measurements of one's own flower go.

    Args:
        experiment: the lecture's, in either direction: Iris' measurements, nothing standardised, a constant learning rate.
    """
    data = experiment.data
    columns = block(f"x_names = {listed(data.inputs)}", f"y_names = {listed(data.targets)}")
    network = network_section(experiment).code.removesuffix(_SUMMARY).rstrip()
    row = call("new_row = np.array([[", [FLOWER], ']], dtype="float32")')
    return (
        Step("load", "the table, which columns go in (x), and which come out (y).", block(shipped(experiment)[1], _HEAD)),
        Step("look", "figure 9, with the columns' own names at the axes.", f"{columns}\n{_FIGURE_9}"),
        Step("split", "test rows by chance; of the others, the last validate.", block(split_lines(data), validation_line(data), _SIZES)),
        Step("build", "a seed for each layer, so that it starts with the same weights each time.", network),
        Step("summary", "figure 10.", _SUMMARY),
        Step("compile", "the optimizer, and the loss that it makes small.", compiled(experiment)),
        Step(
            "fit",
            "in each epoch all rows, four at a time, in an order drawn from a seed.",
            f"{batches(experiment.training)}\n\n\n{fitted(experiment, callbacks=False)}",
        ),
        Step("curves", "figure 11.", _FIGURE_11),
        Step("evaluate", "the loss on rows that the network has never seen.", EVALUATED),
        Step("predict", "a flower of your own.", block(row, new_row_section(experiment).code)),
    )


_IMPORTS = """\
import keras
import numpy as np
import plotly.graph_objects as go
from keras import layers
from keras.initializers import GlorotUniform
from plotly.subplots import make_subplots
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split"""


def lecture_imports() -> str:
    """Return the lines above the first step."""
    return _IMPORTS


def commented(number: int, step: Step) -> str:
    """Return a step's code below a comment that says what happens there; steps count from 1."""
    words = f"{number}. {step.name.capitalize()}: {step.words}"
    return f"{textwrap.fill(words, WIDTH, initial_indent='# ', subsequent_indent='# ')}\n{step.code}"


def lecture_script(experiment: Experiment, flower: tuple[float, float]) -> str:
    """Return the whole script for a flower's two input measurements."""
    parts = [_IMPORTS, *(commented(number, step) for number, step in enumerate(lecture_steps(experiment), start=1))]
    return "\n\n".join(parts).replace(FLOWER, ", ".join(f"{value:g}" for value in flower)) + "\n"
