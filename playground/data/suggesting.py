"""What is suggested to a learner who has not chosen from a file yet, and what there is to say about a choice."""

import re
from collections.abc import Sequence

import numpy as np

from playground.data.choosing import Choice, decided, tasks
from playground.data.columns import Column, CsvFile, Word
from playground.limits import LIMITS, Limits

_IDENTIFIER = re.compile(r"(?i:(?:.*[ _.-])?(?:id|nr|no|idx|key)|(?:row[ _.-]?)?(?:index|number)|#)|.*[a-z]I[Dd]")


def suggested(file: CsvFile, limits: Limits = LIMITS) -> Choice:
    """Choose for a learner who has not chosen yet.

    The target is the last column that is fit to be one; inputs are the others that are fit, as far as a table has room for them.
    """
    columns = [decided(file, column.name) for column in file.columns if column.usable]
    fit = [column for column in columns if not _unfit(column)]
    # A file of nothing but numbers in order is still a table.
    target = (fit or columns)[-1]
    room = limits.max_columns - 1
    inputs = []
    for column in fit if len(fit) > 1 else columns:
        if column.name != target.name and column.width <= room:
            inputs.append(column.name)
            room -= column.width
    return Choice(tuple(inputs), (target.name,), tasks([target])[0])


def why_not_last(file: CsvFile, choice: Choice) -> str:
    """Return a sentence if the target is the suggested one, and not the last column, which one would expect; else nothing."""
    last = file.columns[-1]
    if last.name in choice.targets or choice.targets != suggested(file).targets:
        return ""
    reason = last.lacks or _unfit(decided(file, last.name))
    return f"The target is {choice.targets[0]}, since the last column, {last.name}, {reason}." if reason else ""


def not_inputs(file: CsvFile, choice: Choice) -> str:
    """Return a sentence about the columns that are no inputs because they are not fit to be; nothing without such columns."""
    # About the last column there is a sentence already.
    told = file.columns[-1:] if why_not_last(file, choice) else ()
    chosen = {*choice.inputs, *choice.targets, *(column.name for column in told)}
    others = [decided(file, column.name) for column in file.columns if column.usable and column.name not in chosen]
    reasons = [f"{column.name} ({reason})" for column in others if (reason := _unfit(column))]
    more = f" and {len(reasons) - 4} more" if len(reasons) > 4 else ""
    return f"Not among the inputs: {', '.join(reasons[:4])}{more}." if reasons else ""


def caution(choice: Choice, targets: Sequence[Column]) -> str:
    """Return a sentence if the classes that a network shall tell apart have hardly any rows; else nothing."""
    if choice.task != "classification" or len(targets) != 1:
        return ""
    column = targets[0].as_category()
    counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.classes))
    present, single = int((counts > 0).sum()), int((counts == 1).sum())
    if not column.repeats:
        return (
            f"{column.name} has {present:,} classes in {column.known:,} rows: a network cannot learn classes that hardly repeat. "
            "Choose another target."
        )
    if single:
        return f"{single} of {present} classes of {column.name} {'has' if single == 1 else 'have'} a single row."
    return ""


def missing_words(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return a sentence that says how many cells are missing in which column, and by which words; and one about words that are values.

    Args:
        columns: as the learner wants them taken.
    """
    missing = [f"{column.missing:,} in {column.name}{_words(column)}" for column in columns if column.missing]
    values = [f"{word.count:,} in {column.name} (“{word.text}”)" for column in columns for word in column.words if _is_value(column, word)]
    sentences = (("Missing", missing), ("Not counted as missing", values))
    return tuple(f"{label}: {', '.join(found)}." for label, found in sentences if found)


def _words(column: Column) -> str:
    told = [word.text for word in column.words if not _is_value(column, word)]
    return f" ({', '.join(f'“{word}”' for word in told[:3])})" if told else ""


def _is_value(column: Column, word: Word) -> bool:
    return not word.decided and column.holds(word.text)


def _unfit(column: Column) -> str:
    """Return why a column is neither target nor input unless the learner says so; nothing if it is fit."""
    if column.names_rows:
        return "names the rows"
    if _counts_rows(column):
        return "is the row number"
    if _identifies(column):
        return "identifies the rows"
    if column.missing > column.known:
        return f"lacks {column.missing:,} of {column.missing + column.known:,} cells"
    if column.kind == "category" and not column.repeats:
        return f"has {column.distinct:,} values that hardly repeat"
    return ""


def _counts_rows(column: Column) -> bool:
    """Return whether it counts the rows: it says where a row stood in the file, nothing about the world."""
    # Without the last, which may be the row of a sum.
    values = column.values[:-1] if len(column.values) > 3 and np.isnan(column.values[-1]) else column.values
    return column.kind == "number" and len(values) > 2 and bool(np.all(np.diff(values) == 1.0)) and values[0] + column.offset in (0.0, 1.0)


def _identifies(column: Column) -> bool:
    """Return whether it is called an identifier, and no value comes twice."""
    named = _IDENTIFIER.fullmatch(column.name.partition(" − ")[0]) is not None
    return named and column.distinct == column.known and (column.whole or column.kind == "category") and column.known > 2
