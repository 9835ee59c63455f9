"""What the cells of a file may say: that nothing is there, or a number, with the unit that stands beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from playground.data.reading.units import CURRENCIES, MEASURES

Records: TypeAlias = Sequence[Sequence[str]]
"""The cells of some lines, as text without spaces around."""

# No file means anything else by these; whoever does, can say so.
SURE = frozenset(
    {"NA", "N/A", "n/a", "na", "n.a.", "#NA", "<NA>", "NaN", "nan", "NAN", "NULL", "null", "Null", "NaT", "N.A.", "(null)", "\\N", "k.A."}
) | {
    # What Excel writes for a formula that has no result.
    *("#N/A", "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!"),
}
# These may as well be values: a class −, the word none.
SIGNS = frozenset({"-", "--", "---", "–", "—", "?", "??", ".", "..", "...", "*", ":"})
WORDS = frozenset({"none", "None", "NONE", "nil", "Nil", "NIL", "missing", "Missing", "MISSING", "unknown", "Unknown", "UNKNOWN"})
MISSING = SURE | SIGNS | WORDS | {""}

_SPACES = " \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}"
_GROUPING = {".": f",'’´{_SPACES}", ",": f".'’´{_SPACES}"}
_INDIAN = {".": r"|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]*)?", ",": ""}


def _digits(decimal: str) -> str:
    sign, groups = re.escape(decimal), re.escape(_GROUPING[decimal])
    plain = rf"(?:[0-9]+{sign}?[0-9]*|{sign}[0-9]+)(?:[eE][+-]?[0-9]+)?"
    grouped = rf"[1-9][0-9]{{0,2}}(?P<group>[{groups}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*(?:{sign}[0-9]*)?"
    return f"{plain}|{grouped}{_INDIAN[decimal]}"


def _one_of(texts: frozenset[str]) -> str:
    return "|".join(map(re.escape, sorted(texts, key=lambda text: (-len(text), text))))


def _pattern(decimal: str) -> re.Pattern[str]:
    money, units = _one_of(CURRENCIES), _one_of(CURRENCIES | MEASURES)
    gap = f"[{_SPACES}]?"
    return re.compile(
        rf"(?P<open>\()?(?P<sign>[+\-−])?{gap}(?P<before>{money})?{gap}(?P<amount>\()?(?P<inner>[+\-−])?(?P<digits>{_digits(decimal)})"
        rf"(?(amount)\)){gap}(?P<behind>{units})?(?(open)\))"
    )


_NUMBERS = {decimal: _pattern(decimal) for decimal in (".", ",")}
_NOT_DIGITS = {decimal: str.maketrans(dict.fromkeys(groups) | {decimal: "."}) for decimal, groups in _GROUPING.items()}


_NO_AMOUNT = re.compile(f"(?:{_one_of(CURRENCIES)})[{_SPACES}]?[-–]+")


@dataclass(frozen=True)
class Number:
    """What a cell says: the value, the unit beside it, whether that stands before it, and what groups thousands."""

    value: float
    unit: str = ""
    before: bool = False
    group: str = ""


def number_in(cell: str, decimal: str) -> Number | None:
    """Return the number that the cell says under that decimal sign; None if it says none.

    A currency may stand before or behind it, a unit of measurement behind it; thousands may be grouped by spaces, apostrophes or the
    other decimal sign, millions as in India; a minus may be a minus sign, or brackets around it all, as bookkeepers write it.
    """
    found = _NUMBERS[decimal].fullmatch(cell)
    if found is None or (found["before"] and found["behind"] and found["before"] != found["behind"]):
        return None
    value = float(found["digits"].translate(_NOT_DIGITS[decimal]))
    minus = sum(found[name] in ("-", "−") for name in ("sign", "inner")) + bool(found["open"]) + bool(found["amount"])
    if minus > 1:
        return None
    unit = found["before"] or found["behind"] or ""
    # Millions as in India are grouped by commas.
    grouping = found["group"] or ("," if decimal == "." and "," in found["digits"] else "")
    return Number(-value if minus else value, unit, bool(found["before"]), grouping)


def is_number(cell: str, decimal: str) -> bool:
    """Return whether the cell is a number under that decimal sign."""
    return _NUMBERS[decimal].fullmatch(cell) is not None


def is_missing(cell: str) -> bool:
    """Return whether the cell is empty, or one of the words by which files say so, or a dash for an amount."""
    return cell in MISSING or (cell[-1] in "-–" and _NO_AMOUNT.fullmatch(cell) is not None)
