"""An experiment as plain Keras: a script short enough for a slide that reproduces the curve."""

from playground.experiment import Data, Experiment, Training

_REGRESSION = """\
x = table[:, [columns.index(name) for name in {inputs}]]
y = table[:, [columns.index(name) for name in {targets}]]"""

_CLASSIFICATION = """\
x = table[:, [columns.index(name) for name in {inputs}]]
y = keras.utils.to_categorical(iris.target)  # {classes}"""

_SCRIPT = """\
import keras
import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

# Data: the test rows are drawn, the validation rows are the last of the others.
iris = load_iris()
table, columns = iris.data.astype("float32"), iris.feature_names
{columns}
x, x_test, y, y_test = train_test_split(x, y, test_size={test_size!r}, random_state={data_seed})
{validation}

# Network: every layer has a seed of its own, so that the initial weights are the same each time.
{network}
model = keras.Model(inputs, outputs)
model.summary()

# Training: one call of fit an epoch, because the order of the rows in each epoch is drawn here.
model.compile(optimizer={optimizer}, loss="{loss}"{metrics})
rng = np.random.default_rng({seed})
history = {{}}
for epoch in range({epochs}):
    order = rng.permutation(len(x))
    scores = model.fit(x[order], y[order], batch_size={batch_size}, shuffle=False, verbose=0{validation_data}).history
    for name, values in scores.items():
        history.setdefault(name, []).extend(values)
    print(f"epoch {{epoch + 1}}: " + ", ".join(f"{{name}} {{values[-1]:.6f}}" for name, values in history.items()))

print("test:", model.evaluate(x_test, y_test, verbose=0, return_dict=True))
"""


def keras_script(experiment: Experiment) -> str:
    """Return a Python script in plain Keras that trains the experiment.

    Run as a script it leaves `history`, a dict from Keras' names (loss, val_loss, accuracy, …) to one value an epoch:
    the values that the playground shows, within 1e-5.
    """
    data, training = experiment.data, experiment.training
    validates = data.validation_split > 0
    return _SCRIPT.format(
        columns=_columns(data),
        test_size=data.test_size,
        data_seed=data.seed,
        validation=_validation(data),
        network=_network(experiment),
        optimizer=_optimizer(training),
        loss=training.loss,
        metrics=', metrics=["accuracy"]' if data.task == "classification" else "",
        seed=training.seed,
        epochs=training.epochs,
        batch_size=training.batch_size,
        validation_data=", validation_data=(x_val, y_val)" if validates else "",
    )


def _columns(data: Data) -> str:
    if data.task == "classification":
        return _CLASSIFICATION.format(inputs=list(data.inputs), classes=", ".join(data.class_names))
    return _REGRESSION.format(inputs=list(data.inputs), targets=list(data.targets))


def _validation(data: Data) -> str:
    train, validation, _ = data.split_rows
    if not validation:
        return "# No validation rows."
    return f"x, x_val, y, y_val = x[:{train}], x[{train}:], y[:{train}], y[{train}:]"


def _network(experiment: Experiment) -> str:
    network, data, seed = experiment.network, experiment.data, experiment.training.seed
    lines = [f'inputs = h = keras.Input(({len(data.inputs)},), name="input")']
    number = 0
    for number, layer in enumerate(network.hidden, start=1):
        lines.append(f"h = {_dense(layer.units, layer.activation, f'hidden{number}', 1000 * seed + number)}(h)")
        if layer.dropout:
            lines.append(f'h = keras.layers.Dropout({layer.dropout!r}, seed={1000 * seed + number}, name="dropout{number}")(h)')
    lines.append(f"outputs = {_dense(len(experiment.output_names), network.output, 'output', 1000 * seed + number + 1)}(h)")
    return "\n".join(lines)


def _dense(units: int, activation: str, name: str, seed: int) -> str:
    initializer = f"keras.initializers.GlorotUniform(seed={seed})"
    return f'keras.layers.Dense({units}, "{activation}", kernel_initializer={initializer}, name="{name}")'


def _optimizer(training: Training) -> str:
    if training.optimizer == "adam":
        return f"keras.optimizers.Adam({training.learning_rate!r})"
    momentum = f", momentum={training.momentum!r}" if training.momentum else ""
    return f"keras.optimizers.SGD({training.learning_rate!r}{momentum})"
