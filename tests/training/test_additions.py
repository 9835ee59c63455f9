"""The order of additions is revealed, for kernels made here whose order is known and for those of this machine."""

from collections.abc import Callable

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.events import Floats
from playground.training.additions import (
    InexactError,
    Order,
    Tree,
    bias_order,
    evaluated,
    partners,
    product_blocks,
    repeated,
    revealed,
    row_order,
)
from playground.training.products import computed_once, product, product_over_rows, summed_rows

BIG = np.float32(2.0**60)
CHAIN, TWO_LANES, FOLDED = ((0, 1), 2), ((0, 2), (1, 3)), (((0, 4), (2, 6)), ((1, 5), (3, 7)))
SHAPES = [(4, 2, 32), (4, 32, 64), (4, 64, 32), (4, 32, 2), (4, 20, 1), (5, 20, 2), (8, 2, 24), (1, 3, 2), (32, 16, 5)]


def sum_by(tree: Tree, terms: Floats) -> np.float32:
    if isinstance(tree, int):
        return np.float32(terms[tree])
    return np.float32(sum_by(tree[0], terms) + sum_by(tree[1], terms))


def left_by(tree: Tree, count: int) -> Callable[[int, int], int]:
    def left(one: int, other: int) -> int:
        terms = np.ones(count, np.float32)
        terms[one], terms[other] = BIG, -BIG
        return int(sum_by(tree, terms))

    return left


@pytest.mark.parametrize(("tree", "count"), [(0, 1), (CHAIN, 3), (TWO_LANES, 4), (FOLDED, 8), ((TWO_LANES, (4, 5)), 6)])
def test_a_known_order_is_revealed(tree: Tree, count: int) -> None:
    assert revealed(count, left_by(tree, count)) == tree


@st.composite
def trees(draw: st.DrawFn, leaves: tuple[int, ...]) -> Tree:
    if len(leaves) == 1:
        return leaves[0]
    cut = draw(st.sets(st.sampled_from(leaves[1:]), min_size=1))
    left, right = tuple(leaf for leaf in leaves if leaf not in cut), tuple(leaf for leaf in leaves if leaf in cut)
    return draw(trees(left)), draw(trees(right))


@settings(derandomize=True, deadline=None, database=None, max_examples=60)
@given(trees(tuple(range(9))))
def test_any_order_is_revealed(tree: Tree) -> None:
    values = np.random.default_rng(1).standard_normal(9).astype(np.float32)
    assert sum_by(revealed(9, left_by(tree, 9)), values) == sum_by(tree, values)


def test_each_term_is_held_against_one_of_the_sum_that_it_joins() -> None:
    assert sorted(partners(((0, 1), (2, 3)))) == [(0, 1), (1, 0), (2, 3), (3, 2)]
    assert sorted(partners(((0, (1, 2)), 3))) == [(0, 1), (1, 2), (2, 1), (3, 0)]


def test_terms_are_fused_only_where_the_order_says_so() -> None:
    a, b = np.array([[1.0, 1.0 + 2.0**-12]], np.float32), np.array([[-(1.0 + 2.0**-11)], [1.0 + 2.0**-12]], np.float32)
    assert repeated(Order((0, 1), frozenset({1})), a, b)[0, 0] == 2.0**-24
    assert repeated(Order((0, 1), frozenset()), a, b)[0, 0] == 0.0
    assert repeated(Order((0, 1), frozenset({0})), a, b)[0, 0] == 0.0
    assert repeated(Order((0, 1), frozenset({0})), a[:, ::-1], b[::-1])[0, 0] == 2.0**-24


def test_a_shorter_way_gets_the_terms_that_are_added_one_after_the_other() -> None:
    runs: list[list[int]] = []

    def run(terms: list[int]) -> str:
        runs.append(terms)
        return f"run{terms}"

    order = Order((((0, 2), 4), ((1, 3), 5)), frozenset({2, 4, 3}))

    def spelled(run: Callable[[list[int]], str | None] | None) -> str:
        return evaluated(order, str, lambda total, term: f"fma({total},{term})", lambda one, other: f"({one}+{other})", run)

    assert spelled(run) == "(run[0, 2, 4]+(run[1, 3]+5))"
    assert runs == [[0, 2, 4], [1, 3]]
    assert spelled(lambda terms: run(terms) if len(terms) > 2 else None) == "(run[0, 2, 4]+(fma(1,3)+5))"
    assert spelled(None) == "(fma(fma(0,2),4)+(fma(1,3)+5))"


@pytest.mark.parametrize("turned", [(False, False), (True, False), (False, True)])
@pytest.mark.parametrize("shape", SHAPES)
def test_compiled_products_have_every_bit_of_tensorflows(shape: tuple[int, int, int], turned: tuple[bool, bool]) -> None:
    rows, inner, columns = shape
    block = product_blocks(rows, inner, columns, turned=turned)
    zero = tf.Variable(0.0)

    @tf.function(jit_compile=True, autograph=False)  # type: ignore[untyped-decorator]
    def compiled(a: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
        if turned[0]:
            left, right = (computed_once(matrix, tf.convert_to_tensor(zero)) for matrix in (tf.transpose(a), b))
            return product_over_rows(left, right, block, tf.convert_to_tensor(zero))
        return product(a, b, block, tf.convert_to_tensor(zero))

    generator = np.random.default_rng(7)
    for _ in range(5):
        a, b = (generator.standard_normal(size).astype(np.float32) for size in ((rows, inner), (inner, columns)))
        stored = [np.ascontiguousarray(matrix.T) if turn else matrix for matrix, turn in zip((a, b), turned, strict=True)]
        expected = tf.matmul(*stored, transpose_a=turned[0], transpose_b=turned[1])
        np.testing.assert_array_equal(compiled(tf.constant(a), tf.constant(b)), expected)


@pytest.mark.parametrize("shape", [(4, 32), (12, 2), (32, 64), (5, 1)])
def test_sums_over_rows_have_every_bit_of_a_bias_gradient(shape: tuple[int, int]) -> None:
    order = bias_order(*shape)
    values = np.random.default_rng(8).standard_normal(shape).astype(np.float32)
    np.testing.assert_array_equal(summed_rows(tf.constant(values), order), tf.raw_ops.BiasAddGrad(out_backprop=values))


@pytest.mark.parametrize("shape", [(4, 2), (27, 1), (32, 3), (12, 10), (5, 64)])
def test_sums_over_columns_have_every_bit_of_tensorflows(shape: tuple[int, int]) -> None:
    values = np.random.default_rng(9).standard_normal(shape).astype(np.float32)
    np.testing.assert_array_equal(summed_rows(tf.constant(values.T), row_order(*shape)), tf.reduce_sum(values, axis=1))


def test_a_kernel_without_an_order_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(0)

    def disturbed(self: object, a: Floats, b: Floats) -> Floats:
        return (a @ b + noise.standard_normal((len(a), b.shape[1])) * 1e-3).astype(np.float32)

    monkeypatch.setattr("playground.training.additions._Kernel._multiply", disturbed)
    with pytest.raises(InexactError, match="not added as"):
        product_blocks.__wrapped__(3, 5, 7)
