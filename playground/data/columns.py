"""What a table file holds, once it is read: its columns as numbers or as categories, and the words about them."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.data.dialect import Dialect
from playground.events import Floats

Kind: TypeAlias = Literal["number", "category", "text", "empty"]

MAX_CATEGORIES = 50
MAX_NAME = 60
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
NO_VALUES = np.empty(0, np.float32)
NO_CODES = np.empty(0, np.int32)


@dataclass(frozen=True)
class Word:
    """A text that stands in a column and may mean that nothing is there.

    Attributes:
        text: as the file has it.
        count: how many cells say so.
        missing: whether they count as missing unless the learner decides otherwise.
        decided: whether nobody can decide otherwise, as with text in a column of numbers.
    """

    text: str
    count: int
    missing: bool
    decided: bool = False


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a file. Everything that is counted was counted in 64 bits or as text.

    Attributes:
        name: clean, and unlike every other column's; with the unit of its cells, and with what was subtracted from them.
        kind: `number`; `category`, text with at most `MAX_CATEGORIES` different values; `text`, with more; `empty`.
        values: of a number column, less `offset`, shape (rows,), NaN where missing; else empty.
        codes: of a category column, index into `classes`, shape (rows,), -1 where empty; else empty.
        classes: what the file calls each category, in alphabetical order, words for missing cells among them; of a number column of at
            most `MAX_CATEGORIES` values, each of these as the file writes it, ascending; else empty.
        missing: how many cells are missing unless the learner decides otherwise.
        distinct: how many different values the others have.
        whole: whether it is a number column without fractions.
        words: what may mean that nothing is there.
        levels: of a number column with `classes`, what stands for each of them in `values`.
        offset: what was subtracted from the numbers before they became 32 bits, so that these tell them apart.
        unit: the unit that stood beside its numbers.
        names_rows: whether it holds the names of the rows.
        like_number: a text of a column of text most of whose cells begin as numbers do; else empty.
    """

    name: str
    kind: Kind
    values: Floats
    codes: NDArray[np.int32]
    classes: tuple[str, ...]
    missing: int
    distinct: int
    whole: bool = False
    words: tuple[Word, ...] = ()
    levels: Floats = field(default_factory=lambda: NO_VALUES)
    offset: int = 0
    unit: str = ""
    names_rows: bool = False
    like_number: str = ""

    @property
    def usable(self) -> bool:
        """Whether a network can be fed with it and can learn something from it: numbers or categories that vary."""
        return self.kind in ("number", "category") and self.distinct > 1

    @property
    def lacks(self) -> str:
        """Why it is not usable, as the end of a sentence; nothing if it is."""
        if self.usable:
            return ""
        if self.kind == "text":
            return f"is text with {self.distinct:,} different values"
        if self.kind == "empty":
            return "is empty"
        return f"has a single value besides {self.missing:,} missing" if self.missing else "has the same value in every row"

    @property
    def known(self) -> int:
        """How many cells are not missing."""
        return max(len(self.values), len(self.codes)) - self.missing

    @property
    def gaps(self) -> NDArray[np.bool_]:
        """Where cells are missing, shape (rows,)."""
        return np.isnan(self.values) if self.kind == "number" else self.codes < 0

    @property
    def width(self) -> int:
        """How many inputs of a network it makes."""
        return len(self.classes) if self.kind == "category" else 1

    @property
    def repeats(self) -> bool:
        """Whether its values come at least twice each on average: else there is little to learn about them as classes."""
        return self.known >= 2 * self.distinct

    def holds(self, text: str) -> bool:
        """Return whether a cell says this, by its value where it is a number."""
        if self.kind != "number":
            return text in self.classes
        number = _number(text)
        return number is not None and bool((self.values == np.float32(number - self.offset)).any())

    def without(self, words: frozenset[str]) -> "Column":
        """Return the column with exactly these words counting as missing, besides empty cells and text among numbers."""
        if self.kind == "number":
            return self._without_numbers(words)
        if self.kind != "category":
            return self
        left = [code for code, name in enumerate(self.classes) if name not in words]
        if len(left) == len(self.classes):
            return self._counted(self.codes, self.classes)
        # One place more: -1 reads the last one.
        places = np.full(len(self.classes) + 1, -1, np.int32)
        places[left] = np.arange(len(left))
        return self._counted(places[self.codes], tuple(self.classes[code] for code in left))

    def as_category(self) -> "Column":
        """Return a number column of few values with these as categories; any other one as it is."""
        if self.kind != "number" or not self.classes:
            return self
        codes = np.searchsorted(self.levels, self.values).astype(np.int32)
        codes[np.isnan(self.values)] = -1
        return replace(self, kind="category", values=NO_VALUES, codes=codes, levels=NO_VALUES, whole=False)

    def _counted(self, codes: NDArray[np.int32], classes: tuple[str, ...]) -> "Column":
        return replace(self, codes=codes, classes=classes, missing=int((codes < 0).sum()), distinct=len(classes))

    def _without_numbers(self, words: frozenset[str]) -> "Column":
        gone = [np.float32(number - self.offset) for number in map(_number, words) if number is not None]
        matching = np.isin(self.values, gone) if gone else np.zeros(1, np.bool_)
        if not matching.any():
            return self
        values = np.where(matching, np.float32(np.nan), self.values)
        kept = ~np.isin(self.levels, gone)
        classes = tuple(name for name, keep in zip(self.classes, kept, strict=True) if keep) if self.classes else ()
        known = values[~np.isnan(values)]
        return replace(
            self,
            values=values,
            classes=classes,
            levels=self.levels[kept],
            missing=len(values) - len(known),
            distinct=len(np.unique(known)),
            whole=bool(np.all(known == np.round(known))),
        )


@dataclass(frozen=True)
class Totals:
    """Rows at the end of a file that seem to sum up the others.

    Attributes:
        rows: how many.
        words: how they begin.
    """

    rows: int = 0
    words: str = ""


@dataclass(frozen=True, eq=False)
class CsvFile:
    """A file that was read.

    Attributes:
        name: of the file.
        dialect: how it was written.
        rows: how many, the line of names aside.
        columns: in file order.
        headings: what the columns are called before units and what was subtracted go into their names.
        preview: the first rows as text, a cell for each column.
        notes: what was renamed, unused or taken as missing, one sentence each.
        skipped: what of the file is not in the table, and what about it is a guess, one sentence each.
        totals: the rows at the end that seem to sum up the others.
    """

    name: str
    dialect: Dialect
    rows: int
    columns: tuple[Column, ...]
    headings: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    skipped: tuple[str, ...] = ()
    totals: Totals = Totals()

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(column for column in self.columns if column.name == name)


def _number(text: str) -> float | None:
    """Return the number that a learner wrote; a decimal comma is one."""
    try:
        return float(text.replace("−", "-").replace(",", "."))
    except ValueError:
        return None


def clean(text: str) -> str:
    """Return the text in one line of at most `MAX_NAME` characters; what cannot be seen, such as a control character, is made visible."""
    line = " ".join(text[: 10 * MAX_NAME].split())
    seen = "".join(UNREADABLE if unicodedata.category(character).startswith("C") else character for character in line)
    return seen if len(seen) <= MAX_NAME else f"{seen[: MAX_NAME - 1]}…"


def distinct_names(texts: Iterable[str], blank: str) -> tuple[str, ...]:
    """Return clean names, none of them twice.

    Args:
        texts: as the file has them.
        blank: what an empty one is called, followed by its number from 1.

    Returns:
        For each text its name; one that is taken gets a number after it: `x`, `x (2)`.
    """
    names = [clean(text) or f"{blank} {number}" for number, text in enumerate(texts, start=1)]
    # Only names that stand there as they are may keep theirs: "x", "x", "x (2)" are three.
    taken = set(names)
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            names[index] = _numbered(name, taken)
            taken.add(names[index])
        seen.add(names[index])
    return tuple(names)


def _numbered(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"
