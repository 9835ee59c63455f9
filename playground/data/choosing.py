"""What a learner can choose about a file: which columns predict which, as what; what is missing, and what becomes of the gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from playground.data.columns import MAX_CATEGORIES, Column, CsvFile
from playground.experiment import Task
from playground.settings import Flag, Names, OneOf, Option

Missing: TypeAlias = Literal["drop", "impute"]

# Whole numbers with at most this many different values, each repeated, are taken for classes unless the learner says otherwise.
FEW_VALUES = 10

MISSING_RULE = OneOf(
    "Missing values",
    "What to do with a row that has an empty input. A row without a target is always left out: there is no right answer to learn.",
    MappingProxyType(
        {
            "drop": Option("Leave the row out", "Only complete rows stay."),
            "impute": Option("Fill it in", "With the mean of a column of numbers, the most frequent value of a column of categories."),
        }
    ),
)
TASK_RULE = OneOf(
    "Task",
    "What the network predicts about the target.",
    MappingProxyType(
        {
            "regression": Option("Regression", "Predict a number."),
            "classification": Option("Classification", "Predict one of a few classes: every value of the target is one."),
        }
    ),
)
ABSENT_RULE = Names(
    "Count as missing",
    "Words and numbers that stand for an empty cell. Remove one that is a real value; type any other, such as -200.",
)
CATEGORIES_RULE = Names(
    "Codes that are categories",
    "Numbers that only name a group, such as 1, 2 and 3 for three countries. Each value becomes an input of its own, 0 or 1 (one-hot).",
)
TOTALS_RULE = Flag(
    "Leave out", "A sum or a mean of the other rows is not an observation, but the network would learn from it as if it were."
)


@dataclass(frozen=True)
class Decisions:
    """What the learner decided about single columns.

    Attributes:
        absent: pairs of a column's name and a text that counts as missing there, in every column where the name is empty; None for what
            the columns themselves suggest.
        categories: columns of numbers whose values are categories.
    """

    absent: tuple[tuple[str, str], ...] | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """What the learner wants to be made of a file: which columns predict which, as what, and what of the gaps."""

    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    task: Task
    missing: Missing = "drop"
    decisions: Decisions = Decisions()
    without_totals: bool = True


def decided(file: CsvFile, name: str, decisions: Decisions = Decisions()) -> Column:
    """Return a column of the file as the learner wants it taken."""
    column = file.column(name)
    if decisions.absent is None:
        words = frozenset(word.text for word in column.words if word.missing)
    else:
        words = frozenset(text for where, text in decisions.absent if where in ("", name))
    column = column.without(words)
    return column.as_category() if name in decisions.categories else column


def tasks(targets: Sequence[Column]) -> tuple[Task, ...]:
    """Return the tasks that the targets allow, the likeliest first.

    Categories are classes; numbers are a regression, unless they are whole, few and repeated. One column of at most
    `MAX_CATEGORIES` different values can be either.
    """
    if any(column.kind == "category" for column in targets):
        return ("classification",)
    if len(targets) != 1 or not targets[0].classes:
        return ("regression",)
    few = targets[0].whole and targets[0].distinct <= min(FEW_VALUES, targets[0].known / 2)
    return ("classification", "regression") if few else ("regression", "classification")


def can_be_codes(column: Column) -> bool:
    """Return whether a column of numbers may hold codes of categories: whole, few, and coming again."""
    return column.kind == "number" and column.whole and 2 < len(column.classes) <= MAX_CATEGORIES and column.repeats
