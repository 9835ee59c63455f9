"""Who is there, and what each session has on its screen. Knows runs by their ids alone."""

from collections.abc import Callable, Iterable


class Audience:
    """The sessions that the hub has met, and the runs that they show; its user sees to it that one thread at a time changes it."""

    def __init__(self) -> None:
        """Begin without sessions."""
        self._sessions: dict[str, Callable[[], bool]] = {}
        # Session -> the run of its own on its screen, and the shared ones on its page of the lecture.
        self._shown: dict[str, str] = {}
        self._films: dict[str, frozenset[str]] = {}

    def meet(self, owner: str, is_there: Callable[[], bool]) -> None:
        """Learn how to see whether a session is there."""
        self._sessions[owner] = is_there

    def is_there(self, owner: str) -> bool:
        """Whether the session is there; one that nobody has introduced is taken to be."""
        return self._sessions.get(owner, lambda: True)()

    def show(self, owner: str, run_id: str) -> None:
        """Put a run on a session's screen, in the place of its last one."""
        self._shown[owner] = run_id

    def watch(self, owner: str, run_ids: Iterable[str]) -> frozenset[str]:
        """Put shared runs on a session's screen, in the place of its last ones; returns those of them that nobody watches any more."""
        before = self._films.get(owner, frozenset())
        self._films[owner] = frozenset(run_ids)
        return frozenset(run_id for run_id in before if not self.awaits(run_id))

    def awaits(self, run_id: str) -> bool:
        """Whether a session that is there has the shared run on its screen."""
        # Asked from any thread, while sessions come and go.
        return any(run_id in films and self.is_there(owner) for owner, films in list(self._films.items()))

    def leave(self, owner: str) -> frozenset[str]:
        """Forget a session; returns the shared runs that nobody watches any more."""
        self._sessions.pop(owner, None)
        self._shown.pop(owner, None)
        alone = self.watch(owner, ())
        del self._films[owner]
        return alone

    def heir(self, run_id: str) -> str | None:
        """Return a session that is there and has the run on its screen."""
        return next((owner for owner, shown in self._shown.items() if shown == run_id and self.is_there(owner)), None)

    def on_screens(self) -> set[str]:
        """Return the runs on the screens of those sessions that were introduced and are there."""
        there = {owner for owner in self._sessions if self.is_there(owner)}
        shown = {run_id for owner, run_id in self._shown.items() if owner in there}
        return shown.union(*(films for owner, films in self._films.items() if owner in there))
