"""Work on one batch after the other, as a loop of the graph."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import tensorflow as tf

Work: TypeAlias = Callable[[tf.Tensor, tf.Tensor], list[tf.Tensor]]
"""What is done to a batch, its inputs and targets; it returns numbers to be added up."""

# A round of a loop costs as much as twenty operations, a third of a small network's step, so each round does several steps. Each is traced
# anew: ten of them made the first run of a kind of network take half as long again, for little more than four save.
MOST_STEPS = 4


def added_up(work: Work, results: int, tables: tuple[tf.Tensor, tf.Tensor], size: int, most_steps: int = MOST_STEPS) -> list[tf.Tensor]:
    """Do some work on one batch of rows after the other, the last one with what is left; returns the sums of its results."""
    count, rest = divmod(tables[0].shape[0], size)
    steps = steps_a_round(count, most_steps)
    sums, begin = [tf.constant(0.0)] * results, 0
    for rounds, each in ((count // steps, steps), (count % steps, 1)):
        end = begin + rounds * each * size
        sums = _rounds(work, sums, [_parted(table[begin:end], (rounds, each, size)) for table in tables])
        begin = end
    return _added(sums, work(*(table[begin:] for table in tables))) if rest else sums


def steps_a_round(count: int, most: int = MOST_STEPS) -> int:
    """Return how many steps a round of the loop does for the fewest rounds, those with a single step that are left included."""
    return min(range(1, most + 1), key=lambda steps: (count // steps + count % steps, steps))


def _rounds(work: Work, sums: Sequence[tf.Tensor], tables: Sequence[tf.Tensor]) -> list[tf.Tensor]:
    """Work on tables of shape (rounds, steps, rows, columns)."""
    rounds = tables[0].shape[0]

    def round_of(number: tf.Tensor, *sums: tf.Tensor) -> tuple[tf.Tensor, ...]:
        for batch in zip(*(tf.unstack(tf.gather(table, number)) for table in tables), strict=True):
            sums = tuple(_added(sums, work(*batch)))
        return number + 1, *sums

    if rounds > 1:
        _, *sums = tf.while_loop(lambda number, *_: number < rounds, round_of, (tf.constant(0), *sums))
    elif rounds:
        _, *sums = round_of(tf.constant(0), *sums)
    return list(sums)


def _parted(table: tf.Tensor, shape: tuple[int, int, int]) -> tf.Tensor:
    return tf.reshape(table, (*shape, table.shape[1]))


def _added(sums: Sequence[tf.Tensor], values: Sequence[tf.Tensor]) -> list[tf.Tensor]:
    return [scalar(total + value) for total, value in zip(sums, values, strict=True)]


def scalar(value: tf.Tensor) -> tf.Tensor:
    """Return a single number as such: what a part returns has no shape where it comes from variables of any shape."""
    value.set_shape([])
    return value
