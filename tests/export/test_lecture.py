"""The lecture's script in ten steps: the same lines as the exported script, in the lecture's order."""

import ast

from playground.experiment import Data, Experiment
from playground.export.code import WIDTH
from playground.export.lecture import lecture_script, lecture_steps
from playground.export.script import keras_script

OTHER_WAY = Experiment(Data(inputs=Data().targets, targets=Data().inputs))


def test_the_steps_are_the_lectures() -> None:
    names = [step.name for step in lecture_steps(Experiment())]
    assert names == ["load", "look", "split", "build", "summary", "compile", "fit", "curves", "evaluate", "predict"]


def test_its_lines_are_those_of_the_exported_script() -> None:
    for experiment in (Experiment(), OTHER_WAY):
        ours, exported = lecture_script(experiment, (6.0, 3.0)), keras_script(experiment)
        wanted = [line for line in exported.splitlines() if line and not line.startswith("#")]
        # What the lecture's script says otherwise: one's own row, and scores that the lecture does not have.
        other = ("new_row =", "truth =", "errors =", "spread =", "print(", "x_names", "y_names")
        missing = [line for line in wanted if line not in ours.splitlines() and not line.startswith(other)]
        assert missing == []
        assert "new_row = np.array([[6, 3]]" in ours


def test_it_is_a_program_that_fits_a_slide() -> None:
    source = lecture_script(OTHER_WAY, (4.5, 1.4))
    assert max(map(len, source.splitlines())) <= WIDTH
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    assert {"model", "history", "answer"} <= names
