"""How a CSV file is written, found out from its bytes: encoding, delimiter, decimal sign, line of names. Every limit is checked here."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice

from playground.data.columns import DELIMITERS, Dialect, in_words
from playground.data.csv_cells import Records, is_number
from playground.data.csv_names import holds_names
from playground.limits import LIMITS, Limits
from playground.settings import ExperimentError

# As Streamlit counts them.
MEGABYTE = 1024 * 1024
SAMPLE_BYTES = MEGABYTE // 4
SAMPLE_RECORDS = 500
SAMPLE_CELLS = 20_000

_NOT_TEXT = {b"PK\x03\x04": "an Excel sheet or a zip file", b"%PDF": "a PDF", b"\x1f\x8b": "a gzip file", b"\x89PNG": "a picture"}
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")
# The line by which a sheet tells Excel its delimiter, some ASCII sign but no space: spaces are dropped before cells.
_STATED = re.compile(r'(?:"sep=([!#-/:-@\[-`{-~\t])"|sep=([!#-/:-@\[-`{-~\t]))[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)


def recognise(content: bytes, limits: Limits = LIMITS) -> Dialect:
    """Find out how a file is written.

    Args:
        content: the whole file.
        limits: how large it may be.

    Returns:
        Its dialect. The encoding is the BOM's, else UTF-8 if every byte fits, else Windows-1252. The delimiter is what a line `sep=;`
        before the table says, else the one that gives most lines as many cells as the first; the decimal sign the one under which more
        cells are numbers. Whether the first line holds names: see `csv_names.holds_names`.

    Raises:
        ExperimentError: for a file that is empty, too large, no text, or no table.
    """
    _check_size(content, limits)
    encoding = _encoding(content)
    sample = _sample(content, encoding)
    stated = _STATED.match(sample)
    if stated:
        sample = sample[stated.end() :]
        delimiter = _stated(stated[1] or stated[2], sample)
    else:
        delimiter = _delimiter(sample)
    records = _records(sample, delimiter)
    _check_columns(records, limits)
    decimal = _decimal(records, delimiter)
    return Dialect(delimiter, decimal, encoding, holds_names(records, decimal), stated is not None)


def check_records(content: bytes, dialect: Dialect, limits: Limits = LIMITS) -> int:
    """Read the whole file once, line by line, before anything is kept of it.

    Returns:
        How many columns it has.

    Raises:
        ExperimentError: if it has no rows, too many, or one with more cells than the first.
    """
    width, rows = 0, 0
    with _explained():
        lines = _lines(content, dialect.encoding)
        above = len(list(islice(lines, int(dialect.stated))))
        reader = csv.reader(lines, delimiter=dialect.delimiter, skipinitialspace=True)
        for record in reader:
            if _is_blank(record):
                continue
            width = width or len(record)
            if len(record) > width:
                raise ExperimentError(
                    f"Every row must have as many cells as the first line. Received: {len(record):,} cells in line "
                    f"{above + reader.line_num:,}, {width} in the first."
                )
            rows += 1
            if rows - dialect.header > limits.max_rows:
                raise ExperimentError(f"A table must have at most {limits.max_rows:,} rows. Received: more than that.")
    if rows <= dialect.header:
        raise ExperimentError("A table needs rows below the line of names. Received: the names alone.")
    return width


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the csv module cannot read into a sentence."""
    try:
        yield
    except csv.Error as error:
        raise ExperimentError(
            f"A cell must have at most {csv.field_size_limit():,} characters, and every quotation mark its partner. Received: {error}."
        ) from error


def _check_size(content: bytes, limits: Limits) -> None:
    if len(content) > limits.max_upload_megabytes * MEGABYTE:
        raise ExperimentError(
            f"A file must have at most {limits.max_upload_megabytes} megabytes. Received: {len(content) / MEGABYTE:.2f} megabytes."
        )
    for beginning, words in _NOT_TEXT.items():
        if content.startswith(beginning):
            raise ExperimentError(f"A CSV file is plain text: save the sheet as CSV first. Received: {words}.")


def _encoding(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    elif content.startswith(codecs.BOM_UTF8):
        candidates = ("utf-8-sig",)
    else:
        candidates = ("utf-8", "cp1252", "latin-1")
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        _check_text(text)
        return encoding
    raise ExperimentError("A CSV file is plain text. Received: bytes that are none in the encoding that the file begins with.")


def _check_text(text: str) -> None:
    if not text or text.isspace():
        raise ExperimentError("A table needs a line of names and rows below it. Received: an empty file.")
    beginning = text[:SAMPLE_BYTES]
    if "\0" in text or len(_CONTROL.findall(beginning)) > len(beginning) / 20:
        raise ExperimentError("A CSV file is plain text. Received: a binary file.")


def _sample(content: bytes, encoding: str) -> str:
    text = content[:SAMPLE_BYTES].decode(encoding, errors="ignore")
    if len(content) <= SAMPLE_BYTES:
        return text
    # The last line is cut off somewhere.
    return text[: text.rfind("\n") + 1] or text


def _lines(content: bytes, encoding: str) -> Iterator[str]:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def _records(sample: str, delimiter: str) -> Records:
    found: list[list[str]] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True)
    # With another delimiter than the file's own a cell can grow beyond what the csv module takes.
    with suppress(csv.Error):
        found.extend(islice(([cell.strip() for cell in record] for record in reader if not _is_blank(record)), SAMPLE_RECORDS))
    return found


def _is_blank(record: Sequence[str]) -> bool:
    """Return whether it is a line of nothing but spaces, which pandas skips as well."""
    return not record or (len(record) == 1 and not record[0].strip(" "))


def _delimiter(sample: str) -> str:
    found = {delimiter: _records(sample, delimiter) for delimiter in DELIMITERS if delimiter in sample}
    shares = {
        delimiter: sum(len(record) == len(records[0]) for record in records) / len(records)
        for delimiter, records in found.items()
        if records and len(records[0]) > 1
    }
    if not shares:
        known = ", ".join(DELIMITERS.values())
        raise ExperimentError(f"A table needs at least two columns, parted by {known}. Received: one column.")
    # Of two equals the first: between decimal commas, "1,5;2,5" has as many commas in every line as semicolons.
    return max(shares, key=lambda delimiter: shares[delimiter])


def _stated(delimiter: str, sample: str) -> str:
    """Check that the delimiter that a line before the table says parts it, and return it."""
    records = _records(sample, delimiter)
    if not records:
        raise ExperimentError("A table needs a line of names and rows below it. Received: the line that says the delimiter alone.")
    if len(records[0]) < 2:
        raise ExperimentError(
            f"A table needs at least two columns, parted by {in_words(delimiter)} as its first line says. Received: one column."
        )
    return delimiter


def _check_columns(records: Records, limits: Limits) -> None:
    if len(records[0]) > limits.max_columns:
        raise ExperimentError(f"A table must have at most {limits.max_columns} columns. Received: {len(records[0]):,}.")


def _decimal(records: Records, delimiter: str) -> str:
    cells = list(islice((cell for record in records for cell in record), SAMPLE_CELLS))
    points, commas = (sum(is_number(cell, decimal) for cell in cells) for decimal in (".", ","))
    if points != commas:
        return "." if points > commas else ","
    # "1,234" can be read both ways. Who writes decimal commas parts columns by something else.
    ambiguous = delimiter != "," and any("," in cell and is_number(cell, ",") for cell in cells)
    return "," if ambiguous else "."
