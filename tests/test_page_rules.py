"""Pages read aloud: they are short, and what needs a test lives in the package."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "pages").glob("*.py"))
ROOMS_FOR_PAGES = {"streamlit", "playground.ui", "playground.lessons", "playground.figures"}


def imported_rooms(script: ast.Module) -> set[str]:
    """Return what a script imports, down to the package's first level: `streamlit`, `playground.ui`."""
    nodes = list(ast.walk(script))
    plain = [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    origins = [(node.module or ".", node.names) for node in nodes if isinstance(node, ast.ImportFrom)]
    full = plain + [f"{origin}.{name.name}" for origin, names in origins for name in names]
    return {".".join(path.split(".")[: 2 if path.startswith("playground.") else 1]) for path in full}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_is_thin(page: Path) -> None:
    source = page.read_text(encoding="utf-8")
    script = ast.parse(source)
    functions = [node for node in ast.walk(script) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert len(source.splitlines()) <= 60
    assert not [node for node in ast.walk(script) if isinstance(node, ast.ClassDef)]
    assert all((function.end_lineno or 0) - function.lineno < 10 for function in functions), "move the long function to playground/ui"
    assert imported_rooms(script) <= ROOMS_FOR_PAGES


def test_there_are_pages_to_hold_to_the_rules() -> None:
    assert PAGES


def test_app_is_thin() -> None:
    source = (ROOT / "app.py").read_text(encoding="utf-8")

    assert len(source.splitlines()) <= 40
    assert imported_rooms(ast.parse(source)).isdisjoint({"tensorflow", "keras", "playground.training", "playground"})
