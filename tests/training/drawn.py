"""Random experiments over every field that are small enough to be trained twice."""

from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
from hypothesis import strategies as st

from playground.choices import ACTIVATIONS, INITIALIZERS, LOSSES, MONITORS, OPTIMIZERS, SCHEDULES
from playground.data.tables import Table
from playground.datasets import DATASETS, UPLOAD
from playground.experiment import Augmentation, Change, Data, Experiment, Layer, Network, Training, Upload
from tests.strategies import edited

# Large enough to learn with, small enough that a few steps do not overflow.
RATES = {"sgd": 0.01, "rmsprop": 0.003, "adagrad": 0.03, "adam": 0.003, "adamw": 0.003, "nadam": 0.003}
STRENGTHS = (0.0, 1e-3, 0.01, 0.1)
T = TypeVar("T")


@dataclass(frozen=True)
class Drawn:
    """An experiment, and the table that it is about if that is the learner's own."""

    experiment: Experiment
    table: Table | None


@st.composite
def drawn(draw: st.DrawFn, dataset: str) -> Drawn:
    """Draw an experiment of a few epochs on a data set, each of some twenty steps at most."""
    table = draw(tables()) if dataset == UPLOAD else None
    data = draw(datas(dataset, table))
    two = len(data.class_names) == 2
    loss = draw(st.sampled_from([name for name, item in LOSSES.items() if item.task == data.task and (two or not item.single)]))
    experiment = Experiment(data, draw(networks(data, loss)), draw(trainings(data, loss)))
    return Drawn(draw(edited(experiment, most=2.0)), table)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Draw a table as an upload gives it: three measurements, and a column of three names."""
    rows = draw(st.integers(60, 150))
    generator = np.random.default_rng(draw(st.integers(0, 99)))
    values = generator.standard_normal((3, rows)).astype(np.float32)
    labels = (values.sum(axis=0) > 0).astype(np.int64) + (values[0] > 0)
    return Table(dict(zip(("a", "b", "c"), values, strict=True)), {"kind": labels})


def upload_of(table: Table) -> Upload:
    """Return the words of a table."""
    return Upload("own.csv", "0" * 64, len(table.labels["kind"]), ("a", "b", "c"), (("kind", ("p", "q", "r")),))


@st.composite
def datas(draw: st.DrawFn, dataset: str, table: Table | None) -> Data:
    """Draw columns that go together, a split, and for generated sets how they are drawn."""
    upload = upload_of(table) if table else None
    info = upload.info if upload else DATASETS[dataset]
    options: dict[str, object] = {}
    if info.generated:
        classes = draw(st.integers(2, 4)) if info.most_classes > 2 else 2
        options = {"samples": draw(st.integers(60, 150)), "noise": draw(st.sampled_from((0.0, 0.1, 0.3))), "class_count": classes}
        options["draw"] = draw(st.integers(0, 99))
    targets = draw(st.sampled_from([info.targets, *[(name,) for name in info.classes]]))
    if dataset == "digits" and draw(st.booleans()):
        inputs = info.measurements
    else:
        open_to = [name for name in (*info.measurements, *info.features) if name not in targets]
        inputs = tuple(draw(st.lists(st.sampled_from(open_to), min_size=1, max_size=6, unique=True)))
    shuffle = draw(st.booleans())
    # Of others, a class may have a single row.
    may_be_stratified = shuffle and targets[0] in info.classes and not info.generated and upload is None
    return Data(
        dataset=dataset,
        inputs=inputs,
        targets=targets,
        test_size=draw(st.sampled_from((0.2, 0.35, 0.5))),
        validation_split=draw(st.sampled_from((0.0, 0.1, 0.3))),
        seed=draw(st.integers(0, 99)),
        shuffle=shuffle,
        stratify=may_be_stratified and draw(st.booleans()),
        # What is not of size 1 overflows soon.
        standardize=dataset in ("wine", "breast_cancer") or draw(st.booleans()),
        standardize_target=targets[0] not in info.classes and draw(st.booleans()),
        upload=upload,
        **options,  # type: ignore[arg-type]
    )


@st.composite
def networks(draw: st.DrawFn, data: Data, loss: str) -> Network:
    """Draw a network of up to three layers for the task."""
    hidden = draw(st.lists(layers(), max_size=3))
    outputs = LOSSES[loss].outputs or tuple(name for name in ACTIVATIONS if name != "softmax" or len(data.targets) > 1)
    pictures = data.inputs == DATASETS["digits"].measurements
    return Network(
        tuple(hidden), draw(st.sampled_from(outputs)), draw(st.sampled_from(sorted(INITIALIZERS))), draw(augmentations(pictures=pictures))
    )


@st.composite
def layers(draw: st.DrawFn) -> Layer:
    """Draw a hidden layer."""
    return Layer(
        draw(st.integers(2, 20)),
        draw(st.sampled_from(sorted(ACTIVATIONS))),
        draw(st.sampled_from((0.0, 0.0, 0.2, 0.5))),
        draw(st.sampled_from((False, False, True))),
        draw(st.sampled_from(sorted(INITIALIZERS))),
    )


@st.composite
def augmentations(draw: st.DrawFn, *, pictures: bool) -> Augmentation:
    """Draw how inputs are disturbed."""
    some = partial(_or_none, draw)
    noise, jitter = some(st.sampled_from((0.05, 0.3))), some(st.sampled_from((0.05, 0.2)))
    if not pictures:
        return Augmentation(noise or 0.0, jitter or 0.0)
    moves = st.sampled_from((0.0, 0.1, 0.2))
    return Augmentation(noise or 0.0, jitter or 0.0, draw(moves), draw(moves), draw(moves))


@st.composite
def trainings(draw: st.DrawFn, data: Data, loss: str) -> Training:
    """Draw how the weights are found."""
    optimizer = draw(st.sampled_from(sorted(OPTIMIZERS)))
    epochs = draw(st.integers(3, 6))
    rate = RATES[optimizer] * draw(st.sampled_from((0.3, 1.0)))
    least = -(-data.split_rows[0] // 20)
    options: dict[str, object] = {"schedule": draw(st.sampled_from(sorted(SCHEDULES)))}
    for name in SCHEDULES[str(options["schedule"])].uses:
        options[name] = draw(st.sampled_from((0.5, 0.9)) if name == "schedule_factor" else st.integers(1, 3))
    if optimizer == "sgd":
        options["momentum"] = draw(st.sampled_from((0.0, 0.5, 0.9)))
        options["nesterov"] = bool(options["momentum"]) and draw(st.booleans())
    if optimizer == "adamw":
        options["weight_decay"] = draw(st.sampled_from((0.0, 0.004, 0.1)))
    if draw(st.booleans()):
        options |= draw(stoppings(data))
    return Training(
        optimizer=optimizer,
        learning_rate=rate,
        loss=loss,
        batch_size=draw(st.integers(least, 4 * least)),
        epochs=epochs,
        seed=draw(st.integers(0, 99)),
        clipnorm=draw(st.sampled_from((0.0, 0.0, 0.1, 1.0))),
        l1=draw(st.sampled_from((0.0, *STRENGTHS))),
        l2=draw(st.sampled_from((0.0, *STRENGTHS))),
        changes=tuple(draw(changes(epochs, rate))),
        **options,  # type: ignore[arg-type]
    )


@st.composite
def stoppings(draw: st.DrawFn, data: Data) -> dict[str, object]:
    """Draw the settings of early stopping."""
    possible = [
        name
        for name in MONITORS
        if (data.split_rows[1] or not name.startswith("val_")) and (data.class_names or not name.endswith("accuracy"))
    ]
    return {
        "early_stopping": True,
        "monitor": draw(st.sampled_from(possible)),
        "patience": draw(st.integers(0, 2)),
        "min_delta": draw(st.sampled_from((0.0, 1e-3, 0.03))),
        "restore_best_weights": draw(st.booleans()),
    }


@st.composite
def changes(draw: st.DrawFn, epochs: int, rate: float) -> list[Change]:
    """Draw what is changed on the way: in most experiments nothing."""
    at = draw(st.just([]) | st.lists(st.integers(1, epochs), max_size=2, unique=True))
    strengths = st.none() | st.sampled_from(STRENGTHS)
    values = st.tuples(st.none() | st.just(rate / 2), strengths, strengths).filter(lambda some: some != (None, None, None))
    return [Change(epoch, *draw(values)) for epoch in sorted(at)]


def _or_none(draw: st.DrawFn, values: st.SearchStrategy[T]) -> T | None:
    return draw(st.none() | st.none() | values)
