"""Sums and matrix products in a given order of additions: so that compiled code rounds as TensorFlow's own kernels do."""

from collections.abc import Callable, Sequence
from functools import cache, reduce

import numpy as np
import tensorflow as tf

from playground.training.additions import Block, Order, Tree, evaluated, repeated

# The kernel for the sum of a vector keeps this many sums, and takes this many numbers at once where there are twice as many.
SUM_LANES, SUM_BLOCK = 8, 32
# How often two ways to multiply are compared.
_DRAWS = 8


def product(a: tf.Tensor, b: tf.Tensor, block: Block, zero: tf.Tensor) -> tf.Tensor:
    """Return a @ b, added in the order of TensorFlow's own kernel.

    Args:
        a: shape (rows, inner).
        b: shape (inner, columns).
        block: as `product_blocks` returns it.
        zero: a zero that the compiler cannot know to be one. Added to a product it makes the compiler round it there,
            rather than fuse it with whatever comes next.
    """

    def part(block: Block) -> tf.Tensor:
        inner = a.shape[1]
        left, right = tf.split(_picked(a, block.rows, 0), inner, axis=1), tf.split(_picked(b, block.columns, 1), inner, axis=0)
        return _added(block.order, lambda term: (left[term], right[term]), zero)

    return _together(block, part)


def product_over_rows(a: tf.Tensor, b: tf.Tensor, block: Block, zero: tf.Tensor) -> tf.Tensor:
    """Return aᵀ @ b, added in the order of TensorFlow's own kernel; a and b have to be in memory: see `computed_once`.

    Args:
        a: shape (rows, inner).
        b: shape (rows, columns).
        block: as `product_blocks` returns it for aᵀ.
        zero: as in `product`.
    """

    def part(block: Block) -> tf.Tensor:
        left, right = _picked(a, block.rows, 1), _picked(b, block.columns, 1)

        def factors(term: int) -> tuple[tf.Tensor, tf.Tensor]:
            return left[term][:, None], right[term][None, :]

        def run(terms: list[int]) -> tf.Tensor | None:
            if not adds_in_turn(len(terms), len(block.rows), len(block.columns)):
                return None
            return tf.matmul(_picked(left, terms, 0), _picked(right, terms, 0), transpose_a=True)

        return _added(block.order, factors, zero, run)

    return _together(block, part)


@cache
def adds_in_turn(terms: int, rows: int, columns: int) -> bool:
    """Return whether XLA's own product adds one term after the other, each multiplied and added with one rounding.

    That is a shorter way to spell such an order. XLA multiplies in several ways, by shape and processor, and some add otherwise.

    Args:
        terms: of each result, the rows of both matrices.
        rows: of the result, the columns of the first matrix.
        columns: of the result and the second matrix.
    """
    if min(rows, columns) == 1:
        return False
    tree: Tree = 0
    for term in range(1, terms):
        tree = (tree, term)
    in_turn, generator = Order(tree, frozenset(range(1, terms))), np.random.default_rng(0)
    for _ in range(_DRAWS):
        a, b = (generator.standard_normal((terms, width)).astype(np.float32) for width in (rows, columns))
        with tf.init_scope():
            found = _product_in_a_loop(tf.constant(a), tf.constant(b), tf.constant(0.0))
        if not np.array_equal(found, repeated(in_turn, a.T, b)):
            return False
    return True


@tf.function(jit_compile=True, autograph=False)  # type: ignore[untyped-decorator]
def _product_in_a_loop(a: tf.Tensor, b: tf.Tensor, zero: tf.Tensor) -> tf.Tensor:
    """Return aᵀ @ b as XLA computes it within a loop, where the products of a step stand: elsewhere it may call a library."""

    def step(number: tf.Tensor, _: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return number + 1.0, tf.matmul(a + zero, b, transpose_a=True)

    return tf.while_loop(lambda number, _: number < 1.0, step, (zero, tf.zeros([a.shape[1], b.shape[1]])))[1]


def _added(
    order: Order,
    factors: Callable[[int], tuple[tf.Tensor, tf.Tensor]],
    zero: tf.Tensor,
    run: Callable[[list[int]], tf.Tensor | None] | None = None,
) -> tf.Tensor:
    """Add products in an order."""

    def rounded(term: int) -> tf.Tensor:
        one, other = factors(term)
        return one * other + zero

    def multiplied_and_added(total: tf.Tensor, term: int) -> tf.Tensor:
        one, other = factors(term)
        return one * other + total

    return evaluated(order, rounded, multiplied_and_added, tf.add, run)


def _picked(table: tf.Tensor, numbers: Sequence[int], axis: int) -> tf.Tensor:
    """Return some rows or columns: a slice where they are evenly spaced, since it costs nothing."""
    if len(numbers) == table.shape[axis]:
        return table
    first, last = numbers[0], numbers[-1]
    step = numbers[1] - first if len(numbers) > 1 else 1
    if list(numbers) != list(range(first, last + 1, step)):
        return tf.gather(table, numbers, axis=axis)
    return table[first : last + 1 : step] if axis == 0 else table[:, first : last + 1 : step]


def _together(block: Block, part: Callable[[Block], tf.Tensor]) -> tf.Tensor:
    """Put a block and those beside and below it together."""
    whole = part(block)
    if block.beside:
        whole = _joined(whole, block.columns, _together(block.beside, part), _all(block.beside, "columns"), axis=1)
    if block.below:
        whole = _joined(whole, block.rows, _together(block.below, part), _all(block.below, "rows"), axis=0)
    return whole


def _all(block: Block, direction: str) -> tuple[int, ...]:
    """Return all rows or columns of a block and those around it."""
    other = block.beside if direction == "columns" else block.below
    own: tuple[int, ...] = getattr(block, direction)
    return tuple(sorted((*own, *_all(other, direction)))) if other else own


def _joined(one: tf.Tensor, places: Sequence[int], other: tf.Tensor, other_places: Sequence[int], *, axis: int) -> tf.Tensor:
    numbers = [*places, *other_places]
    joined = tf.concat([one, other], axis=axis)
    return joined if numbers == sorted(numbers) else tf.gather(joined, np.argsort(numbers), axis=axis)


def computed_once(values: tf.Tensor, zero: tf.Tensor) -> tf.Tensor:
    """Return the values such that the compiler keeps them in memory, rather than compute them for each of their uses.

    What a loop hands over is kept; how often this one runs, which is once, the compiler cannot know.
    """

    def step(number: tf.Tensor, values: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return number + 1.0, values + zero

    return tf.while_loop(lambda number, _: number < 1.0, step, (zero, values))[1]


def summed_rows(values: tf.Tensor, order: Order) -> tf.Tensor:
    """Return the sum over the rows, shape (columns,), as a bias' gradient is added."""
    rows = [tf.squeeze(row, axis=0) for row in tf.split(values, values.shape[0], axis=0)]
    return evaluated(order, rows.__getitem__, lambda total, row: total + rows[row], tf.add)


def sum_of_vector(values: tf.Tensor) -> tf.Tensor:
    """Return the sum of a vector, added in the order of TensorFlow's `reduce_sum`; shape (numbers,) to ().

    Its kernel keeps eight sums at a time, of a longer vector four times eight, folds them in halves, and adds what is left in turn.
    """
    count = values.shape[0]
    blocks, lanes = count - count % SUM_BLOCK if count >= 2 * SUM_BLOCK else 0, count - count % SUM_LANES
    sums = []
    if blocks:
        sums += tf.unstack(tf.reshape(_in_turn(tf.reshape(values[:blocks], [-1, SUM_BLOCK])), [-1, SUM_LANES]))
    sums += tf.unstack(tf.reshape(values[blocks:lanes], [-1, SUM_LANES]))
    tail = tf.unstack(values[lanes:])
    if not sums:
        return reduce(tf.add, tail)
    total = reduce(tf.add, sums)
    while total.shape[0] > 1:
        total = total[: total.shape[0] // 2] + total[total.shape[0] // 2 :]
    return total[0] + reduce(tf.add, tail) if tail else total[0]


def _in_turn(rows: tf.Tensor) -> tf.Tensor:
    """Return the sum of rows, one after the other: spelled out, hundreds of them would take long to compile."""

    def step(number: tf.Tensor, total: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return number + 1, total + rows[number]

    return tf.while_loop(lambda number, _: number < rows.shape[0], step, (tf.constant(1), rows[0]))[1]
