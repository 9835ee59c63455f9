"""The engine on lesser processors than this one: oneDNN takes other kernels there, which add in another order."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# What oneDNN can be told to be, and what a processor needs for it.
PROCESSORS = {"SSE41": "sse4_1", "AVX": "avx", "AVX2": "avx2", "AVX512_CORE": "avx512dq"}
FLAGS = next((line.split() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("flags")), [])

PROGRAM = """
from playground.training.setup import set_up_worker
set_up_worker()
import numpy as np
from playground.experiment import Experiment
from playground.training import train
from playground.training.compiled import CompiledEpochs, prepared
from playground.data.split import split
from tests.training.comparison import ends
from tests.training.fit import by_fit
from tests.training.test_compiled import trained
job = Experiment()
trainer = prepared(job, split(job))
assert trainer is not None, "not compiled"
chunks, state = trained(trainer, job, 100)
scores = np.concatenate([chunk.scores for chunk in chunks])
graph = [(event.loss, event.val_loss) for event in ends(list(train(job)))]
np.testing.assert_array_equal(scores[:, :2], np.array(graph, np.float32))
expected = by_fit(job)
np.testing.assert_array_equal(scores[:, 0], np.array(expected.history["loss"], np.float32))
np.testing.assert_array_equal(scores[:, 1], np.array(expected.history["val_loss"], np.float32))
for ours, theirs in zip(state.arrays, expected.weights[-1]):
    np.testing.assert_array_equal(ours, theirs)
print("every bit")
"""


@pytest.mark.parametrize("processor", PROCESSORS)
def test_the_lectures_example_is_compiled_and_is_fit(processor: str) -> None:
    if PROCESSORS[processor] not in FLAGS:
        pytest.skip(f"this processor cannot play one with {processor}")
    environment = {**os.environ, "ONEDNN_MAX_CPU_ISA": processor}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603
    assert done.stdout.splitlines()[-1:] == ["every bit"], done.stderr[-2_000:]
