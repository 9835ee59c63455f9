"""The learner's own table as a file: what the exported script reads, since neither link nor script carries the values."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator

import numpy as np

from playground.data.tables import Table
from playground.experiment import Experiment, Upload
from playground.settings import ExperimentError

# A cell that begins with one of these would be a formula to a spreadsheet; the apostrophe, so that no two names become one.
_MARKED = ("=", "+", "-", "@", "\t", "\r", "'")
_MAX_NAME = 40
# Of 64 hexadecimal digits so many are enough: two of a thousand preparations agree in them once in ten thousand times.
_MAX_DIGEST = 8


def prepared_name(upload: Upload) -> str:
    """Return the file's name: `prepared_stem`, and the beginning of the content's fingerprint.

    So two preparations of one file are two files, and each script finds its own.
    """
    return f"{prepared_stem(upload)}-prepared-{upload.digest[:_MAX_DIGEST]}.csv"


def prepared_stem(upload: Upload) -> str:
    """Return the name of the uploaded file in plain letters, without its ending."""
    stem = re.sub(r"\.[^.\W]+$", "", upload.name)
    letters = unicodedata.normalize("NFKD", stem.lower()).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_MAX_NAME].strip("-")
    return plain or "table"


def columns_of(upload: Upload) -> tuple[str, ...]:
    """Return the names in the file's first line: the measurements, then the columns of names."""
    return tuple(map(as_cell, (*upload.measurements, *(name for name, _ in upload.classes))))


def as_cell(text: str) -> str:
    """Return a name as it stands in the file: one that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith(_MARKED) else text


def prepared_csv(experiment: Experiment, table: Table) -> str:
    """Return every column of the learner's prepared table as CSV: commas, decimal points, names in the first line.

    Numbers have as many digits as it takes to read the same 32 bits back; classes stand there by name.

    Args:
        experiment: about the uploaded table.
        table: its values.

    Raises:
        ExperimentError: if the experiment is not about an upload.
    """
    upload = experiment.data.upload
    if upload is None:
        raise ExperimentError(f"Only an uploaded table is exported. Received: {experiment.data.info.label}.")
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns_of(upload))
    writer.writerows(zip(*_cells(upload, table), strict=True))
    return written.getvalue()


def _cells(upload: Upload, table: Table) -> Iterator[list[str]]:
    for name in upload.measurements:
        yield [str(value) for value in table.measurements[name].astype(np.float32)]
    for name, classes in upload.classes:
        cells = list(map(as_cell, classes))
        yield [cells[label] for label in table.labels[name]]
