"""What the trained network of an experiment says about a row that it has never seen, in plain Keras."""

from playground.choices import LOSSES
from playground.experiment import Experiment
from playground.export.code import Section, block, call, literal


def new_row_section(experiment: Experiment) -> Section:
    """Return the code that predicts `new_row`, a row as it stands in the table, and prints the answer."""
    data = experiment.data
    row = "scaler.transform(new_row)" if data.standardize else "new_row"
    lines = [f"answer = model.predict({row}, verbose=0)"]
    if data.standardize_target:
        lines.append('answer = target_scaler.inverse_transform(answer.astype("float64"))')
    words = "rows go in as they stand in the table, one list a row with the inputs in their order"
    if data.task == "regression":
        lines.append(call('print("a new row:", dict(zip([', [literal(name) for name in data.targets], "], answer[0].tolist())))"))
        return Section("A new row", f"{words}.", (), block(*lines))
    if data.upload is None:
        # The program that reads a table has them already, as the file spells them.
        lines.append(call("classes = [", [literal(name) for name in data.class_names], "]"))
    lines.append(f'print("a new row:", classes[{_chosen(experiment)}], answer[0])')
    imports = () if LOSSES[experiment.training.loss].single else ("import numpy as np",)
    return Section("A new row", f"{words}; the classes stand in the order of the outputs.", imports, block(*lines))


def _chosen(experiment: Experiment) -> str:
    if not LOSSES[experiment.training.loss].single:
        return "np.argmax(answer[0])"
    return f"int(answer[0, 0] > {'0.0' if experiment.training.loss == 'hinge' else '0.5'})"
