"""The ASGI app: `streamlit run app.py` serves the pages, the event streams of the runs, and the player's files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import streamlit as st

from playground.live.sockets import send_at_once
from playground.live.stream import routes
from playground.ui.services import Services, open_services, services


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Services]]:
    """Start the workers before the first visitor comes, and leave nothing running."""
    send_at_once()
    running = open_services()
    try:
        yield {"services": running}
    finally:
        await anyio.to_thread.run_sync(running.close)


app = st.App(
    "playground/ui/shell.py",
    routes=routes(lambda: services().hub, st.get_option("server.baseUrlPath") or ""),
    lifespan=lifespan,
)
