"""A first line of counts and class names, as in scikit-learn's and TensorFlow's Iris files: `150,4,setosa,versicolor,virginica`."""

from collections.abc import Sequence

from playground.data.reading.numbers import Records, is_missing

CLASS_COLUMN = "class"


def says_counts(records: Records, cells: int) -> bool:
    """Return whether the first record says how many rows and measurements follow, and what the classes in the last column are called.

    Args:
        records: the first ones of the file.
        cells: how many cells most of them have.
    """
    first, below = records[0], [record for record in records[1:] if len(record) == cells]
    names = first[2:]
    if len(names) < 2 or len(set(names)) < len(names) or not all(map(str.isdecimal, first[:2])) or not below:
        return False
    if any(is_missing(name) or not any(map(str.isalpha, name)) for name in names) or int(first[1]) != cells - 1:
        return False
    return {record[-1] for record in below} <= set(map(str, range(len(names))))


def says_size(first: Sequence[str], cells: int) -> bool:
    """Return whether the first record, shorter than the others, says how many rows and columns, or measurements, follow."""
    return len(first) == 2 < cells and all(map(str.isdecimal, first)) and int(first[1]) in (cells, cells - 1)


def told(first: Sequence[str], rows: int) -> str:
    """Return what such a line says in a sentence, and whether the rows are as many."""
    words = f"The first line says {int(first[0]):,} rows, {first[1]} measurements and the classes {', '.join(first[2:])}."
    return words if int(first[0]) == rows else f"{words} There are {rows:,} rows."
