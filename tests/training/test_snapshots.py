"""Which epochs are kept: enough for a film, few enough for memory."""

import pytest

from playground.training.snapshots import MAX_PLANNED, MAX_WEIGHT_BYTES, snapshot_epochs, weight_epochs


@pytest.mark.parametrize("epochs", [1, 2, 117, 118, 119, 500, 10_000])
def test_a_film_has_its_first_and_last_epoch_and_at_most_so_many(epochs: int) -> None:
    shown = snapshot_epochs(epochs)
    assert {1, epochs} <= shown <= set(range(1, epochs + 1))
    assert len(shown) == epochs if epochs <= MAX_PLANNED else len(shown) <= MAX_PLANNED
    # Never much more than a sixtieth of the run without a picture.
    assert max(later - earlier for earlier, later in zip([0, *sorted(shown)], sorted(shown), strict=False)) <= epochs / 59 + 1


@pytest.mark.parametrize(("epochs", "parameters"), [(100, 4_354), (10_000, 4_354), (100, 300_000), (1_000, 2_000_000), (3, 100_000_000)])
def test_weights_are_kept_evenly_up_to_the_last_and_within_their_room(epochs: int, parameters: int) -> None:
    shown, kept = snapshot_epochs(epochs), weight_epochs(epochs, parameters)
    assert epochs in kept
    assert kept <= shown
    assert len(kept) == 1 or 4 * parameters * len(kept) <= MAX_WEIGHT_BYTES
    places = [sorted(shown).index(epoch) for epoch in sorted(kept)]
    gaps = [later - earlier for earlier, later in zip([-1, *places], places, strict=False)]
    assert max(gaps) - min(gaps) <= 1


def test_small_networks_keep_all() -> None:
    assert weight_epochs(100, 4_354) == snapshot_epochs(100)
