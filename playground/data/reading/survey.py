"""One pass over the whole file before anything is kept of it: every limit is checked, and lines that are no rows are found."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.data.columns import clean
from playground.data.dialect import Dialect
from playground.data.reading.layout import used
from playground.data.reading.numbers import is_missing, is_number
from playground.data.reading.records import COMMENTS, explained, is_blank, is_comment, is_run, opened
from playground.limits import LIMITS, Limits
from playground.settings import ExperimentError

if TYPE_CHECKING:
    from _csv import Reader

_SIGNS = frozenset(sign[0] for sign in COMMENTS)
# More lines than these at the end are no footnotes.
MOST_BELOW = 20


@dataclass(frozen=True)
class Survey:
    """What a whole file holds.

    Attributes:
        names: the cells of the line of names, as they stand; empty without one.
        units: the cells of the line of units; empty without one.
        width: how many columns the table has.
        longest: how many cells the longest record has, empty ones at its end among them.
        rows: how many rows.
        above: how many lines with something in them stand above the table.
        below: the lines below the table, each with its number.
        blank: how many rows hold nothing but delimiters.
        comments: how many comments stand between or below the rows.
        dropped: the places of the records below the names that are no rows.
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    width: int
    longest: int
    rows: int
    above: int
    below: tuple[tuple[int, str], ...]
    blank: int
    comments: int
    dropped: frozenset[int]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, one sentence each."""
        lines = [f"{_lines(self.above)} above the table {_were(self.above)} left out."] if self.above else []
        for number, text in self.below[:3]:
            lines.append(f"Line {number:,} below the table was left out: “{clean(text)}”.")
        if len(self.below) > 3:
            lines.append(f"{_lines(len(self.below) - 3)} more below the table {_were(len(self.below) - 3)} left out.")
        if self.blank:
            lines.append(f"{self.blank:,} empty row{'s' * (self.blank > 1)} {_were(self.blank)} left out.")
        if self.comments:
            lines.append(f"{self.comments:,} comment{'s' * (self.comments > 1)} among the rows {_were(self.comments)} left out.")
        return tuple(lines)


def survey(content: bytes, dialect: Dialect, limits: Limits = LIMITS) -> Survey:
    """Read the whole file once, line by line.

    Raises:
        ExperimentError: if it has no rows, too many, or one with more cells than the others.
    """
    layout = dialect.layout
    with explained():
        reader, before = opened(content, dialect)
        names, units = _above(reader, dialect)
        counter = _Counter(dialect, limits, before)
        counter.count(reader)
    if not counter.rows:
        raise ExperimentError("A table needs rows below the line of names. Received: the names alone.")
    named = 0 if layout.counts else used(names) + layout.row_names
    return Survey(
        names=layout.commented or tuple(names),
        units=tuple(units),
        width=max(counter.widest, named),
        longest=max(counter.longest, len(names)),
        rows=counter.rows,
        above=layout.above + layout.comments - bool(layout.commented),
        below=tuple((odd.line, ", ".join(filter(None, map(str.strip, odd.record)))) for odd in counter.odd),
        blank=counter.blank,
        comments=counter.comments,
        dropped=frozenset(counter.dropped),
    )


def rows_as_csv(content: bytes, dialect: Dialect, found: Survey) -> bytes:
    """Write the rows of a file with anything unusual about it as plain CSV: commas, UTF-8, no line of names."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    with explained():
        reader, _ = opened(content, dialect)
        _above(reader, dialect)
        for place, record in enumerate(reader):
            if place not in found.dropped and not is_blank(record):
                writer.writerow(record[: found.width])
    return written.getvalue().encode(errors="replace")


def is_plain(dialect: Dialect, found: Survey) -> bool:
    """Return whether pandas reads the file rightly as it is: nothing but names and rows, with a single sign between cells."""
    layout = dialect.layout
    unusual = layout.above or layout.comments or layout.units or layout.row_names or layout.counts or found.dropped
    return not unusual and found.longest == found.width and not is_run(dialect.delimiter)


def _above(reader: "Reader", dialect: Dialect) -> tuple[list[str], list[str]]:
    """Read up to the first row; return names and units."""
    layout = dialect.layout
    records = (record for record in reader if not is_blank(record))
    for _ in range(layout.above):
        next(records, [])
    names = [cell.strip() for cell in next(records, [])] if layout.header or layout.counts else []
    units = [cell.strip() for cell in next(records, [])] if layout.units else []
    return names, units


@dataclass(frozen=True)
class _Odd:
    """A record that looks like no row: its place below the names, the line in which it ends, its cells."""

    place: int
    line: int
    record: list[str]


class _Counter:
    """What a pass over the rows has seen so far."""

    def __init__(self, dialect: Dialect, limits: Limits, before: int) -> None:
        """Begin below the names; `before` lines are not the reader's."""
        self.dialect, self.limits, self.before = dialect, limits, before
        self.widest = self.longest = dialect.layout.columns
        self.rows = self.blank = self.comments = 0
        self.dropped: list[int] = []
        # Records that look like no rows are some if another row follows, and footnotes if none does.
        self.odd: list[_Odd] = []
        self.after_blank = False

    def count(self, reader: "Reader") -> None:
        """Read to the end.

        Raises:
            ExperimentError: for too many rows, and for one with more cells than the others.
        """
        cells, most = self.dialect.layout.cells, self.limits.max_rows
        calm = self.dialect.layout.columns == cells
        for place, record in enumerate(reader):
            # Nearly every record, about which nothing more is asked.
            plain = calm and len(record) == cells and record[0] and record[1] and record[0][0] not in _SIGNS and not self.after_blank
            if (plain and not self.odd) or self._is_row(place, record, self.before + reader.line_num):
                self.rows += 1
                if self.rows > most:
                    raise ExperimentError(f"A table must have at most {most:,} rows. Received: more than that.")
        if len(self.odd) > MOST_BELOW:
            self._were_rows()
        self.dropped += [odd.place for odd in self.odd]
        if self.widest > self.limits.max_columns:
            raise ExperimentError(f"A table must have at most {self.limits.max_columns} columns. Received: {self.widest:,}.")

    def _is_row(self, place: int, record: list[str], line: int) -> bool:
        if is_blank(record):
            self.after_blank = True
            self.blank += len(record) > 1
            # Lines with nothing at all pandas skips as well.
            if record:
                self.dropped.append(place)
            return False
        if self._is_comment(record):
            self.comments += 1
            self.dropped.append(place)
            return False
        if self._is_odd(record):
            self.odd.append(_Odd(place, line, record))
            return False
        self._check(record, line)
        self._were_rows()
        self.after_blank = False
        self.widest, self.longest = max(self.widest, used(record)), max(self.longest, len(record))
        return True

    def _were_rows(self) -> None:
        for odd in self.odd:
            self._check(odd.record, odd.line)
        self.rows += len(self.odd)
        self.odd.clear()

    def _is_comment(self, record: list[str]) -> bool:
        layout = self.dialect.layout
        first = record[0].strip()
        if not is_comment(first):
            return False
        # A colour such as #ff0000 in a column of words is a cell.
        return len(record) != layout.cells or 0 in layout.numeric

    def _is_odd(self, record: list[str]) -> bool:
        layout = self.dialect.layout
        filled, numbers, words = used(record), 0, 0
        if 1 < filled <= layout.cells and not self.after_blank:
            return False
        for position in layout.numeric:
            cell = record[position].strip() if position < len(record) else ""
            found = is_number(cell, self.dialect.decimal)
            numbers += found
            words += not found and not is_missing(cell)
        if numbers:
            return False
        alone = filled <= 1 and (words > 0 or len(record) < layout.cells)
        wide = filled > layout.cells and bool(layout.numeric)
        return alone or wide or (self.after_blank and (words > 0 or filled <= 1))

    def _check(self, record: Sequence[str], line: int) -> None:
        layout = self.dialect.layout
        if used(record) > max(layout.cells, layout.columns):
            begin = layout.line + (line == layout.line)
            above = f"; {_lines_above(layout.line)} something else" if layout.above else ""
            raise ExperimentError(
                "Every row must have as many cells as the others. "
                f"Received: {layout.columns} columns from line {begin} on, but {used(record):,} cells in line {line:,}{above}."
            )


def _lines(count: int) -> str:
    return f"{count:,} line{'s' * (count != 1)}"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _lines_above(line: int) -> str:
    return "line 1 is" if line == 2 else f"lines 1 to {line - 1} are"
