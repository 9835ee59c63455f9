"""A text cut into records: one list of cells for each row, under each way to separate columns."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from playground.data.dialect import Dialect
from playground.settings import ExperimentError

if TYPE_CHECKING:
    from _csv import Reader

Line: TypeAlias = str

# A line that begins so says something about the table, unless most lines do.
COMMENTS = ("#", "%", "//")
_COMMENT = re.compile(r"\s*(?:#(?!N/?A\b|(?:NULL|DIV/0|VALUE|REF|NUM)!|NAME\?)|%|//)")
_RULE = re.compile(r"\s*:?(?:-{2,}|={2,}):?\s*")
_WRAPPED = re.compile(r'"(?:[^"]|"")*"')
_TABS = re.compile(r"\t+")
_GAPS = re.compile(r" {2,}| *\t\s*")


def _tabs(line: str) -> str:
    return _TABS.sub("\t", line.strip()) + "\n"


def _spaces(line: str) -> str:
    return line.replace("\t", " ").strip() + "\n"


def _gaps(line: str) -> str:
    return _GAPS.sub("\t", line.strip()) + "\n"


def _unwrapped(line: str) -> str:
    return line.strip().removeprefix('"').removesuffix('"').replace('""', '"') + "\n"


# For the ways that are no single sign: what makes a line of single signs, and the sign.
_RUNS: Mapping[str, tuple[Callable[[Line], Line], str]] = {
    "\t+": (_tabs, "\t"),
    " +": (_spaces, " "),
    "  +": (_gaps, "\t"),
    '",': (_unwrapped, ","),
    '";': (_unwrapped, ";"),
}


def lines_of(content: bytes, encoding: str) -> Iterator[Line]:
    """Return the lines with their ends."""
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def reader_of(lines: Iterable[Line], delimiter: str, quote: str = '"') -> "Reader":
    """Return a reader of records; `line_num` says how many lines it has read."""
    if delimiter in _RUNS:
        change, delimiter = _RUNS[delimiter]
        lines = map(change, lines)
    return csv.reader(lines, delimiter=delimiter, quotechar=quote, skipinitialspace=True)


def is_wrapped(text: str) -> bool:
    """Return whether each line stands in quotation marks as a whole, as some programs write a CSV file once more as a CSV file."""
    return all(map(_WRAPPED.fullmatch, filter(None, map(str.strip, text.splitlines()))))


def is_run(delimiter: str) -> bool:
    """Return whether columns are separated by something else than a single sign."""
    return delimiter in _RUNS


def is_blank(record: Sequence[str]) -> bool:
    """Return whether there is nothing in any cell, or only a rule, as below the names of a table in Markdown."""
    return not any(record) or not "".join(record).strip() or (record[-1][:1] in "-:=" and all(map(_RULE.fullmatch, filter(None, record))))


def is_comment(line: Line) -> bool:
    """Return whether a line begins as comments do."""
    return _COMMENT.match(line) is not None


def leading_comments(text: str) -> int:
    """Return how many lines stand before the first that is neither empty nor a comment; 0 where there is no comment among them."""
    lines = text.splitlines()
    commented = sum(map(is_comment, lines))
    if commented * 2 > len(lines):
        return 0
    for number, line in enumerate(lines):
        if line.strip() and not is_comment(line):
            return number if any(map(is_comment, lines[:number])) else 0
    return 0


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the csv module cannot read into a sentence."""
    try:
        yield
    except csv.Error as error:
        raise ExperimentError(
            f"A cell must have at most {csv.field_size_limit():,} characters, and every quotation mark its partner. Received: {error}."
        ) from error


def opened(content: bytes, dialect: Dialect) -> "tuple[Reader, int]":
    """Return a reader of the whole file from its first record on, and how many lines stand before that."""
    lines = lines_of(content, dialect.encoding)
    before = int(dialect.stated) + dialect.layout.comments
    for _ in range(before):
        next(lines, "")
    return reader_of(lines, dialect.delimiter, dialect.quote), before
