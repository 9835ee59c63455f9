"""Steps of the optimizers are those of Keras, to the last bit."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from playground.training.updates import update

OPTIMIZERS = {
    "sgd": keras.optimizers.SGD,
    "momentum": lambda: keras.optimizers.SGD(momentum=0.9),
    "nesterov": lambda: keras.optimizers.SGD(momentum=0.8, nesterov=True),
    "clipped": lambda: keras.optimizers.SGD(momentum=0.8, clipnorm=0.5),
    "rmsprop": keras.optimizers.RMSprop,
    "adagrad": keras.optimizers.Adagrad,
    "adam": keras.optimizers.Adam,
    "adamw": lambda: keras.optimizers.AdamW(weight_decay=0.1),
    "nadam": keras.optimizers.Nadam,
}


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("shape", [(64, 48), (7, 3), (1,)])
def test_every_bit_of_twenty_steps_is_that_of_apply(name: str, shape: tuple[int, ...]) -> None:
    generator = np.random.default_rng(3)
    start = generator.standard_normal(shape).astype(np.float32)
    ours, theirs = ([keras.Variable(start), keras.Variable(start[::-1])] for _ in range(2))
    our_optimizer, their_optimizer = OPTIMIZERS[name](), OPTIMIZERS[name]()
    our_optimizer.build(ours)
    their_optimizer.build(theirs)

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def step(gradients: list[tf.Tensor]) -> None:
        update(our_optimizer, gradients, ours)
        their_optimizer.apply(gradients, theirs)

    for rate in np.geomspace(1e-4, 1.0, 20):
        our_optimizer.learning_rate = their_optimizer.learning_rate = rate
        step([tf.constant(generator.standard_normal(shape) * 10.0 ** generator.integers(-6, 3), tf.float32) for _ in ours])
        for ours_now, theirs_now in zip(our_optimizer.variables + ours, their_optimizer.variables + theirs, strict=True):
            np.testing.assert_array_equal(ours_now.numpy(), theirs_now.numpy())
    assert not np.array_equal(ours[0].numpy(), start)
