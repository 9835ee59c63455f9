"""Batches are worked on in order, each once, however many of them a round of the loop takes."""

import numpy as np
import pytest
import tensorflow as tf

from playground.training.batches import MOST_STEPS, added_up, steps_a_round


@pytest.mark.parametrize("rows", [1, 3, 4, 7, 8, 36, 37, 68, 95, 4 * MOST_STEPS**2 + 5])
def test_every_batch_is_worked_on_once_and_in_order(rows: int) -> None:
    x, y = (np.random.default_rng(seed).standard_normal((rows, 2)).astype(np.float32) for seed in range(2))
    last = tf.Variable(0.0)

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def total() -> list[tf.Tensor]:
        def work(x: tf.Tensor, y: tf.Tensor) -> list[tf.Tensor]:
            # Each step takes what the one before has left, so another order would give another number.
            last.assign(0.5 * last + tf.reduce_sum(x))
            return [tf.identity(last), tf.reduce_sum(y)]

        return added_up(work, 2, (tf.constant(x), tf.constant(y)), size=4)

    left, sums = np.float32(0.0), np.zeros(2, np.float32)
    for begin in range(0, rows, 4):
        left = np.float32(0.5) * left + x[begin : begin + 4].sum(dtype=np.float32)
        sums += np.array([left, y[begin : begin + 4].sum(dtype=np.float32)])
    np.testing.assert_allclose(np.array(total()), sums, rtol=1e-5, atol=1e-5)
    assert last.numpy() == pytest.approx(left, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("rows", [3, 4, 7, 11, 36])
def test_sums_are_single_numbers_whatever_is_known_of_what_is_added(rows: int) -> None:
    """Where layers stay in one operation, what a part returns may have no shape, and no loop around it would take that."""

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def total() -> tf.Tensor:
        def work(x: tf.Tensor, _: tf.Tensor) -> list[tf.Tensor]:
            return [tf.compat.v1.placeholder_with_default(tf.reduce_sum(x), None)]

        (added,) = added_up(work, 1, (tf.ones([rows, 2]), tf.ones([rows, 1])), size=4)
        assert added.shape.rank == 0
        return added

    assert total().numpy() == 2 * rows


def test_a_round_takes_as_many_steps_as_make_the_fewest_rounds() -> None:
    assert [steps_a_round(count) for count in (1, 2, 8, 27, 28, 225)] == [1, 2, 4, 3, 4, 4]
    for count in range(1, 300):
        steps = steps_a_round(count)
        rounds = count // steps + count % steps
        assert rounds <= min(count // other + count % other for other in range(1, MOST_STEPS + 1))
