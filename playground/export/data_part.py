"""The data of an experiment in plain NumPy and scikit-learn: loaded or drawn, split, standardised."""

import inspect

from playground.choices import LOSSES
from playground.data.generated import GENERATORS
from playground.data.tables import LOADERS
from playground.datasets import DATASETS
from playground.experiment import Data, Experiment, Upload
from playground.export.code import WIDTH, Section, apart, block, call, listed, literal
from playground.export.prepared import as_cell, columns_of, prepared_name

_NEW_ROW = "new_row = x[:1]  # predicted at the end: put your own here"
_FEATURES = {"x²": "px * px", "y²": "py * py", "x·y": "px * py", "sin x": "np.sin(px)", "sin y": "np.sin(py)"}


def data_section(experiment: Experiment) -> Section:
    """Return the code that leaves x, y and x_test, y_test, and x_val, y_val if rows validate."""
    data = experiment.data
    if data.upload is not None:
        imports, code = _uploaded(experiment, data.upload)
    else:
        imports, code = _drawn(experiment) if data.dataset in GENERATORS else shipped(experiment)
    imports = (*imports, "import keras", "from sklearn.model_selection import train_test_split")
    if data.standardize or data.standardize_target:
        imports = (*imports, "from sklearn.preprocessing import StandardScaler")
    return Section(
        "Data", _words(data), imports, block(code, _NEW_ROW, split_lines(data), validation_line(data), _standardized(data), _target(data))
    )


def _words(data: Data) -> str:
    chance = "drawn by chance, of each class its share" if data.stratify else "drawn by chance"
    drawn = f"the test rows are {chance}" if data.shuffle else "the rows stay in their order, and the last ones are for the test"
    validation = ", the validation rows are the last of the others" if data.split_rows[1] else ""
    about = "" if data.upload is None else "the table is the file of prepared columns that the playground offers beside this program; "
    return f"{about}{drawn}{validation}."


def shipped(experiment: Experiment) -> tuple[tuple[str, ...], str]:
    """Return the imports and the statements that load one of scikit-learn's sets as x and y."""
    data, name = experiment.data, experiment.data.dataset
    imports = ("import numpy as np", f"from sklearn.datasets import {LOADERS[name]}")
    info = DATASETS[name]
    bunch = f"{name} = {LOADERS[name]}()"
    if info.classes:
        table, columns = f'table = {name}.data.astype("float32")', f"columns = list({name}.feature_names)"
    else:
        table = f'table = np.column_stack([{name}.data, {name}.target]).astype("float32")'
        columns = f"columns = [*{name}.feature_names, {literal(info.measurements[-1])}]"
    x = "x = table" if data.inputs == info.measurements else _picked("x", data.inputs)
    y = _picked("y", data.targets) if data.task == "regression" else _classes(experiment, f"{name}.target")
    uses_columns = "columns" in x + y
    return imports, block(bunch, table, columns if uses_columns else "", x, y)


def _drawn(experiment: Experiment) -> tuple[tuple[str, ...], str]:
    """Draw a generated set, by the playground's own function."""
    data = experiment.data
    info = DATASETS[data.dataset]
    source = inspect.getsource(GENERATORS[data.dataset])
    classifies = data.task == "classification"
    answers = "labels" if classifies else "_" if info.classes else "answers"
    settings = f"samples={data.samples}, noise={data.noise!r}, classes={data.class_count}, rng=np.random.default_rng({data.draw})"
    points = "points" if info.classes else "np.column_stack([points, answers])"
    use = block(
        f"points, {answers} = {data.dataset}({settings})",
        f'{", ".join(f"p{name}" for name in info.measurements)} = {points}.astype("float32").T',
        _stacked("x", data.inputs),
        _classes(experiment, "labels") if classifies else _stacked("y", data.targets),
    )
    return ("import numpy as np",), apart(source, use)


def _uploaded(experiment: Experiment, upload: Upload) -> tuple[tuple[str, ...], str]:
    """Read the file that `prepared_csv` writes."""
    data = experiment.data
    numbers = len(upload.measurements)
    names = columns_of(upload)
    x = _picked("x", tuple(map(as_cell, data.inputs)))
    code = block(
        f'with open({literal(prepared_name(upload))}, encoding="utf-8", newline="") as file:',
        "    columns, *rows = csv.reader(file)",
        f'table = np.array([row[:{numbers}] for row in rows], dtype="float32")',
        "x = table" if data.inputs == upload.measurements else x,
    )
    imports = ("import csv", "import numpy as np")
    if data.task == "regression":
        return imports, block(code, _picked("y", tuple(map(as_cell, data.targets))))
    column = names.index(as_cell(data.targets[0]), numbers)
    classes = call("classes = [", [literal(as_cell(name)) for name in data.class_names], "]")
    labels = f"labels = np.array([classes.index(row[{column}]) for row in rows])"
    return imports, block(code, classes, labels, _classes(experiment, "labels"))


def _picked(variable: str, names: tuple[str, ...]) -> str:
    """Take columns of the table by name."""
    line = f"{variable} = table[:, [columns.index(name) for name in {listed(names)}]]"
    if len(line) <= WIDTH:
        return line
    role = "inputs" if variable == "x" else "targets"
    items = call(f"{role} = [", [literal(name) for name in names], "]")
    return block(items, f"{variable} = table[:, [columns.index(name) for name in {role}]]")


def _stacked(variable: str, names: tuple[str, ...]) -> str:
    """Put columns of a generated set side by side."""
    return f"{variable} = np.stack([{', '.join(_FEATURES.get(name, f'p{name}') for name in names)}], axis=1)"


def _classes(experiment: Experiment, labels: str) -> str:
    """Write classes as the loss wants them; names in comments are the playground's own, never a stranger's."""
    data = experiment.data
    if LOSSES[experiment.training.loss].single:
        comment = "" if data.upload else f"  # 0: {data.class_names[0]}, 1: {data.class_names[1]}"
        return f'y = {labels}.astype("float32")[:, None]{comment}'
    comment = "" if data.upload else f"  # {', '.join(data.class_names)}"
    return f"y = keras.utils.to_categorical({labels}, {len(data.class_names)}){comment}"


def split_lines(data: Data) -> str:
    """Return the statement that sets the test rows aside."""
    how = f"random_state={data.seed}" if data.shuffle else "shuffle=False"
    if data.stratify:
        labels = f"{data.dataset}.target" if data.dataset in LOADERS else "labels"
        return call("x, x_test, y, y_test = train_test_split(", ["x", "y", f"test_size={data.test_size!r}", how, f"stratify={labels}"], ")")
    return f"x, x_test, y, y_test = train_test_split(x, y, test_size={data.test_size!r}, {how})"


def validation_line(data: Data) -> str:
    """Return the statement that takes the last of the others for validation; none where no rows validate."""
    train, validation, _ = data.split_rows
    return f"x, x_val, y, y_val = x[:{train}], x[{train}:], y[:{train}], y[{train}:]" if validation else ""


def _standardized(data: Data) -> str:
    if not data.standardize:
        return ""
    parts = ("x", "x_val", "x_test") if data.split_rows[1] else ("x", "x_test")
    scaled = ", ".join(f"scaler.transform({part})" for part in parts)
    return block("scaler = StandardScaler().fit(x)  # on the training rows alone", f"{', '.join(parts)} = {scaled}")


def _target(data: Data) -> str:
    """Standardise the targets, in double precision as the playground does; `truth` keeps those of the test rows in their own unit."""
    if data.task != "regression":
        return ""
    truth = 'truth = y_test.astype("float64")'
    if not data.standardize_target:
        return truth
    parts = ("y", "y_val", "y_test") if data.split_rows[1] else ("y", "y_test")
    names = ", ".join(parts)
    return block(
        f"{truth}  # in its own unit",
        'target_scaler = StandardScaler().fit(y.astype("float64"))  # on the training rows alone',
        f'{names} = [target_scaler.transform(part.astype("float64")) for part in ({names})]',
    )
