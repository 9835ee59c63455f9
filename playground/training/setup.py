"""How TensorFlow is set up: quiet, exact, and on a worker with one thread."""

import os

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
