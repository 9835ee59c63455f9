"""In which order this machine's kernels add: revealed for every product that compiled code needs, and repeated in NumPy."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import TypeAlias, TypeVar

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from playground.events import Floats

# A term's number, or two trees whose sums are added.
Tree: TypeAlias = "int | tuple[Tree, Tree]"
T = TypeVar("T")

# Ones that are added to it are lost.
_BIG = np.float32(2.0**60)
# Its square is 1 + 2⁻¹¹ + 2⁻²⁴, whose last bit a rounded product does not have.
_ODD = np.float32(1.0 + 2.0**-12)
_SQUARE = np.float32(1.0 + 2.0**-11)
# How often a result is compared. Orders of few terms agree by chance two times out of three.
_DRAWS, _DRAWS_OF_FEW, _FEW = 8, 40, 4
# A kernel for large blocks leaves what does not fill one to others, in both directions.
_MOST_BLOCKS = 8


class InexactError(Exception):
    """A kernel adds in an order that cannot be repeated."""


@dataclass(frozen=True)
class Order:
    """The order in which a kernel adds the terms of a result.

    Attributes:
        tree: from the first addition to the last.
        fused: terms that are multiplied and added with one rounding; the products of the others are rounded before.
    """

    tree: Tree
    fused: frozenset[int]


@dataclass(frozen=True)
class Block:
    """Results of a product that are added in the same order, and where the others are.

    Attributes:
        rows: which rows.
        columns: which columns.
        order: how they are added.
        beside: the other columns of the same rows.
        below: the other rows, in all columns.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    order: Order
    beside: "Block | None"
    below: "Block | None"


@cache
def product_blocks(rows: int, inner: int, columns: int, *, turned: tuple[bool, bool] = (False, False)) -> Block:
    """Return the orders in which TensorFlow multiplies matrices here: oneDNN's kernels differ by processor and by shape.

    Args:
        rows: of the first matrix.
        inner: columns of the first and rows of the second matrix.
        columns: of the second matrix.
        turned: whether the first is stored as its transpose, as in the gradient of a kernel; whether the second is, as in that of inputs.

    Raises:
        InexactError: some results are added in an order that cannot be told.
    """
    return _Kernel((rows, inner, columns), turned).blocks(tuple(range(rows)), tuple(range(columns)), _MOST_BLOCKS)


class _Kernel:
    """TensorFlow's product of matrices of a shape."""

    def __init__(self, shape: tuple[int, int, int], turned: tuple[bool, bool]) -> None:
        self._shape, self._turned = shape, turned
        rows, inner, columns = shape
        generator = np.random.default_rng(0)
        self._draws = [
            (generator.standard_normal((rows, inner)).astype(np.float32), generator.standard_normal((inner, columns)).astype(np.float32))
            for _ in range(_DRAWS_OF_FEW if inner <= _FEW else _DRAWS)
        ]
        self._results = [self._multiply(a, b) for a, b in self._draws]

    def __str__(self) -> str:
        """Say which product it is."""
        rows, inner, columns = self._shape
        first, second = (" transposed" if turn else "" for turn in self._turned)
        return f"({rows}, {inner}){first} @ ({inner}, {columns}){second}"

    def blocks(self, rows: tuple[int, ...], columns: tuple[int, ...], most: int) -> Block:
        """Return the blocks of some results."""
        order = self._order((rows[0], columns[0]))
        same = self._same(order, rows, columns)
        in_rows, in_columns = same[:, 0], same[0]
        if not most or not same[np.ix_(in_rows, in_columns)].all() or not same[0, 0]:
            raise InexactError(f"{self} has results that are not added as {order}.")
        own_rows, own_columns = _where(rows, in_rows), _where(columns, in_columns)
        beside, below = _where(columns, ~in_columns), _where(rows, ~in_rows)
        return Block(
            own_rows,
            own_columns,
            order,
            self.blocks(own_rows, beside, most - 1) if beside else None,
            self.blocks(below, columns, most - 1) if below else None,
        )

    def _order(self, place: tuple[int, int]) -> Order:
        """Return the order of one result."""
        inner = self._shape[1]

        def left(one: int, other: int) -> int:
            return int(self._result(place, np.ones(inner, np.float32), {one: _BIG, other: -_BIG}))

        tree = revealed(inner, left)

        def is_fused(term: int, other: int) -> bool:
            return bool(self._result(place, np.zeros(inner, np.float32), {term: _ODD, other: -_SQUARE}, {term: _ODD}))

        return Order(tree, frozenset(term for term, other in partners(tree) if is_fused(term, other)))

    def _same(self, order: Order, rows: tuple[int, ...], columns: tuple[int, ...]) -> NDArray[np.bool_]:
        """Return which results are added in an order, shape (rows, columns)."""
        same = np.ones((len(rows), len(columns)), np.bool_)
        for (a, b), result in zip(self._draws, self._results, strict=True):
            same &= repeated(order, a[list(rows)], b[:, list(columns)]) == result[np.ix_(rows, columns)]
        return same

    def _result(
        self, place: tuple[int, int], row: Floats, first: dict[int, np.float32], second: dict[int, np.float32] | None = None
    ) -> float:
        """Return one result for a row with some of its numbers replaced, and a column of ones with some replaced."""
        rows, inner, columns = self._shape
        a, b = np.tile(row, (rows, 1)), np.ones((inner, columns), np.float32)
        for term, value in first.items():
            a[place[0], term] = value
        for term, value in (second or {}).items():
            b[term, place[1]] = value
        return float(self._multiply(a, b)[place])

    def _multiply(self, a: Floats, b: Floats) -> Floats:
        a, b = (np.ascontiguousarray(matrix.T) if turn else matrix for matrix, turn in zip((a, b), self._turned, strict=True))
        with tf.init_scope():
            result: Floats = tf.matmul(a, b, transpose_a=self._turned[0], transpose_b=self._turned[1]).numpy()
        return result


def _where(numbers: tuple[int, ...], chosen: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(number for number, one in zip(numbers, chosen, strict=True) if one)


@cache
def bias_order(rows: int, units: int) -> Order:
    """Return the order in which TensorFlow adds the rows of a bias' gradient.

    Raises:
        InexactError: it is none that can be told.
    """
    return _order_over_rows(lambda values: tf.raw_ops.BiasAddGrad(out_backprop=values), rows, units)


@cache
def row_order(rows: int, columns: int) -> Order:
    """Return the order in which TensorFlow adds the columns of each row; raises as `bias_order` does."""
    return _order_over_rows(lambda values: tf.reduce_sum(np.ascontiguousarray(values.T), axis=1), columns, rows)


def _order_over_rows(kernel: Callable[[Floats], tf.Tensor], terms: int, results: int) -> Order:
    """Return the order in which a kernel adds up each column of a table, shape (terms, results)."""

    def added(values: Floats) -> Floats:
        with tf.init_scope():
            result: Floats = kernel(values).numpy()
        return result

    def left(one: int, other: int) -> int:
        values = np.ones((terms, results), np.float32)
        values[one, 0], values[other, 0] = _BIG, -_BIG
        return int(added(values)[0])

    order = Order(revealed(terms, left), frozenset())
    for draw in range(_DRAWS):
        values = np.random.default_rng(draw).standard_normal((terms, results)).astype(np.float32)
        total = evaluated(order, lambda term: values[term], lambda total, term: total + values[term], np.add)  # noqa: B023 - called at once
        if not np.array_equal(total, added(values)):
            raise InexactError(f"A sum over {terms} rows of {results} has results that are not added as {order}.")
    return order


def revealed(terms: int, left: Callable[[int, int], int]) -> Tree:
    """Return the order in which a kernel adds, found out by adding (FPRev, arXiv 2411.00442).

    Args:
        terms: how many numbers it adds.
        left: the sum of ones where one term is a huge number and another is its negative: every one that is added to either is lost,
            so what is left counts the terms outside of the smallest subtree that holds both.
    """

    def build(leaves: list[int]) -> Tree:
        tree: Tree = leaves[0]
        groups: dict[int, list[int]] = {}
        for leaf in leaves[1:]:
            groups.setdefault(terms - left(leaves[0], leaf), []).append(leaf)
        for size in sorted(groups):
            tree = (tree, build(groups[size]))
        return tree

    return build(list(range(terms)))


def partners(tree: Tree) -> list[tuple[int, int]]:
    """Return each term with one of those in the sum that it is added to."""
    found: list[tuple[int, int]] = []
    pending = [tree]
    while pending:
        tree = pending.pop()
        if isinstance(tree, tuple):
            one, other = tree
            found += [(term, _leaf(rest)) for term, rest in ((one, other), (other, one)) if isinstance(term, int)]
            pending += [one, other]
    return found


def _leaf(tree: Tree) -> int:
    while isinstance(tree, tuple):
        tree = tree[0]
    return tree


def repeated(order: Order, a: Floats, b: Floats) -> Floats:
    """Compute a @ b in an order; a product of two single-precision numbers is exact in double precision."""

    def rounded(term: int) -> Floats:
        return np.outer(a[:, term], b[term])

    def multiplied_and_added(total: Floats, term: int) -> Floats:
        return (total + np.outer(a[:, term].astype(np.float64), b[term])).astype(np.float32)

    return evaluated(order, rounded, multiplied_and_added, np.add)


def evaluated(
    order: Order,
    rounded: Callable[[int], T],
    multiplied_and_added: Callable[[T, int], T],
    add: Callable[[T, T], T],
    run: Callable[[list[int]], T | None] | None = None,
) -> T:
    """Add in an order.

    Args:
        order: the order.
        rounded: a term on its own.
        multiplied_and_added: a sum and one more term, with one rounding.
        add: two sums.
        run: a shorter way for a first term and others that are multiplied and added to it, one after the other; it returns None where
            there is none.
    """

    def begun(term: int, others: list[Tree]) -> T:
        """Add what can be added to a first term in a shorter way, and take it from the others."""
        fused = takewhile(lambda other: other in order.fused, reversed(others))
        terms = [term, *(other for other in fused if isinstance(other, int))]
        total = run(terms) if run and len(terms) > 1 else None
        if total is None:
            return rounded(term)
        del others[len(others) - len(terms) + 1 :]
        return total

    def total_of(tree: Tree) -> T:
        others: list[Tree] = []
        while isinstance(tree, tuple):
            tree, other = tree
            others.append(other)
        if others and tree in order.fused and others[-1] not in order.fused:
            # The other way round: the first term is added to what comes next.
            tree, others[-1] = others[-1], tree
        total = begun(tree, others) if isinstance(tree, int) else total_of(tree)
        for other in reversed(others):
            if not isinstance(other, int):
                total = add(total, total_of(other))
            else:
                total = multiplied_and_added(total, other) if other in order.fused else add(total, rounded(other))
        return total

    return total_of(order.tree)
