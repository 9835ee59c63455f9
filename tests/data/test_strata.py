"""A stratified split is scikit-learn's, whatever the classes."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from playground.data.strata import stratified_rows


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.integers(2, 30), min_size=2, max_size=8), st.floats(0.0, 1.0), st.integers(0, 2**32 - 1))
def test_it_draws_scikit_learns_rows(counts: list[int], share: float, seed: int) -> None:
    labels = np.random.RandomState(1).permutation(np.repeat(np.arange(len(counts)), counts))
    # As many rows for the test, and as many others, as there are classes at least.
    test = len(counts) + int(share * (len(labels) - 2 * len(counts)))
    others, tested = train_test_split(np.arange(len(labels)), test_size=test, random_state=seed, stratify=labels)
    np.testing.assert_array_equal(stratified_rows(labels, test, seed), np.concatenate([others, tested]))
