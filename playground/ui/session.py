"""What is kept for a session beside its controls' values, until its browser has gone for good: its name for the hub, and its table."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.data.choosing import Choice
from playground.data.columns import CsvFile
from playground.data.preparing import Uploaded
from playground.ui.services import Services, services

_KEY = "session"
# Streamlit looks for a session that comes back for so long, and we a moment longer.
MARGIN_SECONDS = 1.0


@dataclass(frozen=True, eq=False)
class Kept:
    """What the session keeps of a file: its columns, never its bytes; and what was made of them.

    Attributes:
        file: as it was read.
        choice: what the learner last chose, also while another data set is in use.
        made: the table for this choice; None until it is made, or where it cannot be.
    """

    file: CsvFile
    choice: Choice
    made: Uploaded | None = None


@dataclass(eq=False)
class Bar:
    """What is known of the browser's address bar.

    Attributes:
        page: the page on the screen, by Streamlit's name for it.
        said: what the address was last told to say, for each page that has been opened.
        settled: whether it says by now what the controls say: what comes next is a change, a step of the browser's history.
        replacements: how often the browser has been told to replace the address, without a step.
        replacement: what the address should say in the place of the last one. What is said after that is a step, not to be replaced early.
        left: what the page before was last told to say, if there was one: a word of its that comes late stands in the new page's address.
        replaceable: the addresses that the last replacement was meant for: the one that the browser had sent, the one said before, and
            that of the page before.
    """

    page: str = ""
    said: dict[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    settled: bool = False
    replacements: int = 0
    replacement: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left: Mapping[str, tuple[str, ...]] | None = None
    replaceable: tuple[Mapping[str, tuple[str, ...]], ...] = ()


@dataclass(eq=False)
class Session:
    """A session of the browser's.

    Attributes:
        id: as the hub knows it.
        kept: the learner's own file, if there is one.
        files: how many files were put away for another one.
        visits: how often the browser has come: once, and again after each connection that dropped.
        bar: the browser's address bar.
    """

    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    kept: Kept | None = None
    files: int = 0
    visits: int = 0
    bar: Bar = field(default_factory=Bar)


@dataclass(frozen=True, eq=False)
class Visit:
    """The time from the session's first page, or its first one after a connection that dropped, until its connection drops.

    Attributes:
        number: from 1.
        is_there: whether the session has a connection.
    """

    session: Session
    number: int
    services: Services
    is_there: Callable[[], bool]

    def end(self) -> None:
        """Give back what the session has once nobody will come back to it."""
        # Streamlit's own state of the session goes when another session ends, and when Python looks for garbage next: much later.
        seconds = float(st.get_option("server.disconnectedSessionTTL")) + MARGIN_SECONDS
        self.services.compute.later(seconds, self._give_back)

    def _give_back(self) -> None:
        if self.session.visits != self.number:
            return
        if self.is_there():
            # A browser that comes back does not run the script before somebody touches something.
            self.end()
            return
        self.session.kept = None
        self.services.hub.leave(self.session.id)


def session() -> Session:
    """Return the session that the script runs for."""
    found = st.session_state.get(_KEY)
    if not isinstance(found, Session):
        found = st.session_state[_KEY] = Session()
    return found


def note_visit() -> None:
    """Say that the session's browser is there: every run of the script does."""
    _visit(session(), services())


# Streamlit's one word about connections: what is cached for a session is released when its connection drops.
@st.cache_resource(scope="session", show_spinner=False, on_release=Visit.end)
def _visit(_session: Session, _services: Services) -> Visit:
    _session.visits += 1
    context = get_script_run_ctx()

    def is_there() -> bool:
        # A script that runs without a server, as in a test, is nobody's to leave.
        return context is not None and (not exists() or get_instance().is_active_session(context.session_id))

    _services.hub.meet(_session.id, is_there)
    return Visit(_session, _session.visits, _services, is_there)
