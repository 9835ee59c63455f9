"""How a file writes a table, in words: delimiter, decimal sign, encoding, and where the table stands."""

from dataclasses import dataclass

DELIMITERS = {
    "\t": "tabs",
    ";": "semicolons",
    "|": "vertical bars",
    ",": "commas",
    "\t+": "one or more tabs",
    " +": "spaces",
    "  +": "two or more spaces",
    '",': "commas within lines in quotation marks",
    '";': "semicolons within lines in quotation marks",
}
DECIMALS = {".": "decimal point", ",": "decimal comma"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with BOM",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp850": "DOS (code page 850)",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "latin-1": "Latin-1",
    "cp932": "Shift-JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "gb18030": "GB18030 (Chinese)",
    "cp950": "Big5 (Chinese)",
    "cp949": "EUC-KR (Korean)",
}
_ORDINALS = {1: "the first line", 2: "the second line"}


@dataclass(frozen=True)
class Layout:
    """Where the table stands in a file.

    Attributes:
        above: how many records stand above it, those in `comments` aside.
        comments: how many lines of comments, and empty ones between them, the file begins with.
        line: in which line the names stand, or the first row.
        header: whether there is a line of names.
        commented: the names, where the last comment above the table holds them.
        units: whether a line of units stands below the names.
        row_names: whether the first column has no place in the line of names: it names the rows, as R writes it.
        counts: whether the first line says how many rows and columns there are, and what the classes are called.
        cells: how many cells most records have.
        columns: how many of these, or of those in the line of names, hold something.
        numeric: positions of the columns that seem to hold numbers.
    """

    above: int = 0
    comments: int = 0
    line: int = 1
    header: bool = True
    commented: tuple[str, ...] = ()
    units: bool = False
    row_names: bool = False
    counts: bool = False
    cells: int = 0
    columns: int = 0
    numeric: frozenset[int] = frozenset()

    @property
    def words(self) -> str:
        """Where the names are, in words."""
        if self.counts:
            return "counts and class names in the first line"
        if not self.header and not self.commented:
            return "no line of names"
        units = ", units below them" if self.units else ""
        return f"names in {_ORDINALS.get(self.line, f'line {self.line}')}{units}"


@dataclass(frozen=True)
class Dialect:
    """How a file writes a table.

    Attributes:
        delimiter: what separates the columns, a key of `DELIMITERS`, or another sign that the file itself states.
        decimal: what separates whole from fraction, a key of `DECIMALS`; the other sign may group thousands.
        encoding: the name under which Python knows it.
        layout: where the table stands.
        stated: whether a line such as `sep=;` before it states the delimiter.
        quote: the quotation mark around cells that hold delimiters.
    """

    delimiter: str
    decimal: str
    encoding: str
    layout: Layout = Layout()
    stated: bool = False
    quote: str = '"'

    @property
    def header(self) -> bool:
        """Whether there is a line of names."""
        return self.layout.header

    @property
    def words(self) -> str:
        """The same in words."""
        stated = " as the first line says" if self.stated else ""
        return ", ".join(
            (f"{delimiter_in_words(self.delimiter)}{stated}", DECIMALS[self.decimal], ENCODINGS[self.encoding], self.layout.words)
        )


def delimiter_in_words(delimiter: str) -> str:
    """Return what separates columns in words."""
    return DELIMITERS.get(delimiter, f"“{delimiter}”")
