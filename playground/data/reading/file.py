"""From a CSV file's bytes to typed columns. Imports pandas: import this only where a file is there to be read."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from playground.data.columns import MAX_CATEGORIES, MAX_NAME, Column, CsvFile, clean, distinct_names
from playground.data.dialect import Dialect
from playground.data.reading import counts, encoding
from playground.data.reading.column import column_of
from playground.data.reading.precision import digits
from playground.data.reading.recognising import recognise
from playground.data.reading.survey import Survey, is_plain, rows_as_csv, survey
from playground.data.reading.total import totals_in
from playground.data.reading.units import plain_unit
from playground.limits import LIMITS, Limits
from playground.settings import ExperimentError

PREVIEW_ROWS = 10
UNNAMED = "table.csv"
ROW_NAMES = "row names"
# What the column of the rows' names is called: nothing, or as R's and pandas' readers and writers call it.
_NAMES_OF_ROWS = frozenset({"", ROW_NAMES, "rownames", "row.names", "rowname", "row_names", "...1", "Unnamed: 0"})


def read_csv(content: bytes, name: str, limits: Limits = LIMITS) -> CsvFile:
    """Read a CSV file.

    Limits are checked before anything is kept; then every column becomes float32 numbers or indices of its categories, and the text
    is given back, except for the first rows. Text is never interpreted: a cell `=1+1` is a category of that name.

    Args:
        content: the whole file.
        name: of the file.
        limits: how large it may be.

    Raises:
        ExperimentError: for a file that is no table, is beyond a limit, or has fewer than two columns that vary.
    """
    dialect = recognise(content, limits)
    found = survey(content, dialect, limits)
    read = _file(_frame(content, dialect, found), clean(name) or UNNAMED, dialect, found)
    # pandas leaves text to Arrow, which keeps what it is given back: half the size of a large table for nothing.
    pa.default_memory_pool().release_unused()
    guess = encoding.told(content, dialect.encoding)
    return replace(read, skipped=(*read.skipped, guess)) if guess else read


def _frame(content: bytes, dialect: Dialect, found: Survey) -> pd.DataFrame:
    """Return the cells of the rows as text."""
    if not is_plain(dialect, found):
        return _parsed(rows_as_csv(content, dialect, found), Dialect(",", ".", "utf-8"), found.width)
    return _parsed(content, dialect, found.width).iloc[int(dialect.header) :]


def _parsed(content: bytes, dialect: Dialect, width: int) -> pd.DataFrame:
    try:
        return pd.read_csv(
            io.BytesIO(content),
            sep=dialect.delimiter,
            encoding=dialect.encoding,
            quotechar=dialect.quote,
            header=None,
            names=range(width),
            skiprows=int(dialect.stated),
            index_col=False,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            skipinitialspace=True,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        reason = "one that is never closed" if "EOF inside string" in str(error) else clean(str(error))
        raise ExperimentError(f"Every quotation mark in a cell must have its partner. Received: {reason}.") from error


def _file(frame: pd.DataFrame, name: str, dialect: Dialect, found: Survey) -> CsvFile:
    header = _header(dialect, found)
    read = {position: column_of("", frame[position], dialect.decimal) for position in range(found.width)}
    # An empty column without a name is but a delimiter too many.
    kept = [position for position, (column, _) in read.items() if header[position] or column.kind != "empty" or column.words]
    header, frame = [header[position] for position in kept], frame[kept]
    first = read[kept[0]][0] if kept else None
    names_rows = first is not None and dialect.header and header[0] in _NAMES_OF_ROWS and first.distinct == first.known
    if names_rows:
        header[0] = header[0] or ROW_NAMES
    bases = distinct_names(header, "column")
    columns = [replace(read[position][0], name=base) for position, base in zip(kept, bases, strict=True)]
    if dialect.layout.counts:
        columns[-1] = _with_classes(columns[-1], found.names[2:])
    if names_rows:
        columns[0] = replace(columns[0], names_rows=True)
    below = [plain_unit(unit) for unit in (*found.units, *[""] * found.width)]
    names = _final_names(columns, [below[position] for position in kept])
    named = tuple(replace(column, name=name) for column, name in zip(columns, names, strict=True))
    notes = [f"{base}: {note}" for base, position in zip(bases, kept, strict=True) for note in read[position][1]]
    _check_usable(named)
    told = (counts.told(found.names, found.rows),) if dialect.layout.counts else ()
    return CsvFile(
        name,
        dialect,
        len(frame),
        named,
        bases,
        tuple(tuple(clean(str(cell)) for cell in row) for row in frame.head(PREVIEW_ROWS).itertuples(index=False)),
        (*_renamed(header, bases, dialect), *_units_told(bases, names), *notes, *_unused(named)),
        (*told, *found.notes, *_like_numbers(named)),
        totals_in(frame, named),
    )


def _header(dialect: Dialect, found: Survey) -> list[str]:
    """Return the text of the name of each column; empty for one without."""
    if dialect.layout.counts:
        return [*[""] * (found.width - 1), counts.CLASS_COLUMN]
    names = [*[ROW_NAMES] * dialect.layout.row_names, *found.names]
    return (names + [""] * found.width)[: found.width]


def _with_classes(column: Column, names: Sequence[str]) -> Column:
    """Name the classes of a column of their numbers; those without a row stay away."""
    column = column.as_category()
    return replace(column, classes=tuple(names[int(number)] for number in column.classes))


def _final_names(columns: Sequence[Column], units: Sequence[str]) -> tuple[str, ...]:
    """Return the names with the units that stand below them or beside the numbers, and with what was subtracted."""
    return distinct_names([_named(column, column.unit or unit) for column, unit in zip(columns, units, strict=True)], "column")


def _named(column: Column, unit: str) -> str:
    behind = f" − {digits(column.offset)}" if column.offset else ""
    if unit and not re.search(rf"(?:^|[\W_]){re.escape(unit)}[)\]]?$", column.name):
        behind += f" ({clean(unit)[:20]})"
    room = MAX_NAME - len(behind)
    return (column.name if len(column.name) <= room else f"{column.name[: room - 1]}…") + behind


def _renamed(header: Sequence[str], names: Sequence[str], dialect: Dialect) -> tuple[str, ...]:
    if dialect.layout.counts:
        return ()
    if not dialect.header and not dialect.layout.commented:
        return ("The first line holds no names, so the columns are numbered.",)
    plain = [" ".join(text.split()) for text in header]
    changed = [f"column {position} is “{name}”" for position, (text, name) in enumerate(zip(plain, names, strict=True), 1) if text != name]
    more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
    return (
        (f"Renamed, because a name was missing, repeated, too long or cannot be shown: {', '.join(changed[:3])}{more}.",) if changed else ()
    )


def _units_told(bases: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    longer = [name for base, name in zip(bases, names, strict=True) if base != name and name.endswith(")")]
    return (f"Units taken from the file: {_listed(longer)}.",) if longer else ()


def _like_numbers(columns: Sequence[Column]) -> tuple[str, ...]:
    found = [f"{column.name} (“{column.like_number}”)" for column in columns if column.like_number]
    return (f"Taken as text, because these cells cannot be read as numbers: {_listed(found)}.",) if found else ()


def _unused(columns: Sequence[Column]) -> tuple[str, ...]:
    constant = [column for column in columns if column.kind in ("number", "category") and not column.usable]
    found = [column.name for column in columns if column.kind == "text"]
    reasons = {
        "Empty": [_with_words(column) for column in columns if column.kind == "empty"],
        "The same value in every row": [column.name for column in constant if not column.missing],
        "A single value besides missing cells": [f"{column.name} ({column.missing:,} missing)" for column in constant if column.missing],
        f"Text with more than {MAX_CATEGORIES} different values": found,
    }
    return tuple(f"{reason}, so nothing to learn from: {_listed(names)}." for reason, names in reasons.items() if names)


def _with_words(column: Column) -> str:
    words = ", ".join(f"“{clean(word.text)}”" for word in column.words[:3])
    return f"{column.name} (nothing but {words})" if words else column.name


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _check_usable(columns: Sequence[Column]) -> None:
    usable = [column for column in columns if column.usable]
    if len(usable) < 2:
        others = [f"{clean(column.name)[:30]} {column.lacks}" for column in columns if not column.usable]
        raise ExperimentError(
            "A network needs at least two columns that vary, of numbers or of categories with at most "
            f"{MAX_CATEGORIES} values: one to predict and one to predict it from. Received: {len(usable)} among {len(columns)}: "
            f"{', '.join(others[:3])}{' …' if len(others) > 3 else ''}."
        )
