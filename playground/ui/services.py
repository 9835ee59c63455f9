"""What all sessions of this process share: the workers that train, and the hub of runs."""

import threading
from dataclasses import dataclass

from playground.compute.cluster import Compute
from playground.compute.hub import Hub


@dataclass(frozen=True)
class Services:
    """The compute, started, and the hub on top of it."""

    compute: Compute
    hub: Hub

    @classmethod
    def started(cls) -> "Services":
        """Start both, in the background."""
        compute = Compute.from_environment()
        compute.start()
        return cls(compute, Hub(compute))

    def close(self) -> None:
        """Stop every run and every worker; takes about a second."""
        self.hub.close()
        self.compute.close()


class Keeper:
    """Keeps the services of a process.

    Not Streamlit's cache: any browser can have that cleared for all, by the key C or by a message that no page sends. Every run would be
    out of reach, and a second cluster would start beside the first.
    """

    def __init__(self) -> None:
        """Keep none yet."""
        self._lock = threading.Lock()
        self._services: Services | None = None

    def open(self) -> Services:
        """Start services and keep them; whoever opens them closes them, and from then on they say that they are closed."""
        with self._lock:
            self._services = Services.started()
            return self._services

    def services(self) -> Services:
        """Return the process's services; a script that runs without the app around it, as in a test, starts them by its first call."""
        with self._lock:
            if self._services is None:
                self._services = Services.started()
            return self._services


_KEEPER = Keeper()
open_services = _KEEPER.open
services = _KEEPER.services
