"""What all sessions of this process share: the workers that train, and the hub of runs."""

from dataclasses import dataclass

import streamlit as st

from playground.compute.cluster import Compute
from playground.compute.hub import Hub


@dataclass(frozen=True)
class Services:
    """The compute, started, and the hub on top of it."""

    compute: Compute
    hub: Hub

    def close(self) -> None:
        """Stop every run and every worker; takes about a second."""
        self.hub.close()
        self.compute.close()


@st.cache_resource(show_spinner=False)
def services() -> Services:
    """Return the process's services; the first call starts them, in the background."""
    compute = Compute.from_environment()
    compute.start()
    return Services(compute, Hub(compute))
