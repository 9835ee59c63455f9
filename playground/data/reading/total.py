"""Last rows that sum the others up: they are no observations."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from playground.data.columns import Column, Totals, clean

_WORDS = re.compile(
    r"(?:grand |sub-?|overall )?(?:totals?|sums?|averages?|avg\.?|means?|medians?|std\.?(?: ?dev\.?)?|min(?:imum)?|max(?:imum)?|summe"
    r"|gesamt(?:summe)?|insgesamt|mittel(?:wert)?|durchschnitt|somme|moyenne|suma|totale|totaal|media|Σ|∑)[:.]?",
    re.IGNORECASE,
)
_FEWEST_ROWS = 4
_MOST = 5


def totals_in(frame: pd.DataFrame, columns: Sequence[Column]) -> Totals:
    """Return the rows at the end that say by a word found in no other row that they are a sum, a mean or the like.

    A last row without any word is one of sums if it holds the sums of two columns or more.

    Args:
        frame: the cells as text.
        columns: the same as numbers or categories.
    """
    words: list[str] = []
    texts = [position for position, column in zip(frame.columns, columns, strict=True) if column.kind in ("category", "text")]
    while len(words) < _MOST and len(frame) - len(words) > _FEWEST_ROWS and (word := _word(frame, len(words))):
        words.append(word)
    if words:
        return Totals(len(words), ", ".join(reversed(words)))
    return Totals(1, "sums") if len(frame) > _FEWEST_ROWS and _are_sums(frame[texts].iloc[-1], columns) else Totals()


def _word(frame: pd.DataFrame, below: int) -> str:
    """Return the word of a row, so many rows above the last, if it stands nowhere above."""
    row = len(frame) - 1 - below
    for position in frame.columns:
        word = str(frame[position].iloc[row]).strip()
        if _WORDS.fullmatch(word) and not bool((frame[position].iloc[:row] == word).any()):
            return clean(word)
    return ""


def _are_sums(texts: "pd.Series[str]", columns: Sequence[Column]) -> bool:
    sums = [_is_sum(column) for column in columns if column.kind == "number" and not np.isnan(column.values[-1])]
    return not any(str(cell).strip() for cell in texts) and len(sums) > 1 and all(sums)


def _is_sum(column: Column) -> bool:
    others = column.values[:-1].astype(np.float64)
    total = float(np.nansum(others))
    return abs(total) > 0 and abs(float(column.values[-1]) - total) <= 1e-5 * float(np.nansum(np.abs(others)))
