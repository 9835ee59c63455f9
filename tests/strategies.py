"""Random but valid experiments for Hypothesis over every field, built from the bounds that the settings declare.

Left out are uploads, whose rows no experiment holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from hypothesis import strategies as st

from playground.choices import ACTIVATIONS, INITIALIZERS, LOSSES, MONITORS, OPTIMIZERS, SCHEDULES
from playground.datasets import DATASETS, Dataset
from playground.experiment import (
    HIDDEN_LAYERS,
    MAX_SEED,
    Augmentation,
    Change,
    Data,
    Experiment,
    Layer,
    Network,
    Neuron,
    Training,
    WeightEdit,
)
from playground.limits import LIMITS
from playground.settings import Real, rule_of


@dataclass(frozen=True)
class Most:
    """How large the experiments may be: by default as large as the limits let them."""

    layers: int = HIDDEN_LAYERS.high
    units: int = LIMITS.max_units
    batch_size: int = LIMITS.max_batch_size
    epochs: int = LIMITS.max_epochs
    samples: int = LIMITS.max_rows
    edited: float = 1e6


ALL = Most()
# Trained in a second or so, by Keras' `fit` too.
SMALL = Most(layers=3, units=12, batch_size=64, epochs=6, samples=60, edited=2.0)


def real(cls: type, name: str) -> st.SearchStrategy[float]:
    """Draw a step of the setting or any other number between its bounds."""
    rule = cast("Real", rule_of(cls, name))
    between = st.floats(rule.low, rule.high, exclude_min=rule.open_low, exclude_max=rule.open_high)
    return st.sampled_from(rule.steps) | between


@st.composite
def columns(draw: st.DrawFn, info: Dataset) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Draw inputs and targets of a data set that go together: often its own choice, else any."""
    if draw(st.booleans()):
        return info.inputs, info.targets
    targets: tuple[str, ...] = tuple(info.classes)[:1]
    if not targets or draw(st.booleans()):
        most = min(4, len(info.measurements) - 1)
        targets = tuple(draw(st.lists(st.sampled_from(info.measurements), min_size=1, max_size=most, unique=True)))
    others = [name for name in (*info.measurements, *info.features) if name not in targets]
    return tuple(draw(st.lists(st.sampled_from(others), min_size=1, max_size=12, unique=True))), targets


@st.composite
def data(draw: st.DrawFn, most: Most = ALL) -> Data:
    """Draw any data set, any choice of columns that goes together, and a split that leaves rows everywhere."""
    dataset = draw(st.sampled_from(sorted(DATASETS)))
    own = DATASETS[dataset]
    samples, noise, seed, class_count = Data.samples, Data.noise, Data.draw, Data.class_count
    if own.generated:
        samples, noise, seed = draw(st.integers(10, most.samples)), draw(real(Data, "noise")), draw(st.integers(0, MAX_SEED))
        class_count = draw(st.integers(2, max(2, own.most_classes)))
    inputs, targets = draw(columns(own))
    test_size = draw(st.sampled_from((0.1, 0.2, 0.5)) | st.floats(0.01, 0.8))
    shuffle = draw(st.booleans())
    # Of drawn sets, a class may have a single row; and there must be a test row for each.
    may_be_stratified = shuffle and targets[0] in own.classes and not own.generated and test_size >= 0.1
    return Data(
        dataset=dataset,
        inputs=inputs,
        targets=targets,
        test_size=test_size,
        # Ten rows, of which eight test, leave two.
        validation_split=draw(st.sampled_from((0.0, 0.1, 0.5)) | st.floats(0.01, 0.5)),
        seed=draw(st.integers(0, MAX_SEED)),
        shuffle=shuffle,
        stratify=may_be_stratified and draw(st.booleans()),
        standardize=draw(st.booleans()),
        standardize_target=targets[0] not in own.classes and draw(st.booleans()),
        samples=samples,
        noise=noise,
        draw=seed,
        class_count=class_count,
    )


@st.composite
def layers(draw: st.DrawFn, most: Most = ALL) -> Layer:
    """Draw a hidden layer."""
    activation = draw(st.sampled_from(sorted(ACTIVATIONS)))
    return Layer(
        units=draw(st.integers(2 if activation == "softmax" else 1, most.units)),
        activation=activation,
        dropout=draw(real(Layer, "dropout")),
        batch_normalization=draw(st.booleans()),
        initializer=draw(st.sampled_from(sorted(INITIALIZERS))),
    )


@st.composite
def augmentations(draw: st.DrawFn, chosen: Data) -> Augmentation:
    """Draw how the inputs are disturbed; pictures can be moved too."""
    pictures = chosen.dataset == "digits" and chosen.inputs == chosen.info.measurements
    names = ("noise", "jitter", "rotation", "shift", "zoom") if pictures else ("noise", "jitter")
    return Augmentation(**{name: draw(st.just(0.0) | real(Augmentation, name)) for name in names})


@st.composite
def losses(draw: st.DrawFn, chosen: Data) -> tuple[str, str]:
    """Draw a loss that suits the task and its classes, and an output activation that suits the loss."""
    fitting = [name for name, loss in LOSSES.items() if loss.task == chosen.task and (not loss.single or len(chosen.class_names) == 2)]
    loss = draw(st.sampled_from(fitting))
    alone = chosen.task == "regression" and len(chosen.targets) == 1
    anything = tuple(name for name in sorted(ACTIVATIONS) if name != "softmax" or not alone)
    return loss, draw(st.sampled_from(LOSSES[loss].outputs or anything))


@st.composite
def changes(draw: st.DrawFn, epochs: int) -> tuple[Change, ...]:
    """Draw what is changed while the run goes on."""
    when = sorted(draw(st.sets(st.integers(1, epochs), max_size=3)))
    names = st.sets(st.sampled_from(("learning_rate", "l1", "l2")), min_size=1)
    settings = ({name: draw(real(Training, name)) for name in sorted(draw(names))} for _ in when)
    return tuple(Change(epoch, **some) for epoch, some in zip(when, settings, strict=True))  # type: ignore[arg-type]


@st.composite
def weight_edits(draw: st.DrawFn, sizes: Sequence[tuple[int, int]], most: float) -> WeightEdit:
    """Draw a weight or bias of a network, and what it is set to; `sizes` has the inputs and units of each layer."""
    layer = draw(st.integers(1, len(sizes)))
    before, units = sizes[layer - 1]
    value = st.sampled_from((0.0, 0.5, -1.0)) | st.floats(-most, most)
    return WeightEdit(layer, draw(st.integers(0, before)), draw(st.integers(1, units)), draw(value))


@st.composite
def neurons(draw: st.DrawFn, sizes: Sequence[tuple[int, int]]) -> Neuron:
    """Draw a neuron of a hidden layer."""
    layer = draw(st.integers(1, len(sizes) - 1))
    return Neuron(layer, draw(st.integers(1, sizes[layer - 1][1])))


@st.composite
def edited(draw: st.DrawFn, experiment: Experiment, most: float) -> Experiment:
    """Draw weights that are edited and neurons that are silenced or frozen on the way: in half of the experiments none."""
    sizes, training = experiment.layer_sizes, experiment.training
    some = st.lists(neurons(sizes), max_size=2).map(tuple) if len(sizes) > 1 else st.just(())
    for epoch in sorted(draw(st.just(set()) | st.sets(st.integers(1, training.epochs), max_size=2))):
        weights = draw(st.lists(weight_edits(sizes, most), min_size=1, max_size=3))
        training = training.with_change(Change(epoch, weights=tuple(weights), silenced=draw(some), frozen=draw(some)))
    return replace(experiment, training=training)


@st.composite
def _optimizing(draw: st.DrawFn) -> dict[str, object]:
    optimizer = draw(st.sampled_from(sorted(OPTIMIZERS)))
    found: dict[str, object] = {"optimizer": optimizer, "clipnorm": draw(real(Training, "clipnorm"))}
    if optimizer == "sgd":
        found["momentum"] = draw(real(Training, "momentum"))
        found["nesterov"] = draw(st.booleans()) and found["momentum"] != 0.0
    if optimizer == "adamw":
        found["weight_decay"] = draw(real(Training, "weight_decay"))
    return found


@st.composite
def _scheduling(draw: st.DrawFn, epochs: int) -> dict[str, object]:
    schedule = draw(st.sampled_from(sorted(SCHEDULES)))
    settings = {"schedule_factor": real(Training, "schedule_factor"), "schedule_epochs": st.integers(1, epochs)}
    return {"schedule": schedule, **{name: draw(settings[name]) for name in SCHEDULES[schedule].uses}}


@st.composite
def _stopping(draw: st.DrawFn, chosen: Data, epochs: int) -> dict[str, object]:
    if not draw(st.booleans()):
        return {}
    monitors = [
        name
        for name in MONITORS
        if (chosen.split_rows[1] or not name.startswith("val_")) and (chosen.task == "classification" or not name.endswith("accuracy"))
    ]
    return {
        "early_stopping": True,
        "monitor": draw(st.sampled_from(monitors)),
        "patience": draw(st.integers(0, epochs)),
        "min_delta": draw(real(Training, "min_delta")),
        "restore_best_weights": draw(st.booleans()),
    }


@st.composite
def trainings(draw: st.DrawFn, chosen: Data, loss: str, most: Most = ALL) -> Training:
    """Draw how the weights are found, for the loss of the task."""
    epochs = draw(st.integers(1, most.epochs))
    parts = draw(_optimizing()) | draw(_scheduling(epochs)) | draw(_stopping(chosen, epochs))
    return Training(
        learning_rate=draw(real(Training, "learning_rate")),
        loss=loss,
        batch_size=draw(st.integers(1, most.batch_size)),
        epochs=epochs,
        seed=draw(st.integers(0, MAX_SEED)),
        l1=draw(real(Training, "l1")),
        l2=draw(real(Training, "l2")),
        changes=draw(changes(epochs)),
        **parts,  # type: ignore[arg-type]
    )


@st.composite
def experiments(draw: st.DrawFn, most: Most = ALL) -> Experiment:
    """Draw any experiment of at most that size."""
    chosen = draw(data(most))
    loss, output = draw(losses(chosen))
    network = Network(
        tuple(draw(st.lists(layers(most), max_size=most.layers))),
        output,
        draw(st.sampled_from(sorted(INITIALIZERS))),
        draw(augmentations(chosen)),
    )
    return draw(edited(Experiment(chosen, network, draw(trainings(chosen, loss, most))), most.edited))
