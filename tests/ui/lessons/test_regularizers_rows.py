"""The rows that augmentation makes on the page on regularizers, against the rows that they are made of."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from playground.data.split import split
from playground.ui.lessons.regularizers import COMPARISONS, REGULARIZERS, told
from playground.ui.lessons.regularizers_rows import COPIES, PICTURES, augmented_rows
from playground.ui.lessons.regularizers_runs import beside, over_fitted

START = REGULARIZERS.start


def test_pictures_are_training_digits_and_what_is_made_of_them() -> None:
    rows = augmented_rows({**START, "show": "pictures"}, 0)
    assert rows is not None
    bunch, parts = load_digits(), split(over_fitted("digits"))
    names = [line["name"] for line in rows["lines"]]
    assert names == ["original", "turned", "shifted", "zoomed", "all three"]
    original, *moved = (np.array(line["pictures"]) for line in rows["lines"])
    numbers = parts.rows[:PICTURES]
    np.testing.assert_allclose(original, bunch.data[numbers])
    assert rows["labels"] == bunch.target[numbers].tolist()
    assert parts.train >= PICTURES
    for pictures in moved:
        assert pictures.shape == original.shape
        assert np.abs(pictures - original).max() > 1
        assert pictures.min() >= 0
        assert pictures.max() <= 16


def test_pictures_move_within_the_bounds_of_the_run_and_farther_with_a_larger_strength() -> None:
    away = []
    for value in (0.02, 0.3):
        rows = augmented_rows({**START, "show": "pictures", "pictures": value}, 1)
        assert rows is not None
        original, *_, all_three = (np.array(line["pictures"]) for line in rows["lines"])
        away.append(np.abs(all_three - original).mean())
    assert away[0] < 0.5 * away[1]
    bounds = beside("sine", "pictures", 0.2)[1].experiment.network.augmentation
    assert (bounds.rotation, bounds.shift, bounds.zoom) == (0.05, 0.1, 0.2)


@pytest.mark.parametrize("rows", ["sine", "moons"])
def test_noisy_copies_are_as_far_from_their_rows_as_the_slider_says(rows: str) -> None:
    made = [augmented_rows({**START, "show": "noise", "rows": rows, "noise": 0.5}, draw) for draw in range(40)]
    parts = split(over_fitted(rows))
    steps = []
    for one in made:
        assert one is not None
        x = np.array(one["x"])
        assert len(one["copies"]) == COPIES
        steps += [(np.array(copy) - x) / x.std(axis=0) for copy in one["copies"]]
        # Standardised, they are the rows that the network sees.
        np.testing.assert_allclose((x - x.mean(axis=0)) / x.std(axis=0), parts.x[parts.train_rows], atol=0.005)
    assert np.std(steps) == pytest.approx(0.5, rel=0.05)
    assert np.mean(steps) == pytest.approx(0.0, abs=0.02)


@pytest.mark.parametrize("show", [name for name in COMPARISONS if name not in ("noise", "pictures")])
def test_other_states_have_no_augmented_rows(show: str) -> None:
    assert told({**START, "show": show}) == {"augmented": None}
