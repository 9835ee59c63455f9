"""How two processes share the tests: by file, but for folders whose tests share servers or clusters; what takes longest begins first."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
# Their tests share what takes seconds to start.
TOGETHER = ("browser", "compute")
SLOWEST = ("browser", "training", "compute", "export")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say what belongs together, and put it into order."""
    for item in items:
        folder = _folder(item)
        item.add_marker(pytest.mark.xdist_group(folder if folder in TOGETHER else str(item.path)))
    items.sort(key=lambda item: SLOWEST.index(_folder(item)) if _folder(item) in SLOWEST else len(SLOWEST))


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]
