"""One column of a file: from its cells as text to numbers or categories. Imports pandas."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from playground.data.columns import MAX_CATEGORIES, NO_CODES, NO_VALUES, Column, Word, clean, distinct_names
from playground.data.reading.missing import words_among_numbers, words_among_texts
from playground.data.reading.numbers import SIGNS, WORDS, Number, is_missing, is_number, number_in
from playground.data.reading.precision import Narrow, narrow

# A column with at least this share of numbers is one of numbers, and its other cells count as missing.
NUMBER_SHARE = 0.9
# So many cells are looked at before all are.
_FEW = 300
# More texts than these are read in one go where they have the same form.
_MANY = 1_000
_DIGIT_FIRST = re.compile(r"\W*\d")
LARGEST = float(np.finfo(np.float32).max)

Cells: TypeAlias = "pd.Series[str]"
Exact: TypeAlias = NDArray[np.float64] | NDArray[np.int64]
Unique: TypeAlias = NDArray[np.generic]


@dataclass(frozen=True, eq=False)
class _Numbers:
    """The numbers in a column.

    Attributes:
        values: in 64 bits, NaN where there is none, shape (rows,).
        texts: every other text there is with the number of its cells.
        unit: what stands beside most numbers.
    """

    values: Exact
    texts: Counter[str]
    unit: str = ""


def column_of(name: str, cells: Cells, decimal: str) -> tuple[Column, tuple[str, ...]]:
    """Return the column, and what there is to say about it, one sentence each.

    Args:
        name: of the column.
        cells: what stands in it, as text.
        decimal: what separates whole from fraction in the file; a column that has only numbers with the other sign is read by that one.
    """
    cells = cells.str.strip()
    for sign in _likely(cells, decimal):
        numbers = _numbers(cells, sign)
        if not any(not is_missing(text) for text in numbers.texts) and len(numbers.values) == sum(numbers.texts.values()):
            return _empty(name, cells, numbers)
        if _are_numbers(numbers):
            return _number_column(name, cells, numbers)
    return _category(name, cells)


def _likely(cells: Cells, decimal: str) -> list[str]:
    """Return the decimal signs under which cells from all over the column are numbers, the file's own first."""
    some = [cell for cell in map(str, cells.iloc[:: max(1, len(cells) // _FEW)]) if not is_missing(cell)]
    signs = (decimal, "," if decimal == "." else ".")
    shares = {sign: sum(is_number(cell, sign) for cell in some) for sign in signs[:1]}
    if shares[decimal] < len(some):
        shares[signs[1]] = sum(is_number(cell, signs[1]) for cell in some)
    # Far fewer than a column of numbers has, since these are some of its cells only.
    return [sign for sign, count in shares.items() if 2 * count >= len(some)]


def _are_numbers(numbers: _Numbers) -> bool:
    missing = sum(count for text, count in numbers.texts.items() if is_missing(text))
    found = len(numbers.values) - sum(numbers.texts.values())
    if not found or found < NUMBER_SHARE * (len(numbers.values) - missing):
        return False
    # A single number beside a dash or the word none: that would be lost as a missing cell.
    return numbers.texts.keys().isdisjoint(SIGNS | WORDS) or _varies(numbers.values)


def _varies(values: Exact) -> bool:
    known = values[~np.isnan(values)]
    return bool(len(known) and known.min() < known.max())


def _numbers(cells: Cells, decimal: str) -> _Numbers:
    values = _plain(cells, decimal)
    if values.dtype.kind == "i":
        return _Numbers(values, Counter())
    other = np.isnan(values)
    if not other.any():
        return _Numbers(values, Counter())
    codes, found = pd.factorize(cells[other])
    texts, counts = [str(text) for text in found], np.bincount(codes, minlength=len(found)).tolist()
    unit, told = _told(texts, counts, decimal)
    if told:
        values[other] = np.array([told.get(text, np.nan) for text in texts])[codes]
    return _Numbers(values, Counter({text: count for text, count in zip(texts, counts, strict=True) if text not in told}), unit)


def _plain(cells: Cells, decimal: str) -> Exact:
    """Return numbers without units and grouping, NaN for every other cell: in one go, since nearly all are such."""
    if decimal == ",":
        if bool(cells.str.contains(".", regex=False).any()):
            cells = cells.mask(cells.str.contains(".", regex=False), "")
        cells = cells.str.replace(",", ".", regex=False)
    found = pd.to_numeric(cells, errors="coerce")
    if found.dtype.kind == "i":
        return found.to_numpy(np.int64)
    values = found.to_numpy(np.float64, na_value=np.nan)
    # An overflow is no number that fits, and neither is the word infinity.
    return np.where(np.abs(values) <= LARGEST, values, np.nan)


def _told(texts: list[str], counts: list[int], decimal: str) -> tuple[str, dict[str, float]]:
    """Return the unit that most numbers among the texts have, and the values of those with it or without any."""
    found: dict[str, Number] = {}
    if len(texts) > _MANY:
        form = next((number for text in texts[:_FEW] if (number := number_in(text, decimal)) is not None), None)
        found = _of_one_form(texts, form, decimal) if form else {}
    found |= {text: number for text in texts if text not in found and (number := number_in(text, decimal)) is not None}
    units = Counter[str]()
    for text, count in zip(texts, counts, strict=True):
        if text in found:
            units[found[text].unit] += count
    unit = next((unit for unit, _ in units.most_common() if unit), "")
    return unit, {
        text: number.value
        for text, number in found.items()
        if number.unit in ("", unit) and abs(number.value) <= LARGEST and not is_missing(text)
    }


def _of_one_form(texts: list[str], form: Number, decimal: str) -> dict[str, Number]:
    """Return the values of texts with the unit at the same side and thousands grouped by the same sign as in `form`, in one go."""
    plain = pd.Series(texts, dtype="str")
    if form.before:
        plain = plain.str.removeprefix(form.unit).str.lstrip()
    elif form.unit:
        plain = plain.str.removesuffix(form.unit).str.rstrip()
    group, sign = re.escape(form.group), re.escape(decimal)
    digits = rf"[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+" if form.group else "[0-9]+"
    fitting = plain.str.fullmatch(rf"-?(?:{digits}|[0-9]+)(?:{sign}[0-9]*)?").to_numpy(bool)
    plain = plain.where(fitting, "")
    if form.group:
        plain = plain.str.replace(form.group, "", regex=False)
    values = pd.to_numeric(plain.str.replace(decimal, ".", regex=False), errors="coerce").to_numpy(np.float64, na_value=np.nan)
    return {text: Number(value, form.unit) for text, value in zip(texts, values.tolist(), strict=True) if value == value}  # noqa: PLR0124 - NaN


def _empty(name: str, cells: Cells, numbers: _Numbers) -> tuple[Column, tuple[str, ...]]:
    words = tuple(Word(text, count, missing=True, decided=True) for text, count in numbers.texts.most_common() if text)
    return Column(name, "empty", NO_VALUES, NO_CODES, (), len(cells), 0, words=words[:MAX_CATEGORIES]), ()


def _number_column(name: str, cells: Cells, numbers: _Numbers) -> tuple[Column, tuple[str, ...]]:
    unique, counts = np.unique(numbers.values, return_counts=True)
    if unique.dtype.kind == "f" and np.isnan(unique[-1]):
        unique, counts = unique[:-1], counts[:-1]
    narrowed = narrow(numbers.values, unique)
    few = len(unique) <= MAX_CATEGORIES and narrowed.apart
    classes = _spelled(cells, numbers.values, unique) if few else ()
    strays = {text: count for text, count in numbers.texts.items() if not is_missing(text)}
    column = Column(
        name,
        "number",
        narrowed.values,
        NO_CODES,
        classes,
        missing=sum(numbers.texts.values()),
        distinct=len(unique),
        whole=bool(np.all(unique == np.round(unique))),
        words=words_among_numbers(numbers.texts, unique, counts, numbers.values, cells),
        levels=narrowed.levels if few else NO_VALUES,
        offset=narrowed.offset,
        unit=numbers.unit,
    )
    return column, (*_strays(strays, len(cells)), *_precision(narrowed, len(unique)))


def _spelled(cells: Cells, values: Exact, unique: Unique) -> tuple[str, ...]:
    """Return how the file writes each value where it first stands."""
    return distinct_names([str(cells.iloc[int(np.argmax(values == value))]) for value in unique], "value")


def _strays(strays: dict[str, int], rows: int) -> tuple[str, ...]:
    if not strays:
        return ()
    shown = ", ".join(f"“{clean(text)}”" for text in list(strays)[:3])
    return (f"{sum(strays.values()):,} of {rows:,} cells cannot be read as numbers, such as {shown}. They count as missing.",)


def _precision(narrowed: Narrow, distinct: int) -> tuple[str, ...]:
    if narrowed.offset:
        return (f"{narrowed.offset_text} is subtracted, since 32-bit numbers of that size would not tell its {distinct:,} values apart.",)
    if narrowed.blurred:
        return (f"32-bit numbers tell only {narrowed.told_apart:,} of its {distinct:,} values apart: it is too fine for them.",)
    return ()


def _category(name: str, cells: Cells) -> tuple[Column, tuple[str, ...]]:
    codes, found = pd.factorize(cells, sort=False)
    texts = [str(text) for text in found]
    counter = Counter(dict(zip(texts, np.bincount(codes, minlength=len(texts)).tolist(), strict=True)))
    empty = counter.pop("", 0)
    words = words_among_texts(counter)
    gone = {word.text for word in words if word.missing}
    missing, distinct = empty + sum(word.count for word in words if word.missing), len(counter) - len(gone)
    like_number = _like_number(counter, gone)
    if distinct > MAX_CATEGORIES:
        return Column(name, "text", NO_VALUES, NO_CODES, (), missing, distinct, words=words, like_number=like_number), ()
    order = sorted(counter)
    ranks = {text: rank for rank, text in enumerate(order)}
    places = np.array([ranks.get(text, -1) for text in texts], np.int32)
    classes = distinct_names(order, "value")
    return Column(name, "category", NO_VALUES, places[codes], classes, missing, distinct, words=words, like_number=like_number), ()


def _like_number(counter: Counter[str], gone: set[str]) -> str:
    """Return one of the texts if most cells begin as numbers do: none of them becomes a category in silence."""
    texts = {text: count for text, count in counter.items() if text not in gone}
    alike = [text for text in texts if _DIGIT_FIRST.match(text)]
    return clean(alike[0]) if 2 * sum(texts[text] for text in alike) > sum(texts.values()) else ""
