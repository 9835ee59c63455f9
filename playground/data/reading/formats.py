"""Files of other formats than plain tables: known by how they begin, and refused with a sentence that names them."""

import re
from collections.abc import Mapping

from playground.settings import ExperimentError

_BYTES = {
    b"PK\x03\x04": "an Excel sheet or a zip file",
    b"\xd0\xcf\x11\xe0": "an Excel sheet in the format of 1997",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"PAR1": "a Parquet file",
    b"\x89HDF": "an HDF5 file",
    b"\x93NUMPY": "a NumPy array",
    b"MATLAB 5": "a MATLAB file",
    b"SQLite format": "an SQLite database",
    b"$FL2": "an SPSS file",
    b"<stata_dta>": "a Stata file",
    b"{\\rtf": "a document in rich text",
}
_RULE = "A CSV file has one row in each line, its cells separated by a sign such as a comma"
_TEXTS: Mapping[re.Pattern[str], tuple[str, str]] = {
    re.compile(r"(?:\s|%[^\n]*\n)*@relation\b.*?^\s*@attribute\b", re.IGNORECASE | re.DOTALL | re.MULTILINE): (
        "an ARFF file, as Weka writes it",
        "open it in Weka and save it as CSV, or delete every line up to @data",
    ),
    re.compile(r"\s*(?:\{\s*\"|\[\s*[\[{])"): ("a JSON file", "save the table as CSV first"),
    re.compile(r"\s*<(?:!doctype|html|\?xml|table|svg)\b", re.IGNORECASE): ("an HTML or XML file", "save the table as CSV first"),
    re.compile(r"(?:[+-]?\d+(?:\.\d+)?(?: +\d+:[-+.\deE]+)+ *\r?\n){2}"): (
        "a file in the format of LIBSVM, which numbers its cells",
        "load it with scikit-learn's load_svmlight_file and save it as CSV",
    ),
}
_BEGINNING = 1 << 14


def check_bytes(content: bytes) -> None:
    """Check that the file is none of the formats that are no plain text.

    Raises:
        ExperimentError: if it is one.
    """
    for beginning, words in _BYTES.items():
        if content.startswith(beginning):
            raise ExperimentError(f"A CSV file is plain text: save the sheet as CSV first. Received: {words}.")


def check_format(text: str) -> None:
    """Check that the text is none of the formats that are plain text, but no plain table.

    Raises:
        ExperimentError: if it is one.
    """
    for pattern, (words, remedy) in _TEXTS.items():
        if pattern.match(text[:_BEGINNING]):
            raise ExperimentError(f"{_RULE}: {remedy}. Received: {words}.")
