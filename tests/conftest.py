"""How two processes share the tests: by file, but for folders whose tests share servers or clusters; what takes longest begins first."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# What takes longest, in the order in which it begins: browsers beside what computes, for two of them would wait for each other.
SLOWEST = ("browser", "training", "browser/lessons", "compute", "export")
# Their tests share what takes seconds to start.
TOGETHER = ("browser", "browser/lessons", "compute")


class Sharing(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Hands out whole files, and some folders whole."""

    def _split_scope(self, nodeid: str) -> str:
        return _folder(nodeid) if _folder(nodeid) in TOGETHER else nodeid.split("::", maxsplit=1)[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Return who hands out the tests."""
    return Sharing(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests into order, and say whose coverage is worth what it costs: to be watched makes Python two to three times slower."""
    items.sort(key=lambda item: SLOWEST.index(_folder(item.nodeid)) if _folder(item.nodeid) in SLOWEST else len(SLOWEST))
    seen: set[str] = set()
    for item in items:
        function = item.nodeid.split("[", maxsplit=1)[0]
        # The further cases of a test go the same ways as its first; and the app in a browser runs in a process that is not watched.
        if function in seen or _folder(item.nodeid).startswith("browser"):
            item.add_marker(pytest.mark.no_cover)
        seen.add(function)


def _folder(nodeid: str) -> str:
    """Return the folder below `tests` that the test is in, or its file where that is in none."""
    _, *folders, file = nodeid.split("::", maxsplit=1)[0].split("/")
    return "/".join(folders) or file
