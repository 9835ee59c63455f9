"""The training and the test of an experiment in plain Keras: one call of `fit`, with Keras' own callbacks."""

from collections.abc import Sequence

from playground.experiment import Experiment, Training
from playground.export.code import Section, apart, block, call
from playground.export.edits import edit_callback, freezing
from playground.export.strengths import Strengths

_OPTIMIZERS = {"sgd": "SGD", "rmsprop": "RMSprop", "adagrad": "Adagrad", "adam": "Adam", "adamw": "AdamW", "nadam": "Nadam"}

_MOST_INLINE = 70

_BATCHES = """\
def batches():
    rng = np.random.default_rng({seed})
    while True:
        order = rng.permutation(len(x))
        for begin in range(0, len(x), {size}):
            rows = order[begin : begin + {size}]
            yield x[rows], y[rows]"""

_SCHEDULES = {
    "exponential": "{rate} * {factor!r} ** (epoch / {period})",
    "step": "{rate} * {factor!r} ** (epoch // {period})",
    "cosine": "{rate} * (1.0 + np.cos(np.pi * epoch / {epochs})) / 2.0",
    "warm_up": "{rate} * min(1.0, (epoch + 1) / {period})",
    "constant": "{rate}",
}

_ERRORS = """\
errors = truth - {answers}
spread = truth - truth.mean(axis=0)
print("RMSE of each target:", np.sqrt(np.mean(errors**2, axis=0)))
print("R² of each target:", 1 - np.sum(errors**2, axis=0) / np.sum(spread**2, axis=0))"""
EVALUATED = 'print("test:", model.evaluate(x_test, y_test, verbose=0, return_dict=True))'
_PREDICTED = "model.predict(x_test, verbose=0)"


def training_section(experiment: Experiment) -> Section:
    """Return the code that trains `model` and leaves `history`, a dict from Keras' names to one value an epoch."""
    training = experiment.training
    strengths = Strengths.of(training)
    rate, edits = _learning_rate(training), edit_callback(experiment)
    begins = [name for name, code in (("set_strengths", strengths.callback), ("edit_weights", edits)) if code]
    callbacks = _callbacks(training, rate=bool(rate), begins=begins)
    fit = block(compiled(experiment), callbacks, fitted(experiment, callbacks=bool(callbacks)))
    return Section(
        "Training",
        "each epoch takes the rows in an order of its own, drawn here from a seed.",
        ("import keras", "import numpy as np"),
        apart(batches(training), rate, strengths.callback, freezing(experiment), edits, fit),
    )


def batches(training: Training) -> str:
    """Return the generator of batches: in each epoch all rows, in an order of its own."""
    return _BATCHES.format(seed=training.seed, size=training.batch_size)


def scores_section(experiment: Experiment) -> Section:
    """Return the code that prints the scores on the test rows."""
    words = "how well the network does on the rows that were set aside"
    data = experiment.data
    if data.task != "regression":
        return Section("Test", f"{words}.", (), EVALUATED)
    if not data.standardize_target:
        return Section("Test", f"{words}.", ("import numpy as np",), block(EVALUATED, _ERRORS.format(answers=_PREDICTED)))
    answers = f'target_scaler.inverse_transform({_PREDICTED}.astype("float64"))'
    words += ": the loss is on the standardised target, the other scores are in its own unit."
    return Section("Test", words, ("import numpy as np",), block(EVALUATED, _ERRORS.format(answers=answers)))


def compiled(experiment: Experiment) -> str:
    """Return the statement that gives `model` its optimizer and its loss."""
    training = experiment.training
    name, options = _optimizer(training)
    inline = f"{name}({', '.join(options)})"
    # One with many settings gets a statement of its own.
    before = call(f"optimizer = {name}(", options, ")") if len(inline) > _MOST_INLINE else ""
    arguments = ["optimizer" if before else inline, f'loss="{training.loss}"']
    if training.loss == "hinge":
        arguments.append('metrics=[keras.metrics.BinaryAccuracy("accuracy", threshold=0.0)]')
    elif experiment.data.task == "classification":
        arguments.append('metrics=["accuracy"]')
    return block(before, call("model.compile(", arguments, ")"))


def _optimizer(training: Training) -> tuple[str, list[str]]:
    arguments = [repr(_rates(training)[0][1])]
    if training.momentum:
        arguments.append(f"momentum={training.momentum!r}")
    if training.nesterov:
        arguments.append("nesterov=True")
    if training.optimizer == "adamw":
        arguments.append(f"weight_decay={training.weight_decay!r}")
    if training.clipnorm:
        arguments.append(f"clipnorm={training.clipnorm!r}")
    return f"keras.optimizers.{_OPTIMIZERS[training.optimizer]}", arguments


def _rates(training: Training) -> list[tuple[int, float]]:
    """Return the learning rates that a schedule scales, each with its first epoch."""
    rates = {1: training.learning_rate}
    rates |= {change.epoch: change.learning_rate for change in training.changes if change.learning_rate is not None}
    return sorted(rates.items())


def _learning_rate(training: Training) -> str:
    """Return the function for Keras' `LearningRateScheduler`; none where the learning rate stays as it is."""
    (_, start), *later = _rates(training)
    if training.schedule == "constant" and not later:
        return ""
    scheduled = _SCHEDULES[training.schedule].format(
        rate="rate" if later else repr(start),
        factor=training.schedule_factor,
        period=training.schedule_epochs,
        epochs=training.epochs,
    )
    lines = [f"    rate = {start!r}"] if later else []
    for epoch, rate in later:
        lines += [f"    if epoch >= {epoch - 1}:  # changed while it trained", f"        rate = {rate!r}"]
    return block("def learning_rate(epoch):  # epochs count from 0", *lines, f"    return {scheduled}")


def _callbacks(training: Training, *, rate: bool, begins: Sequence[str]) -> str:
    """Return the list of callbacks; `begins` names functions that are called at the beginning of an epoch."""
    found = []
    if rate:
        found.append("keras.callbacks.LearningRateScheduler(learning_rate)")
    found += [f"keras.callbacks.LambdaCallback(on_epoch_begin={name})" for name in begins]
    if training.early_stopping:
        found.append("stopping")
    return block(_stopping(training), call("callbacks = [", found, "]")) if found else ""


def _stopping(training: Training) -> str:
    if not training.early_stopping:
        return ""
    arguments = [f'"{training.monitor}"', f"patience={training.patience}"]
    if training.min_delta:
        arguments.append(f"min_delta={training.min_delta!r}")
    if training.restore_best_weights:
        arguments.append("restore_best_weights=True")
    return call("stopping = keras.callbacks.EarlyStopping(", arguments, ")")


def fitted(experiment: Experiment, *, callbacks: bool) -> str:
    """Return the statement that trains `model` on `batches()`."""
    train, validation, _ = experiment.data.split_rows
    training = experiment.training
    steps = -(-train // training.batch_size)
    arguments = ["batches()", f"steps_per_epoch={steps}", f"epochs={training.epochs}", "shuffle=False", "verbose=2"]
    if validation:
        arguments.append("validation_data=(x_val, y_val)")
    if callbacks:
        arguments.append("callbacks=callbacks")
    return call("history = model.fit(", arguments, ").history")
