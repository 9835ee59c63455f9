"""Where the numbers of each epoch go."""

import numpy as np

from playground.training.plan import Plan, plan_tensors


def plan(shown: list[bool], kept: list[bool]) -> Plan:
    count = len(shown)
    return Plan(np.arange(3 * count, dtype=np.int32).reshape(count, 3), np.ones((count, 3), np.float32), np.array(shown), np.array(kept))


def test_what_is_wanted_gets_a_place_each_and_what_is_not_the_one_behind_all() -> None:
    tensors = plan_tensors(plan([True, False, True, True], [False, False, True, False]))
    weights, predictions = tensors.places.numpy().T.tolist()
    assert (weights, predictions) == ([1, 1, 0, 1], [0, 3, 1, 2])
    assert tensors.sizes.numpy().tolist() == [2, 4]
    assert tensors.orders.shape == (4, 3)


def test_where_nothing_is_wanted_all_share_one_place() -> None:
    tensors = plan_tensors(plan([False, False], [False, False]))
    assert tensors.places.numpy().tolist() == [[0, 0], [0, 0]]
    assert tensors.sizes.numpy().tolist() == [1, 1]


def test_the_first_epochs_of_a_plan() -> None:
    first = plan([True, False, True], [True, True, False]).first(2)
    assert first.orders.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert (first.shown.tolist(), first.kept.tolist(), len(first.settings)) == ([True, False], [True, True], 2)
