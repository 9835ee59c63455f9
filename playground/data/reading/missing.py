"""Which texts in a column mean that nothing is there: decided by what else stands in the column, and open to the learner where in doubt."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from playground.data.columns import MAX_CATEGORIES, Word
from playground.data.reading.numbers import SIGNS, SURE, is_missing

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_DASHES = frozenset({"-", "–", "—"})
_CODE = re.compile(r"[A-Z]{2}")
# What instruments and statistics write for a value that they lack.
_SENTINELS = frozenset(
    sign * float(number)
    for sign in (1, -1)
    for number in (*(99, 200, 999, 9_999, 99_999, 999_999), *(9.99, 99.9, 99.99, 999.9, 999.99, 9_999.9))
)
_MOST_SHOWN = 5


def words_among_texts(counter: Counter[str]) -> tuple[Word, ...]:
    """Return the words for missing cells in a column of text.

    A word such as NA means what it says, unless hardly anything else is there, or everything else has the same form: NA among the
    continents. A dash is a value beside a plus, or among other signs; the word none is one beside other words.

    Args:
        counter: every text that is not empty, with the number of its cells.
    """
    words = [text for text in counter if is_missing(text)]
    others = [text for text in counter if not is_missing(text)]
    values = others + [word for word in words if word in _DASHES and "+" in others]
    return tuple(Word(word, counter[word], _means_missing(word, values)) for word in sorted(words, key=lambda word: -counter[word]))


def _means_missing(word: str, values: Sequence[str]) -> bool:
    if word in values or len(values) < 2:
        return False
    if word in SURE:
        return not (_CODE.fullmatch(word) and len(values) > 2 and all(map(_CODE.fullmatch, values)))
    if word in _DASHES:
        return any(map(_has_letters, values))
    return word in SIGNS


def _has_letters(text: str) -> bool:
    return any(map(str.isalnum, text))


def words_among_numbers(
    texts: Counter[str], unique: "NDArray[np.generic]", counts: "NDArray[np.intp]", values: "NDArray[np.generic]", cells: "pd.Series[str]"
) -> tuple[Word, ...]:
    """Return the texts in a column of numbers, which are missing, and numbers such as -200 that may mean it, which are not.

    Args:
        texts: every text that is no number, with the number of its cells.
        unique: the numbers, ascending.
        counts: how many cells have each.
        values: all numbers in the order of the rows.
        cells: the same as text.
    """
    found = [
        Word(text, count, missing=True, decided=True)
        for text, count in texts.most_common(_MOST_SHOWN)
        if text and len(text) < MAX_CATEGORIES
    ]
    for place, neighbour in ((0, 1), (len(unique) - 1, len(unique) - 2)):
        if len(unique) > 2 and _is_sentinel(unique, place, neighbour):
            text = str(cells.iloc[int(np.argmax(values == unique[place]))])
            found.append(Word(text, int(counts[place]), missing=False))
    return tuple(found)


def _is_sentinel(unique: "NDArray[np.generic]", place: int, neighbour: int) -> bool:
    """Return whether a value at the end is one of the usual ones, and farther away than the others are from each other."""
    value = float(unique[place])
    if value not in _SENTINELS:
        return False
    others = unique[1:] if place == 0 else unique[:-1]
    return abs(value - float(unique[neighbour])) > float(others[-1]) - float(others[0])
