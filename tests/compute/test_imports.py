"""The first page does not wait for what only training needs: the heavy packages come later, in the background."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"dask", "distributed", "sklearn", "scipy", "pandas", "tensorflow", "keras"}


@pytest.mark.parametrize("name", ["app", "playground.compute.hub", "playground.compute.embedded", "playground.training"])
def test_importing_the_web_process_loads_nothing_heavy(name: str) -> None:
    code = f"import sys, {name}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    assert HEAVY.isdisjoint(module.partition(".")[0] for module in done.stdout.split())
