"""The live view of the run that the address names, with a slider that only reruns the page."""

import json

import streamlit as st

from playground.data.shown import shown_rows
from playground.experiment import Experiment
from playground.live.component import Showing, live_view
from playground.live.first_look import NOTHING, first_look
from tests.browser.live_app.hub import HUB


def main() -> None:
    """Show the live view, and which of its events have come."""
    st.set_page_config(layout="wide")
    pages = [st.Page(training, title="Training", default=True), st.Page(elsewhere, title="Elsewhere")]
    st.navigation(pages).run()


def training() -> None:
    """The page with the film."""
    seen = st.session_state.setdefault("seen", [])
    st.sidebar.slider("Anything", 0, 10, key="anything")
    run_id = st.sidebar.text_input("Run", key="run", bind="query-params") or None
    shown = HUB.runs.get(run_id or "")
    experiment = shown.experiment if shown else Experiment()
    start = int(st.query_params["start"]) if "start" in st.query_params else None
    look = first_look(experiment, shown_rows(experiment)) if "network" in st.query_params else NOTHING
    live_view(
        Showing(experiment, run_id, start=start, first_look=look),
        key="live",
        on_ended=lambda: seen.append(f"ended {st.session_state.live.ended}"),
        on_stop=lambda: seen.append(f"stop {st.session_state.live.stop}"),
        on_change=lambda: seen.append(f"change {json.dumps(st.session_state.live.change, sort_keys=True)}"),
        on_sizes=lambda: seen.append(f"sizes {json.dumps(st.session_state.live.sizes, sort_keys=True)}"),
    )
    st.text(f"Events: {', '.join(seen) or 'none'}")
    st.text(f"Slider: {st.session_state.anything}")


def elsewhere() -> None:
    """A page without it."""
    st.text("Nothing to see")


main()
