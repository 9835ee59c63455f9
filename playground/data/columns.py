"""What a table file holds, once it is read: its columns as numbers or as categories, and the words about them."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.events import Floats

Kind: TypeAlias = Literal["number", "category", "text", "empty"]

MAX_CATEGORIES = 50
MAX_NAME = 60
UNREADABLE = "\N{REPLACEMENT CHARACTER}"

DELIMITERS = {"\t": "tabs", ";": "semicolons", "|": "vertical bars", ",": "commas"}
DECIMALS = {".": "decimal point", ",": "decimal comma"}


@dataclass(frozen=True)
class Dialect:
    """How a file writes a table.

    Attributes:
        delimiter: what parts the columns, a key of `DELIMITERS`, or another sign that the file itself states.
        decimal: what parts whole from fraction, a key of `DECIMALS`; the other sign may group thousands.
        encoding: the name under which Python knows it.
        header: whether the first line holds the names.
        stated: whether a line such as `sep=;` before them states the delimiter.
    """

    delimiter: str
    decimal: str
    encoding: str
    header: bool
    stated: bool = False

    @property
    def words(self) -> str:
        """The same in words."""
        encoding = {"utf-8-sig": "UTF-8 with BOM", "utf-16": "UTF-16", "cp1252": "Windows-1252", "latin-1": "Latin-1"}.get(
            self.encoding, "UTF-8"
        )
        header = f"names in the {'second' if self.stated else 'first'} line" if self.header else "no line of names"
        delimiter = f"{in_words(self.delimiter)}{' as the first line says' if self.stated else ''}"
        return f"{delimiter}, {DECIMALS[self.decimal]}, {encoding}, {header}"


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a file.

    Attributes:
        name: clean, and unlike every other column's.
        kind: `number`; `category`, text with at most `MAX_CATEGORIES` different values; `text`, with more; `empty`.
        values: of a number column, shape (rows,), NaN where missing; else empty.
        codes: of a category column, index into `classes`, shape (rows,), -1 where missing; else empty.
        classes: of a category column, in alphabetical order; else empty.
        missing: how many cells are empty, say so (`MISSING`), or are no number in a column of numbers.
        distinct: how many different values there are, the missing ones aside.
    """

    name: str
    kind: Kind
    values: Floats
    codes: NDArray[np.int32]
    classes: tuple[str, ...]
    missing: int
    distinct: int

    @property
    def usable(self) -> bool:
        """Whether a network can be fed with it and can learn something from it: numbers or categories that vary."""
        return self.kind in ("number", "category") and self.distinct > 1

    @property
    def whole(self) -> bool:
        """Whether it is a number column without fractions."""
        known = self.values[~np.isnan(self.values)]
        return self.kind == "number" and bool(np.all(known == np.round(known)))


@dataclass(frozen=True, eq=False)
class CsvFile:
    """A file that was read.

    Attributes:
        name: of the file.
        dialect: how it was written.
        rows: how many, the line of names aside.
        columns: in file order.
        preview: the first rows as text, a cell for each column.
        notes: what was renamed, left out or taken as missing, one sentence each.
    """

    name: str
    dialect: Dialect
    rows: int
    columns: tuple[Column, ...]
    preview: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(column for column in self.columns if column.name == name)


def in_words(delimiter: str) -> str:
    """Return what parts columns in words."""
    return DELIMITERS.get(delimiter, f"“{delimiter}”")


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
