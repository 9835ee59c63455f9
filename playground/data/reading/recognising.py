"""How a CSV file is written, found out from its first lines: encoding, delimiter, quotation marks, decimal sign, layout."""

import csv
import io
import re
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from playground.data.dialect import DELIMITERS, Dialect, delimiter_in_words
from playground.data.reading.encoding import encoding_of
from playground.data.reading.formats import check_bytes, check_format
from playground.data.reading.layout import layout_of, shape_of, used
from playground.data.reading.numbers import Records, is_missing, is_number
from playground.data.reading.records import is_blank, is_comment, is_run, is_wrapped, leading_comments, reader_of
from playground.limits import LIMITS, Limits
from playground.settings import ExperimentError

# As Streamlit counts them.
MEGABYTE = 1024 * 1024
SAMPLE_BYTES = MEGABYTE // 4
SAMPLE_RECORDS = 500
SAMPLE_CELLS = 5_000
# So many cells tell how well a delimiter parts numbers.
JUDGED_CELLS = 1_000

# The line by which a sheet tells Excel its delimiter, some ASCII sign but no space: spaces are dropped before cells.
_STATED = re.compile(r'(?:"sep=([!#-/:-@\[-`{-~\t])"|sep=([!#-/:-@\[-`{-~\t]))[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_SINGLE = [words for delimiter, words in DELIMITERS.items() if not is_run(delimiter)]
# What hardly stands in a cell between these delimiters.
_FOREIGN = {
    delimiter: re.compile(signs)
    for delimiter, signs in {
        "\t": "[;|]|  ",
        ";": r"[\t|]",
        "|": r"[\t;]",
        ",": r"[\t;|]",
        "\t+": "[;|]|  ",
        " +": "[;|,]",
        "  +": "[;|,]",
        '",': r"[\t;|]",
        '";': r"[\t|]",
    }.items()
}
# Words in a note are separated by spaces as well, so these have to be clearly better.
_WEIGHTS = {" +": 0.95, "  +": 0.96}
_IN_DOUBLE = re.compile(r"(?:^|[,;|\t ])\"[^\"\n]*\"(?=[,;|\t \r\n]|\Z)", re.MULTILINE)
_IN_SINGLE = re.compile(r"(?:^|[,;|\t ])'[^'\n]*'(?=[,;|\t \r\n]|\Z)", re.MULTILINE)


def recognise(content: bytes, limits: Limits = LIMITS) -> Dialect:
    """Find out how a file is written.

    Args:
        content: the whole file.
        limits: how large it may be.

    Returns:
        Its dialect. The delimiter is what a line `sep=;` before the table says, else the one that gives the most lines as many cells as
        the others and the most cells numbers; the decimal sign the one under which more cells are numbers.

    Raises:
        ExperimentError: for a file that is empty, too large, no text, of another format, or no table.
    """
    _check_size(content, limits)
    check_bytes(content)
    encoding = encoding_of(content)
    sample = _sample(content, encoding)
    check_format(sample)
    stated = _STATED.match(sample)
    if stated:
        sample = sample[stated.end() :]
    comments = leading_comments(sample)
    lines = sample.splitlines(keepends=True)
    body = "".join(lines[comments:])
    quote = _quote(body)
    delimiter = _stated(stated[1] or stated[2], body, quote) if stated else _delimiter(body, quote)
    records, numbers = _records(body, delimiter, quote)
    decimal = _decimal(records, delimiter)
    layout = layout_of(records, decimal, comments, _commented(lines[:comments], delimiter, quote))
    if layout.columns > limits.max_columns:
        raise ExperimentError(f"A table must have at most {limits.max_columns} columns. Received: {layout.columns:,}.")
    before = comments + (stated is not None)
    layout = replace(layout, line=before if layout.commented else before + numbers[layout.above])
    return Dialect(delimiter, decimal, encoding, layout, stated is not None, quote)


def _check_size(content: bytes, limits: Limits) -> None:
    if len(content) > limits.max_upload_megabytes * MEGABYTE:
        raise ExperimentError(
            f"A file must have at most {limits.max_upload_megabytes} megabytes. Received: {len(content) / MEGABYTE:.2f} megabytes."
        )


def _sample(content: bytes, encoding: str) -> str:
    text = content[:SAMPLE_BYTES].decode(encoding, errors="ignore")
    if len(content) <= SAMPLE_BYTES:
        return text
    # The last line is cut off somewhere.
    return text[: text.rfind("\n") + 1] or text


def _quote(sample: str) -> str:
    """Return the quotation mark: the double one, unless cells stand in single ones alone."""
    return "'" if len(_IN_SINGLE.findall(sample)) > 2 and not _IN_DOUBLE.search(sample) else '"'


def _records(sample: str, delimiter: str, quote: str) -> tuple[Records, list[int]]:
    """Return the first records, without empty ones and comments between them, and in which line of the sample each ends."""
    found: list[list[str]] = []
    numbers: list[int] = []
    reader = reader_of(io.StringIO(sample, newline=""), delimiter, quote)
    # With another delimiter than the file's own a cell can grow beyond what the csv module takes.
    with suppress(csv.Error):
        for record in reader:
            if not is_blank(record):
                found.append([cell.strip() for cell in record])
                numbers.append(reader.line_num)
            if len(found) == SAMPLE_RECORDS:
                break
    return found, numbers


def _delimiter(sample: str, quote: str) -> str:
    found = {delimiter: _records(sample, delimiter, quote)[0] for delimiter in _possible(sample)}
    if found and not any(found.values()):
        raise ExperimentError("A table needs a line of names and rows below it. Received: nothing but empty cells.")
    widths = {delimiter: shape_of(records, ".").columns for delimiter, records in found.items() if records}
    if widths.get(" +") == widths.get("\t", 0):
        # Spaces make no more columns than tabs.
        del found[" +"]
    scores = {delimiter: _score(records, delimiter) for delimiter, records in found.items()}
    if not any(scores.values()):
        raise ExperimentError(
            f"A table needs at least two columns, separated by {', '.join(_SINGLE)} or spaces. Received: {_seen(sample)}."
        )
    # Of two equals the first: between decimal commas, "1,5;2,5" has as many commas in every line as semicolons.
    return max(scores, key=lambda delimiter: scores[delimiter])


def _seen(sample: str) -> str:
    """Say what a text looks like in which no delimiter makes columns."""
    words = [len(line.split()) for line in sample.splitlines() if line.strip()]
    if max(words) < 2:
        return "one column"
    return f"lines of text, the first with {words[0]:,} words" + (f", the second with {words[1]:,}" if len(words) > 1 else "")


def _possible(sample: str) -> list[str]:
    if is_wrapped(sample):
        return [delimiter for delimiter in ('",', '";') if delimiter[1] in sample] + [sign for sign in "\t;|," if f'"{sign}"' in sample]
    signs = {"\t+": "\t\t", " +": " ", "  +": "  "}
    return [delimiter for delimiter in DELIMITERS if delimiter[0] != '"' and signs.get(delimiter, delimiter) in sample]


def _score(records: Records, delimiter: str) -> float:
    """Return how much the records look like a table: the share of equally long ones, up to twice as much if their cells look like cells."""
    if not records:
        return 0.0
    shape = shape_of(records, ".")
    alike = [record for record in records if len(record) == shape.cells]
    # Words between spaces are no table, and neither is a single line of them.
    if shape.cells < 2 or shape.columns < 2 or (is_run(delimiter) and (len(alike) < 2 or len(alike) < len(records) / 2)):
        return 0.0
    cells = list(islice((cell for record in alike[1:] for cell in record if not is_missing(cell)), JUDGED_CELLS))
    likeness = max(sum(_likeness(cell, decimal, _FOREIGN[delimiter]) for cell in cells) for decimal in (".", ","))
    return _WEIGHTS.get(delimiter, 1.0) * len(alike) / len(records) * (1 + likeness / max(1, len(cells)))


def _likeness(cell: str, decimal: str, foreign: re.Pattern[str]) -> float:
    """Return how much a text looks like a single cell: a number does, one with another delimiter in it does not."""
    if is_number(cell, decimal):
        return 1.0
    return 0.0 if foreign.search(cell) else 0.5


def _stated(delimiter: str, sample: str, quote: str) -> str:
    """Check that the delimiter that a line before the table says separates its cells, and return it."""
    records, _ = _records(sample, delimiter, quote)
    if not records:
        raise ExperimentError("A table needs a line of names and rows below it. Received: the line that says the delimiter alone.")
    if max(map(len, records)) < 2:
        raise ExperimentError(
            f"A table needs at least two columns, separated by {delimiter_in_words(delimiter)} as its first line says. "
            "Received: one column."
        )
    return delimiter


def _commented(lines: list[str], delimiter: str, quote: str) -> list[str]:
    """Return the cells of the last comment, without the sign that makes it one."""
    comments = [line for line in lines if is_comment(line)]
    if not comments:
        return []
    line = comments[-1].lstrip()
    record = [cell.strip() for cell in next(reader_of([line.lstrip("#%/")], delimiter, quote), [])]
    if record and not record[0]:
        # The sign is itself the name of a column, that of the rows' numbers.
        record[0] = line[0]
    return record[: used(record)]


def _decimal(records: Records, delimiter: str) -> str:
    cells = list(islice((cell for record in records for cell in record), SAMPLE_CELLS))
    points, commas = (sum(is_number(cell, decimal) for cell in cells) for decimal in (".", ","))
    if points != commas:
        return "." if points > commas else ","
    # "1,234" can be read both ways. Who writes decimal commas separates columns by something else.
    ambiguous = delimiter != "," and any("," in cell and is_number(cell, ",") for cell in cells)
    return "," if ambiguous else "."
