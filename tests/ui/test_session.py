"""What is kept for a session, and how it is given back: by the clock, and only when nobody will come back to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import pytest
import streamlit as st
from streamlit.runtime.caching import clear_session_resource_cache
from streamlit.testing.v1 import AppTest

from playground.data.reading.file import read_csv
from playground.data.suggesting import suggested
from playground.ui import session as module
from playground.ui.services import Services
from playground.ui.session import Kept, Session, Visit
from tests.ui.fakes import OneForBoth

PETS = read_csv(b"age,weight\n3,3.5\n2,10\n7,4\n", "pets.csv")


@dataclass
class FakeServices(OneForBoth):
    """Services with a clock that stands until it is told to go on."""

    waiting: list[tuple[float, Callable[[], object]]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    met: list[str] = field(default_factory=list)

    def later(self, seconds: float, action: Callable[[], object]) -> None:
        """Remember."""
        self.waiting.append((seconds, action))

    def leave(self, owner: str) -> None:
        """Remember who left."""
        self.left.append(owner)

    def meet(self, owner: str, is_there: Callable[[], bool]) -> None:
        """Remember who came."""
        self.met.append(owner)

    def let_time_pass(self) -> list[float]:
        """Do what is due; returns the seconds that it has waited."""
        due, self.waiting = self.waiting, []
        for _, action in due:
            action()
        return [seconds for seconds, _ in due]


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


def visit_of(session: Session, services: FakeServices, *, is_there: bool) -> Visit:
    session.visits += 1
    return Visit(session, session.visits, cast("Services", services), lambda: is_there)


def owner_of_pets() -> Session:
    return Session(kept=Kept(PETS, suggested(PETS)))


def test_what_a_session_has_goes_a_second_after_streamlit_would_look_for_it(services: FakeServices) -> None:
    session = owner_of_pets()
    visit_of(session, services, is_there=False).end()
    assert (session.kept is not None, services.left) == (True, [])
    assert services.let_time_pass() == [float(st.get_option("server.disconnectedSessionTTL")) + 1.0]
    assert (session.kept, services.left) == (None, [session.id])
    assert services.waiting == []


def test_a_browser_that_came_back_keeps_it_until_it_goes_again(services: FakeServices) -> None:
    session = owner_of_pets()
    visit_of(session, services, is_there=False).end()
    again = visit_of(session, services, is_there=False)
    services.let_time_pass()
    assert (session.kept is not None, services.left) == (True, [])
    again.end()
    services.let_time_pass()
    assert (session.kept, services.left) == (None, [session.id])


def test_a_browser_that_came_back_and_touches_nothing_keeps_it_too(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    session, there = owner_of_pets(), True
    session.visits = 1
    Visit(session, 1, cast("Services", services), lambda: there).end()
    for _ in range(3):
        services.let_time_pass()
        assert session.kept is not None
    there = False
    services.let_time_pass()
    assert (session.kept, services.left) == (None, [session.id])


def test_sessions_are_told_apart_and_every_run_is_the_same_visit(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    def page() -> None:
        from playground.ui.session import note_visit

        note_visit()

    monkeypatch.setattr(module, "services", lambda: services)
    mine, yours = (AppTest.from_function(page).run() for _ in range(2))
    mine.run()
    assert not mine.exception
    assert mine.session_state["session"].visits == 1
    assert services.met == [mine.session_state["session"].id]
    assert mine.session_state["session"].id != yours.session_state["session"].id
    st.cache_resource.clear()


def test_a_connection_that_drops_ends_the_visit(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    def page() -> None:
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        from playground.ui.session import note_visit

        note_visit()
        context = get_script_run_ctx()
        st.session_state["streamlit_id"] = context and context.session_id

    monkeypatch.setattr(module, "services", lambda: services)
    app = AppTest.from_function(page).run()
    clear_session_resource_cache(app.session_state["streamlit_id"])
    assert len(services.waiting) == 1
    assert app.run().session_state["session"].visits == 2
    st.cache_resource.clear()
