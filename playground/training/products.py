"""Sums and matrix products in a given order of additions: so that compiled code rounds as TensorFlow's own kernels do."""

import numpy as np
import tensorflow as tf

from playground.events import Floats

# How many partial sums the kernels keep: one, or as many as a vector register has numbers.
LANES = (1, 16, 8, 4)
# The kernel for sums over rows keeps this many.
SUM_LANES = 8


class InexactError(Exception):
    """TensorFlow multiplies matrices of a shape in an order that is not known here."""


def product(a: tf.Tensor, b: tf.Tensor, lanes: int, zero: tf.Tensor) -> tf.Tensor:
    """Return a @ b: term k is added to partial sum k mod lanes by a fused multiply-add, then the sums are folded in half.

    Args:
        a: shape (rows, inner).
        b: shape (inner, columns).
        lanes: how many partial sums, a power of two.
        zero: a zero that the compiler cannot know to be one. Added to a product it makes the compiler round it there,
            rather than fuse it with whatever comes next.
    """
    terms = list(zip(tf.split(a, a.shape[1], axis=1), tf.split(b, b.shape[0], axis=0), strict=True))
    sums = []
    for lane in range(min(lanes, len(terms))):
        total = zero
        for column, row in terms[lane::lanes]:
            total = column * row + total
        sums.append(total)
    while lanes > 1:
        lanes //= 2
        sums = [total + sums[lane + lanes] if lane + lanes < len(sums) else total for lane, total in enumerate(sums[:lanes])]
    return sums[0]


def lanes_of(transposed: bool, rows: int, inner: int, columns: int) -> int:
    """Return the lanes with which TensorFlow multiplies on this machine, found out by multiplying.

    Args:
        transposed: whether the second matrix is stored as its transpose, as in the gradient with respect to a layer's inputs.
        rows: of the first matrix.
        inner: columns of the first and rows of the second matrix.
        columns: of the second matrix.

    Raises:
        InexactError: none of ours fits.
    """
    generator = np.random.default_rng(0)
    a, b = (generator.standard_normal(shape).astype(np.float32) for shape in ((rows, inner), (inner, columns)))
    expected = tf.matmul(a, np.ascontiguousarray(b.T) if transposed else b, transpose_b=transposed).numpy()
    for lanes in LANES:
        if np.array_equal(_rounded_product(a, b, lanes), expected):
            return lanes
    raise InexactError


def _rounded_product(a: Floats, b: Floats, lanes: int) -> Floats:
    """Compute `product` in NumPy; a product of two single-precision numbers is exact in double precision."""
    sums = np.zeros((lanes, len(a), b.shape[1]), np.float32)
    for index in range(len(b)):
        term = np.outer(a[:, index].astype(np.float64), b[index])
        sums[index % lanes] = (sums[index % lanes] + term).astype(np.float32)
    while len(sums) > 1:
        sums = sums[: len(sums) // 2] + sums[len(sums) // 2 :]
    total: Floats = sums[0]
    return total


def sum_rows(values: Floats) -> Floats:
    """Return sums over the last axis, added in the order of TensorFlow's `reduce_sum` of a vector; shape (..., rows) to (...)."""
    rows = values.shape[-1]
    whole = rows - rows % SUM_LANES
    tail = _in_turn(values[..., whole:])
    if not whole:
        return tail
    lanes = _in_turn(np.moveaxis(values[..., :whole].reshape(*values.shape[:-1], -1, SUM_LANES), -2, -1))
    while lanes.shape[-1] > 1:
        lanes = lanes[..., : lanes.shape[-1] // 2] + lanes[..., lanes.shape[-1] // 2 :]
    return tail + lanes[..., 0]


def _in_turn(values: Floats) -> Floats:
    total = np.zeros(values.shape[:-1], np.float32)
    for index in range(values.shape[-1]):
        total += values[..., index]
    return total
