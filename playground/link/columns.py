"""Choices of columns: Iris' ready directions, and for every data set the columns that may be inputs and targets."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from playground.datasets import DATASETS, Dataset
from playground.experiment import Data
from playground.settings import ExperimentError, Names, Option, shown

OWN_CHOICE = "own"
# Sets with the same columns share their controls, so that chosen features stay when only the shape of the data changes.
_FAMILIES = {
    **dict.fromkeys(("circle", "xor", "gauss", "spiral", "moons"), "points"),
    **dict.fromkeys(("plane", "multi_gauss"), "surface"),
    **dict.fromkeys(("sine", "cubic"), "curve"),
}


@dataclass(frozen=True)
class Direction(Option):
    """A ready choice of columns; both tuples are empty where the learner chooses."""

    inputs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """A non-empty choice out of `options`; otherwise as `Names`."""

    label: str
    help: str
    options: tuple[str, ...]

    def check(self, value: object) -> tuple[str, ...]:
        """Return `value` as a tuple; raises `ExperimentError` if it is empty, repeats a name or holds one that is no option."""
        names = Names(self.label, self.help).check(value)
        for name in names:
            if name not in self.options:
                raise ExperimentError(f"{self.label} must be out of {_listed(self.options)}. Received: {shown(name)}.")
        return names


def column_keys(dataset: str) -> tuple[str, str]:
    """Return the keys under which a built-in data set's inputs and targets are chosen."""
    if dataset == "iris":
        return "inputs", "targets"
    family = _FAMILIES.get(dataset, dataset)
    return f"inputs_{family}", f"targets_{family}"


def column_choices() -> Mapping[str, tuple[str, Dataset]]:
    """Return for each key of a choice of columns whether it is of inputs or targets, and the data set that they belong to."""
    found: dict[str, tuple[str, Dataset]] = {}
    for dataset, info in DATASETS.items():
        for name, key in zip(("inputs", "targets"), column_keys(dataset), strict=True):
            found.setdefault(key, (name, info))
    return MappingProxyType(found)


def input_options(info: Dataset) -> tuple[str, ...]:
    """Return the columns that may be inputs."""
    return (*info.measurements, *info.features)


def target_options(info: Dataset) -> tuple[str, ...]:
    """Return the columns that may be targets."""
    return (*info.measurements, *info.classes)


def _directions() -> Mapping[str, Direction]:
    lecture = Data()
    species = tuple(lecture.info.classes)[:1]
    return MappingProxyType(
        {
            "sepal_to_petal": Direction("Sepal to petal", "The lecture's code: sepals in, petals out.", lecture.inputs, lecture.targets),
            "petal_to_sepal": Direction("Petal to sepal", "The lecture's prose: petals in, sepals out.", lecture.targets, lecture.inputs),
            "species": Direction(
                "Species", "Classification: all four measurements in, the species out.", lecture.info.measurements, species
            ),
            OWN_CHOICE: Direction("Own choice", "Any measurements in, any other columns out."),
        }
    )


def _listed(names: tuple[str, ...]) -> str:
    """Name the first few."""
    return ", ".join(names) if len(names) <= 8 else f"{', '.join(names[:7])} and {len(names) - 7} more"


DIRECTIONS = _directions()
