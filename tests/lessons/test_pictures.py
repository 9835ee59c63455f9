"""Augmented pictures against Keras' layers, and against SciPy."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import ndimage

from playground.lessons.activations import FloatArray
from playground.lessons.pictures import augmented, sampled, shifted, turned, zoomed

PICTURE = np.random.default_rng(0).uniform(0.0, 16.0, (8, 8))


@pytest.mark.parametrize(
    ("make", "layer"),
    [
        (lambda x: turned(x, 0.07), "RandomRotation((0.07, 0.07), 'constant')"),
        (lambda x: turned(x, -0.2), "RandomRotation((-0.2, -0.2), 'constant')"),
        (lambda x: shifted(x, 0.13, -0.2), "RandomTranslation((0.13, 0.13), (-0.2, -0.2), 'constant')"),
        (lambda x: zoomed(x, 0.3), "RandomZoom((0.3, 0.3), fill_mode='constant')"),
        (lambda x: zoomed(x, -0.25), "RandomZoom((-0.25, -0.25), fill_mode='constant')"),
    ],
)
def test_pictures_move_as_in_keras(make: Callable[[FloatArray], FloatArray], layer: str) -> None:
    import keras

    moved = eval(f"keras.layers.{layer}", {"keras": keras})(PICTURE[None, :, :, None].astype(np.float32), training=True)  # noqa: S307
    np.testing.assert_allclose(make(PICTURE), np.asarray(moved, dtype=np.float64)[0, :, :, 0], atol=2e-3)


def test_values_between_pixels_are_scipys_also_beyond_the_edges() -> None:
    rows, columns = np.random.default_rng(1).uniform(-3.0, 11.0, (2, 500))
    wanted = ndimage.map_coordinates(PICTURE, [rows, columns], order=1, mode="grid-constant", cval=0.0)
    np.testing.assert_allclose(sampled(PICTURE, rows, columns), wanted, atol=1e-6)


def test_nothing_moves_within_bounds_of_0_and_moves_differ_within_others() -> None:
    rng = np.random.default_rng(2)
    np.testing.assert_allclose(augmented(PICTURE, 0.0, 0.0, 0.0, rng), PICTURE, atol=1e-9)
    seen = [augmented(PICTURE, 0.05, 0.1, 0.2, rng) for _ in range(3)]
    assert len({picture.tobytes() for picture in seen}) == 3
    # A quarter of a turn moves pixels onto pixels.
    np.testing.assert_allclose(turned(PICTURE, 0.25), np.rot90(PICTURE), atol=1e-9)
