"""The outputs of normalized layers, against Keras in a training step."""

import numpy as np
import pytest

from playground.lessons.normalization import hidden_outputs

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("normalized", [1, 2])
def test_outputs_are_those_of_keras_in_a_step_with_this_batch(normalized: int) -> None:
    import keras

    keep = []
    h = inputs = keras.Input((2,))
    for number in range(2):
        h = keras.layers.Dense(5, "relu")(h)
        keep.append(h)
        if number < normalized:
            h = keras.layers.BatchNormalization()(h)
        keep.append(h)
    model = keras.Model(inputs, [*keep, keras.layers.Dense(1)(h)])
    weights = [RNG.uniform(0.2, 1.5, array.shape) for array in model.get_weights()]
    model.set_weights(weights)
    x = RNG.normal(size=(9, 2))
    found = hidden_outputs(weights, x, normalized)
    wanted = [np.asarray(part, dtype=np.float64) for part in model(x.astype(np.float32), training=True)]
    for number, layer in enumerate(found):
        np.testing.assert_allclose(layer.before, wanted[2 * number], atol=1e-4)
        np.testing.assert_allclose(layer.after, wanted[2 * number + 1], atol=1e-4)
    assert len(found) == 2


def test_what_is_not_normalized_goes_on_as_it_is() -> None:
    weights = [RNG.normal(size=shape) for shape in ((1, 3), (3,), (3, 1), (1,))]
    (layer,) = hidden_outputs(weights, RNG.normal(size=(4, 1)), 0)
    np.testing.assert_array_equal(layer.before, layer.after)
