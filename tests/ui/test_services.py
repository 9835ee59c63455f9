"""What all sessions share, and that none of them can take it from the others."""

from collections.abc import Iterator

import pytest
from streamlit.runtime import caching
from streamlit.testing.v1 import AppTest

from playground.ui.services import Keeper


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    monkeypatch.setenv("PLAYGROUND_SCHEDULER", "no address")
    keeper = Keeper()
    yield keeper
    keeper.services().close()


def test_clearing_the_caches_as_any_browser_can_leaves_the_services(keeper: Keeper) -> None:
    before = keeper.services()
    caching.cache_data.clear()
    caching.cache_resource.clear()
    assert keeper.services() is before
    assert before.compute.status.state != "closed"


def test_the_app_opens_services_and_after_it_has_closed_them_nobody_starts_others(keeper: Keeper) -> None:
    opened = keeper.open()
    assert keeper.services() is opened
    opened.close()
    assert keeper.services() is opened
    assert opened.compute.status.state == "closed"


def test_a_script_without_the_app_around_it_starts_them(monkeypatch: pytest.MonkeyPatch, keeper: Keeper) -> None:
    def page() -> None:
        from playground.ui.run.training import show_training

        show_training(None)

    monkeypatch.setattr("playground.ui.run.training.services", keeper.services)
    monkeypatch.setattr("playground.ui.run.running.services", keeper.services)
    app = AppTest.from_function(page, default_timeout=30).run()
    assert [error.message for error in app.exception] == []
    assert keeper.services().compute.status.state in ("starting", "unreachable")
