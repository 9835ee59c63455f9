"""Optimizer steps in as few operations as give every bit of Keras' own."""

import keras
import tensorflow as tf

# Their `apply` does nothing but `update_step` for each weight.
PLAIN = (keras.optimizers.SGD, keras.optimizers.RMSprop, keras.optimizers.Adagrad, keras.optimizers.Adam)


def update(optimizer: keras.Optimizer, gradients: list[tf.Tensor], weights: list[keras.Variable]) -> None:
    """Do what `optimizer.apply` does, without its copies of every gradient where nothing is clipped, decayed or averaged."""
    # The first gradient is the last to be there: with it, the way back needs no weight any more. One that is still to be read would
    # be copied before it is changed, and for wide layers that takes longer than the change.
    with tf.control_dependencies(gradients[:1]):
        _update(optimizer, gradients, weights)


def _update(optimizer: keras.Optimizer, gradients: list[tf.Tensor], weights: list[keras.Variable]) -> None:
    # By its very type, for AdamW is an Adam, too.
    if optimizer.clipnorm or type(optimizer) not in PLAIN:
        optimizer.apply(gradients, weights)
        return
    if isinstance(optimizer, keras.optimizers.SGD):
        _descend(optimizer, gradients, weights)
    else:
        rate = tf.convert_to_tensor(optimizer.learning_rate)
        for gradient, weight in zip(gradients, weights, strict=True):
            optimizer.update_step(gradient, weight, rate)
    optimizer.iterations.value.assign_add(1)


def _descend(optimizer: keras.optimizers.SGD, gradients: list[tf.Tensor], weights: list[keras.Variable]) -> None:
    """Do SGD's step with one operation a weight: w ← w − ν·g, or v ← μ·v − ν·g and w ← w + v, or, Nesterov, w ← w + μ·v − ν·g.

    Keras' own takes two to four, each with a pass over all the numbers; for wide layers that is a third of the whole step.
    """
    rate = tf.convert_to_tensor(optimizer.learning_rate)
    for index, (gradient, weight) in enumerate(zip(gradients, weights, strict=True)):
        if not optimizer.momentum:
            tf.raw_ops.ResourceApplyGradientDescent(var=weight.value.handle, alpha=rate, delta=gradient)
            continue
        tf.raw_ops.ResourceApplyKerasMomentum(
            var=weight.value.handle,
            accum=optimizer.momentums[index].value.handle,
            lr=rate,
            grad=gradient,
            momentum=optimizer.momentum,
            use_nesterov=optimizer.nesterov,
        )
