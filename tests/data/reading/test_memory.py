"""A file of ten megabytes costs the web process less than two hundred while it is read, and gives them back."""

import json
import subprocess
import sys

import pytest

# In a process of its own: what other tests have freed would be used again, and nothing would seem to be needed.
SCRIPT = """
import gc, json, sys
import numpy as np
from playground.data.reading.file import read_csv
from playground.data.preparing import prepare
from playground.data.suggesting import suggested

def kilobytes(name):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name))

def content(kind):
    chance = np.random.default_rng(0)
    if kind == "numbers":
        cells = np.char.mod("%.2f", chance.uniform(-9, 9, (100_000, 20)))
    elif kind == "categories":
        cells = np.array(["red", "blue", "green"])[chance.integers(0, 3, (100_000, 20))]
    else:
        cells = np.full((100_000, 100), "")
        cells[:, :2] = np.array(list("12"))[chance.integers(0, 2, (100_000, 2))]
    names = ",".join(f"c{number}" for number in range(cells.shape[1]))
    text = "\\n".join([names, *map(",".join, cells)]).encode()[: 10 * 1024 * 1024]
    return text[: text.rfind(b"\\n")]

text = content(sys.argv[1])
read_csv(b"a,b\\n1,2\\n2,3\\n", "warm.csv")
gc.collect()
before = kilobytes("VmRSS")
with open("/proc/self/clear_refs", "w") as peak:
    peak.write("5")
file = read_csv(text, "own.csv")
made = prepare(file, suggested(file))
found = {"rows": file.rows, "megabytes": len(text) >> 20, "peak": kilobytes("VmHWM") - before, "kept": kilobytes("VmRSS") - before}
del file, made
gc.collect()
print(json.dumps(found | {"left": kilobytes("VmRSS") - before}))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux says what a process needed at most")
@pytest.mark.parametrize("kind", ["numbers", "categories", "commas"])
def test_ten_megabytes_are_read_in_less_than_two_hundred_and_given_back(kind: str) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, kind], capture_output=True, text=True, check=True)  # noqa: S603 - our own script
    found = json.loads(done.stdout)
    assert found["rows"] > 80_000
    assert found["megabytes"] >= 9
    assert found["peak"] < 200 * 1024
    assert found["kept"] < 80 * 1024
    assert found["left"] < 40 * 1024
