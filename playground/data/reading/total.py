"""A last row that sums the others up: it is no observation."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from playground.data.columns import Column, clean

_WORDS = re.compile(
    r"(?:grand |sub-?|overall )?(?:totals?|sums?|averages?|avg\.?|means?|summe|gesamt(?:summe)?|insgesamt|mittel(?:wert)?|durchschnitt"
    r"|somme|moyenne|suma|totale|totaal|media|Σ|∑)[:.]?",
    re.IGNORECASE,
)
_FEWEST_ROWS = 4


def total_in(frame: pd.DataFrame, columns: Sequence[Column]) -> str:
    """Return how the last row begins, if it says that it is a sum or a mean, or has no name and holds the sums of the others; else nothing.

    Args:
        frame: the cells as text.
        columns: the same as numbers or categories.
    """
    if len(frame) < _FEWEST_ROWS:
        return ""
    last = [str(cell).strip() for cell in frame.iloc[-1]]
    texts = [text for text, column in zip(last, columns, strict=True) if column.kind in ("category", "text") and text]
    for text in texts:
        if _WORDS.fullmatch(text):
            return clean(text)
    sums = [_is_sum(column) for column in columns if column.kind == "number" and not np.isnan(column.values[-1])]
    return "the sums" if not texts and len(sums) > 1 and all(sums) else ""


def _is_sum(column: Column) -> bool:
    others = column.values[:-1].astype(np.float64)
    total = float(np.nansum(others))
    return abs(total) > 0 and abs(float(column.values[-1]) - total) <= 1e-5 * float(np.nansum(np.abs(others)))
