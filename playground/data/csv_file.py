"""From a CSV file's bytes to typed columns. Imports pandas: import this only where a file is there to be read."""

import io

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from playground.data.columns import MAX_CATEGORIES, Column, CsvFile, Dialect, clean, distinct_names
from playground.data.csv_cells import MISSING, NUMBERS
from playground.data.csv_text import check_records, recognise
from playground.events import Floats
from playground.limits import LIMITS, Limits
from playground.settings import ExperimentError

# A column with at least this share of numbers is one of numbers, and its other cells count as missing.
NUMBER_SHARE = 0.9
PREVIEW_ROWS = 10
UNNAMED = "table.csv"
LARGEST = float(np.finfo(np.float32).max)


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
    read = _columns_of(_frame(content, dialect, check_records(content, dialect, limits)), clean(name) or UNNAMED, dialect)
    # pandas leaves text to Arrow, which keeps what it is given back: half the size of a large table for nothing.
    pa.default_memory_pool().release_unused()
    return read


def _columns_of(frame: pd.DataFrame, name: str, dialect: Dialect) -> CsvFile:
    header = [str(cell) for cell in frame.iloc[0]] if dialect.header else [""] * frame.shape[1]
    names = distinct_names(header, "column")
    below = frame.iloc[int(dialect.header) :]
    preview = tuple(tuple(clean(str(cell)) for cell in row) for row in below.head(PREVIEW_ROWS).itertuples(index=False))
    found = [_column(column, below[position], dialect.decimal) for position, column in enumerate(names)]
    columns = tuple(column for column, _ in found)
    notes = (*_renamed(header, names, dialect), *(note for _, note in found if note), *_left_out(columns))
    _check_usable(columns)
    return CsvFile(name, dialect, len(below), columns, preview, notes)


def _frame(content: bytes, dialect: Dialect, width: int) -> pd.DataFrame:
    """Return every cell as text, the line of names among them."""
    try:
        return pd.read_csv(
            io.BytesIO(content),
            sep=dialect.delimiter,
            encoding=dialect.encoding,
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


def _column(name: str, cells: "pd.Series[str]", decimal: str) -> tuple[Column, str]:
    """Return the column, and a sentence if some of its cells had to count as missing."""
    cells = cells.str.strip()
    missing = cells.str.lower().isin(MISSING).to_numpy(bool)
    values = _numbers(cells, missing, decimal)
    present, numbers = int((~missing).sum()), int((~np.isnan(values)).sum())
    if not present:
        return Column(name, "empty", _NO_VALUES, _NO_CODES, (), len(cells), 0), ""
    if numbers < NUMBER_SHARE * present:
        return _category(name, cells, missing), ""
    strays = cells[~missing & np.isnan(values)]
    note = ""
    if len(strays):
        shown = ", ".join(f"“{clean(str(cell))}”" for cell in strays.unique()[:3])
        note = f"{name}: {len(strays):,} of {len(cells):,} cells are no numbers that fit, such as {shown}. They count as missing."
    distinct = len(np.unique(values[~np.isnan(values)]))
    return Column(name, "number", values, _NO_CODES, (), len(cells) - numbers, distinct), note


def _numbers(cells: "pd.Series[str]", missing: np.ndarray, decimal: str) -> Floats:
    """Return the cells as numbers, NaN for every cell that is none, or is too large for 32 bits."""
    plain = cells.mask(missing, "")
    if decimal == ",":
        plain = plain.where(plain.str.fullmatch(NUMBERS[","]), "").str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    elif bool(plain.str.contains(",", regex=False).any()):
        plain = plain.where(plain.str.fullmatch(NUMBERS["."]), "").str.replace(",", "", regex=False)
    values = pd.to_numeric(plain, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    numbers = np.where(np.abs(values) <= LARGEST, values, np.nan).astype(np.float32)
    # Tables share them.
    numbers.flags.writeable = False
    return numbers


def _category(name: str, cells: "pd.Series[str]", missing: np.ndarray) -> Column:
    codes, found = pd.factorize(cells.mask(missing), sort=False)
    if len(found) > MAX_CATEGORIES:
        return Column(name, "text", _NO_VALUES, _NO_CODES, (), int(missing.sum()), len(found))
    order = np.argsort(np.asarray(found, dtype=object))
    places = np.empty(len(order) + 1, np.int32)
    places[order] = np.arange(len(order))
    # pandas' code -1, for a missing cell, reads this last place.
    places[-1] = -1
    classes = distinct_names([str(found[place]) for place in order], "value")
    return Column(name, "category", _NO_VALUES, places[codes], classes, int(missing.sum()), len(found))


def _renamed(header: list[str], names: tuple[str, ...], dialect: Dialect) -> tuple[str, ...]:
    if not dialect.header:
        return ("The first line holds no names, so the columns are numbered.",)
    plain = [" ".join(text.split()) for text in header]
    changed = [f"column {position} is “{name}”" for position, (text, name) in enumerate(zip(plain, names, strict=True), 1) if text != name]
    more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
    return (f"Renamed, since a name was missing, taken, too long or not to be shown: {', '.join(changed[:3])}{more}.",) if changed else ()


def _left_out(columns: tuple[Column, ...]) -> tuple[str, ...]:
    reasons = {
        "Empty": [column.name for column in columns if column.kind == "empty"],
        "The same value in every row": [column.name for column in columns if column.kind in ("number", "category") and not column.usable],
        f"Text with more than {MAX_CATEGORIES} different values": [column.name for column in columns if column.kind == "text"],
    }
    return tuple(f"{reason}, so nothing to learn from: {_listed(names)}." for reason, names in reasons.items() if names)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _check_usable(columns: tuple[Column, ...]) -> None:
    usable = [column for column in columns if column.usable]
    if len(usable) < 2:
        raise ExperimentError(
            "A network needs at least two columns that vary, of numbers or of categories with at most "
            f"{MAX_CATEGORIES} values: one to predict and one to predict it from. Received: {len(usable)} among {len(columns)}."
        )


_NO_VALUES = np.empty(0, np.float32)
_NO_CODES = np.empty(0, np.int32)
