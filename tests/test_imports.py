"""The page must be usable before TensorFlow is: nothing that the web process imports may bring TensorFlow along."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import playground

ROOT = Path(__file__).parent.parent


def modules_loaded_by(*names: str, then: str = "") -> set[str]:
    """Return the top-level names in `sys.modules` of a fresh interpreter that has imported `names` from the project's root."""
    code = f"import sys\nfor name in {names!r}: __import__(name)\n{then}\nprint(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


def web_modules() -> list[str]:
    """Return every module of the package but those of training, and the shell, which is a script and no module."""
    found = [module.name for module in pkgutil.walk_packages(playground.__path__, "playground.", onerror=pytest.fail)]
    return [name for name in found if not name.startswith("playground.training") and name != "playground.ui.shell"]


def test_importing_the_package_imports_neither_tensorflow_nor_the_web() -> None:
    assert modules_loaded_by("playground").isdisjoint({"tensorflow", "keras", "streamlit", "plotly", "distributed"})


def test_the_web_process_imports_no_tensorflow() -> None:
    loaded = modules_loaded_by("app", *web_modules())

    assert {"streamlit", "plotly", "distributed"} <= loaded
    assert loaded.isdisjoint({"tensorflow", "keras"})


@pytest.mark.parametrize("dataset", ["spiral", "plane", "sine", "iris", "digits"])
def test_rows_and_the_network_are_seen_without_scikit_learn_and_tensorflow(dataset: str) -> None:
    look = f"""
from dataclasses import replace
from playground.data.shown import shown_rows
from playground.experiment import Data, Experiment, Network, Training
from playground.live.first_look import first_look
classes = Network(output="softmax"), Training(loss="categorical_crossentropy")
data = Data({dataset!r}, standardize=True)
if data.task == "classification":
    data = replace(data, stratify=True)
experiment = Experiment(data, *classes) if data.task == "classification" else Experiment(data)
assert first_look(experiment, shown_rows(experiment)).network
"""
    assert modules_loaded_by("playground.live.first_look", then=look).isdisjoint({"sklearn", "scipy", "tensorflow"})


def test_no_chart_is_built_beside_an_import_of_pandas() -> None:
    # Plotly looks for it among the modules, and fails with one that another thread is about to import.
    view = """
from playground.live import component
build = component.screen_of
def watched(experiment):
    assert hasattr(sys.modules.get("pandas"), "Series")
    return build(experiment)
component.screen_of, component._COMPONENT = watched, lambda **_: None
component.live_view(component.Showing(component.Experiment()), key="view", on_ended=print, on_stop=print, on_change=print, on_sizes=print)
"""
    assert "pandas" not in modules_loaded_by("playground.ui.run.training")
    assert "pandas" in modules_loaded_by("playground.live.component", then=view)
