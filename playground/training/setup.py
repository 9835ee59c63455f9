"""How TensorFlow is set up: quiet, exact, and on a worker with one thread."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

# Read when TensorFlow is imported; its start-up remarks are not for learners.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# Read when the first graph is compiled: a loop becomes one piece of machine code, however much it reads and writes. Otherwise
# XLA calls a library for every matrix product, which for small ones takes longer than the product. Unknown extra options are
# ignored by XLA, so a version without this one is only slower.
_WHOLE_LOOPS = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=1000000000"
if _WHOLE_LOOPS not in os.environ.get("XLA_FLAGS", ""):
    os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {_WHOLE_LOOPS}".strip()

import tensorflow as tf  # noqa: E402


def set_up_worker() -> None:
    """Give TensorFlow one thread: small networks gain nothing from more, and two workers then share two cores."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


@contextmanager
def unrewritten_graphs() -> Iterator[None]:
    """Keep TensorFlow from rewriting graphs while they are called.

    Grappler would merge operations of neighbouring steps and round differently from `fit`, where every step is a graph of
    its own: 1e-7 at first, and after a few hundred steps across ReLU's kinks another curve. Skipping it also saves
    0.04 s on a new architecture. The option is the process's, hence put back after the call.
    """
    before = tf.config.optimizer.get_experimental_options()
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": before.get("disable_meta_optimizer", False)})
