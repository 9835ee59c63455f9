"""What TensorFlow may rewrite in the fused graph (Grappler), so that it rounds as the steps of `fit` do."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import tensorflow as tf

from playground.experiment import Experiment

# Rounded the same whether rewritten or not; in networks of others Grappler fuses product, bias and activation of a layer, and
# batch normalization and the other optimizers divide by a root, which it replaces by a product with the reciprocal root.
UNTOUCHED_ACTIVATIONS = ("linear", "relu", "softmax", "leaky_relu", "selu", "softplus")
UNTOUCHED_OPTIMIZERS = ("sgd", "adam", "adamw", "nadam")

# What Grappler does unless told otherwise, but for the two kinds that show in the bits of `fit`: `remapping` and
# `arithmetic_optimization`.
_OTHERS = (
    *("layout_optimizer", "constant_folding", "shape_optimization", "dependency_optimization"),
    *("loop_optimization", "function_optimization", "implementation_selector"),
)


def needs_rewriting(experiment: Experiment) -> bool:
    """Return whether Grappler's rewriting shows in the bits of a step."""
    network = experiment.network
    activations = {network.output, *(layer.activation for layer in network.hidden)}
    normalized = any(layer.batch_normalization for layer in network.hidden)
    return normalized or not activations <= set(UNTOUCHED_ACTIVATIONS) or experiment.training.optimizer not in UNTOUCHED_OPTIMIZERS


@contextmanager
def rewriting(*, needed: bool) -> Iterator[None]:
    """Have TensorFlow rewrite graphs that are called in the block as little as it can be without another result.

    `fit`'s steps are graphs of their own. Here, Grappler would merge operations of neighbouring steps and round differently:
    1e-7 at first, and after a few hundred steps across ReLU's kinks another curve. Skipping it also saves 0.04 s on a new
    architecture, so it is left out altogether where it is not needed. The options are the
    process's: they are put back after the call, and the block is for one thread at a time, for trainers that are compiled in the
    background are run there, too.

    Args:
        needed: as `needs_rewriting` returns it.
    """
    off, on = (dict.fromkeys(_OTHERS, False), dict.fromkeys(_OTHERS, True)) if needed else _ALTOGETHER
    with _ONE_AT_A_TIME:
        tf.config.optimizer.set_experimental_options(off)
        try:
            yield
        finally:
            tf.config.optimizer.set_experimental_options(on)


_ONE_AT_A_TIME = threading.Lock()
_ALTOGETHER = {"disable_meta_optimizer": True}, {"disable_meta_optimizer": False}
