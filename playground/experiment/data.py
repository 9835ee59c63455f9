"""Which rows of which table a run learns from, and what it makes of them first."""

import math
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from playground.datasets import DATASETS, UPLOAD, Dataset
from playground.limits import LIMITS
from playground.settings import ExperimentError, Flag, Names, OneOf, Option, Real, Whole, check_settings, joined, rule_of, setting, shown

Task: TypeAlias = Literal["regression", "classification"]

# Seeds of single layers (`layer_seed`) must fit 32 bits.
MAX_SEED = 999_999
# More dots than this nobody tells apart, and every snapshot of a run carries them.
MAX_SHOWN = 2_000

_GENERATED = ("samples", "noise", "draw", "class_count")


@dataclass(frozen=True)
class Upload:
    """The learner's own table, as it was prepared: its words, and a fingerprint instead of its values.

    Attributes:
        name: of the file.
        digest: SHA-256 of the prepared table, in hexadecimal.
        rows: how many.
        measurements: the numeric columns.
        classes: columns of names, each with its names in label order.
    """

    name: str
    digest: str
    rows: int
    measurements: tuple[str, ...]
    classes: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __post_init__(self) -> None:
        """Check every word: a file may describe a table that nobody prepared.

        Raises:
            ExperimentError: for words that describe no table.
            TypeError: for classes that are no pairs.
            ValueError: the same.
        """
        _check_words("A table's name", (self.name,))
        if not isinstance(self.digest, str) or not _DIGEST.fullmatch(self.digest):
            raise ExperimentError(f"A table's digest must be 64 hexadecimal digits. Received: {shown(self.digest)}.")
        rows = Whole("Rows", "", 1, LIMITS.max_rows).check(self.rows)
        measurements = Names("Measurements", "").check(self.measurements)
        classes = tuple((name, Names("Classes", "").check(names)) for name, names in self.classes)
        columns = Names("Columns", "").check((*measurements, *(name for name, _ in classes)))
        if len(columns) > LIMITS.max_columns:
            raise ExperimentError(f"A table must have at most {LIMITS.max_columns} columns. Received: {len(columns):,}.")
        _check_words("A column", columns)
        for _, names in classes:
            _check_words("A class", names)
        for name, value in (("rows", rows), ("measurements", measurements), ("classes", classes)):
            object.__setattr__(self, name, value)

    @property
    def info(self) -> Dataset:
        """The same, as a data set: the first column of names is to be predicted or, without any, the last measurement."""
        targets = (self.classes[0][0],) if self.classes else self.measurements[-1:]
        return Dataset(
            label=self.name,
            help="Your own table.",
            rows=self.rows,
            measurements=self.measurements,
            inputs=tuple(name for name in self.measurements if name not in targets),
            targets=targets,
            classes=MappingProxyType(dict(self.classes)),
        )


_DIGEST = re.compile(r"[0-9a-f]{64}")


def _check_words(what: str, names: tuple[str, ...]) -> None:
    """Names end up in sentences, charts and files of other programs: one line of visible text each."""
    for name in names:
        if not isinstance(name, str) or not name or not name.isprintable():
            raise ExperimentError(f"{what} must be one line of text. Received: {shown(name)}.")


_CHOICES = {**DATASETS, UPLOAD: Option("Your own CSV", "A table from a file of yours.")}


@dataclass(frozen=True)
class Data:
    """Which columns predict which, how rows are drawn and scaled, and how they are split.

    `inputs` and `targets` may be None for the data set's own choice, which then stands in the field. `samples`, `noise`, `draw`
    and `class_count` belong to generated sets, `upload` to the learner's own table.
    """

    dataset: str = setting("iris", OneOf("Data set", "The table that the network learns from.", _CHOICES))
    inputs: tuple[str, ...] = setting(None, Names("Inputs", "The columns that the input layer receives: x in the lecture."))
    targets: tuple[str, ...] = setting(
        None, Names("Targets", "The columns to predict: y in the lecture. Measurements make it a regression, names a classification.")
    )
    test_size: float = setting(
        0.2,
        Real(
            "Test fraction",
            "Rows set aside before training and used only for the score at the end.",
            low=0.0,
            high=1.0,
            steps=(0.1, 0.2, 0.3, 0.4, 0.5),
            open_low=True,
            open_high=True,
        ),
    )
    validation_split: float = setting(
        0.1,
        Real(
            "Validation fraction",
            "Of the rows left for training, the last part: never trained on, its loss is watched after every epoch. "
            "Training loss falling while validation loss rises is over-fitting.",
            low=0.0,
            high=1.0,
            steps=(0.0, 0.1, 0.2, 0.3, 0.4, 0.5),
            open_high=True,
        ),
    )
    # As typical a run as there is: decision 13 says of what, and how it was chosen.
    seed: int = setting(
        7,
        Whole(
            "Split seed",
            "Which rows are drawn for the test, and which of the others validate. Another seed, another draw, another score. "
            "Without shuffling nothing is drawn.",
            0,
            MAX_SEED,
        ),
    )
    shuffle: bool = setting(
        True,
        Flag(
            "Shuffle before the split",
            "Off, the rows stay in file order: the last ones become test rows, and Keras takes the last of the others for validation. "
            "In Iris' file, sorted by species, both are all virginica with the usual fractions.",
        ),
    )
    stratify: bool = setting(
        False,
        Flag(
            "Stratify the test rows",
            "Classification only: each class has the same share of the test rows as of all rows, by chance otherwise, as scikit-learn's "
            "train_test_split(stratify=…) draws them. The validation rows are still the last of the others, as Keras takes them, "
            "whatever their classes.",
        ),
    )
    standardize: bool = setting(
        False,
        Flag(
            "Standardise the inputs",
            "Every input becomes (x − mean) / standard deviation, both taken from the training rows alone: columns of different size "
            "then weigh the same at the start.",
        ),
    )
    standardize_target: bool = setting(
        False,
        Flag(
            "Standardise the target",
            "Regression only: the network learns (y − mean) / standard deviation, both taken from the training rows alone, so that a large "
            "target does not make the gradients large. Charts and scores are in the target's own unit all the same; the loss is not.",
        ),
    )
    samples: int = setting(500, Whole("Samples", "How many rows are drawn for a generated set.", 10, LIMITS.max_rows))
    noise: float = setting(
        0.1,
        Real(
            "Noise",
            "How far chance moves points, values or borders between classes: 0 is not at all. What it moves differs from set to set.",
            low=0.0,
            high=1.0,
            steps=tuple(step / 20 for step in range(11)),
        ),
    )
    draw: int = setting(0, Whole("Data seed", "Which rows chance draws for a generated set.", 0, MAX_SEED))
    class_count: int = setting(2, Whole("Classes", "How many classes a generated set has.", 2, 6))
    upload: Upload | None = None

    def __post_init__(self) -> None:
        """Check every field, then what the fields say together."""
        if self.upload is not None and not isinstance(self.upload, Upload):
            raise ExperimentError(f"An upload must be an Upload or nothing. Received: {shown(self.upload)}.")
        _CHOICES_RULE.check(self.dataset)
        # A set's own columns come with as many classes.
        rule_of(Data, "class_count").check(self.class_count)
        if (self.dataset == UPLOAD) != (self.upload is not None):
            raise ExperimentError(
                "Your own table has to be uploaded again: neither links nor files carry it. Received: no table."
                if self.upload is None
                else f"An uploaded table belongs to the data set {UPLOAD}. Received: {self.dataset}."
            )
        for name in ("inputs", "targets"):
            if getattr(self, name) is None:
                object.__setattr__(self, name, getattr(self.info, name))
        check_settings(self)
        self._check_generated()
        self._check_columns()
        self._check_task()
        self._check_rows()

    @property
    def info(self) -> Dataset:
        """The data set's words and columns."""
        if self.upload is not None:
            return self.upload.info
        found = DATASETS[self.dataset]
        return found.drawn(self.samples, self.class_count) if found.generated else found

    @property
    def task(self) -> Task:
        """Regression if the targets are measurements, classification if the target is a column of names."""
        return "classification" if self.targets[0] in self.info.classes else "regression"

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes of a classification in label order; none for a regression."""
        return self.info.classes[self.targets[0]] if self.task == "classification" else ()

    @property
    def axes(self) -> tuple[str, ...]:
        """The measurements over which predictions are drawn as a curve or a map; none where that cannot be, or costs too much.

        One measurement behind the inputs makes a curve. Two make a map, for classifications and generated sets: on the lecture's
        example a map would take longer than the training.
        """
        info = self.info
        made_of = info.measurements[:2] if set(self.inputs) & set(info.features) else ()
        behind = (*made_of, *(name for name in self.inputs if name not in made_of and name not in info.features))
        drawn = len(behind) == 1 or (len(behind) == 2 and (DATASETS.get(self.dataset, info).generated or self.task == "classification"))
        return behind if drawn else ()

    @property
    def split_rows(self) -> tuple[int, int, int]:
        """How many rows train, validate and test; rounded as scikit-learn's `train_test_split` and Keras' `fit` do."""
        rows = self.info.rows
        test = math.ceil(rows * self.test_size)
        rest = rows - test
        train = math.floor(rest * (1.0 - self.validation_split))
        return train, rest - train, test

    @property
    def shown_rows(self) -> tuple[int, int, int]:
        """How many rows of each part events carry: all up to `MAX_SHOWN` together, else a share of each."""
        parts = self.split_rows
        share = min(1.0, MAX_SHOWN / sum(parts))
        train, validation, test = (math.ceil(rows * share) for rows in parts)
        return train, validation, test

    def _check_generated(self) -> None:
        rules = {name: getattr(type(self), name) for name in _GENERATED}
        most = DATASETS[self.dataset].most_classes if self.dataset in DATASETS else 0
        for name, default in rules.items():
            if getattr(self, name) != default and not (self.dataset in DATASETS and DATASETS[self.dataset].generated):
                raise ExperimentError(
                    f"{self.info.label} is not a generated set, so {name} stays {default:g}. Received: {getattr(self, name):g}."
                )
        if self.class_count > max(2, most):
            raise ExperimentError(f"{self.info.label} has {max(2, most)} classes at most. Received: {self.class_count}.")

    def _check_columns(self) -> None:
        info = self.info
        columns = info.columns
        for name in (*self.inputs, *self.targets):
            if name not in columns:
                raise ExperimentError(f"Columns of {info.label} are {_listed(columns)}. Received: {shown(name)}.")
        for name in self.inputs:
            if name in self.targets:
                raise ExperimentError(f"A column is either an input or a target, not both. Received: {name} as both.")
            if name in info.classes:
                raise ExperimentError(f"Inputs must be measurements. Received: {name}, a column of names.")
        self._check_targets()

    def _check_targets(self) -> None:
        for name in self.targets:
            if name in self.info.features:
                raise ExperimentError(f"Made of other columns, {name} can only be an input. Received: {name} as a target.")
        names = [target for target in self.targets if target in self.info.classes]
        if names and len(self.targets) > 1:
            raise ExperimentError(f"A column of names is predicted on its own. Received: {joined(self.targets)}.")
        if names and len(self.class_names) < 2:
            raise ExperimentError(f"A classification needs at least 2 classes. Received: {len(self.class_names)} in {names[0]}.")

    def _check_task(self) -> None:
        if self.stratify and self.task != "classification":
            raise ExperimentError(f"A stratified split is by classes. Received: a regression of {joined(self.targets)}.")
        if self.stratify and not self.shuffle:
            raise ExperimentError("A stratified split draws its rows, so shuffle must be on. Received: shuffle=False.")
        if self.standardize_target and self.task != "regression":
            raise ExperimentError(f"Only the target of a regression can be standardised. Received: {self.targets[0]}, a column of names.")

    def _check_rows(self) -> None:
        train, validation, test = self.split_rows
        received = f"Received: test_size={self.test_size:g}, validation_split={self.validation_split:g}"
        if train < 1 or test < 1 or (self.validation_split > 0 and validation < 1):
            raise ExperimentError(
                "The split must leave at least one row for training, for the test and, if asked for, for validation. "
                f"{received}: {train} for training, {validation} for validation, {test} for the test."
            )
        if self.stratify and min(train + validation, test) < len(self.class_names):
            raise ExperimentError(
                "A stratified split must leave as many rows as there are classes for the test, and as many others. "
                f"Received: {test} for the test and {train + validation} others, {len(self.class_names)} classes."
            )


_CHOICES_RULE = OneOf("Data set", "", _CHOICES)


def _listed(names: tuple[str, ...]) -> str:
    """Name the first few."""
    return ", ".join(names) if len(names) <= 8 else f"{', '.join(names[:7])} and {len(names) - 7} more"
