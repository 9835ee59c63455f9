"""The presets: one choice in the sidebar sets every control; the page says what to watch for as long as the controls stay like that."""

from collections.abc import Callable

import streamlit as st

from playground.experiment import Experiment
from playground.presets import PRESETS, SECTIONS
from playground.ui.contents import CONTENTS, lecture_page, page_on

_KEY = "preset"
_OWN = "own"


def show_presets(experiment: Experiment | None, put: Callable[[Experiment], None]) -> None:
    """Show the choice of presets.

    Args:
        experiment: what the controls ask for; None where they do not go together.
        put: sets the controls.
    """
    name = preset_of(experiment)
    st.session_state[_KEY] = name or _OWN
    sections = ", ".join(f"{number} {words.lower()}" for number, words in SECTIONS.items())
    st.selectbox(
        "Examples",
        tuple(PRESETS) if name else (_OWN, *PRESETS),
        format_func=label_of,
        key=_KEY,
        on_change=_put_preset,
        args=(put,),
        filter_mode=None,
        help="One click sets every control below. The address bar then holds the link to it. "
        f"The number is the lecture's section: {sections}.",
    )


def label_of(name: str) -> str:
    """Return what the choice says: the lecture's section and the preset's own words."""
    return f"{PRESETS[name].section} · {PRESETS[name].label}" if name in PRESETS else "Your own settings"


def show_what_to_watch(experiment: Experiment | None) -> None:
    """Show the words of the preset that is this experiment, if one is, and the way to the page that explains it."""
    name = preset_of(experiment)
    if name is None:
        return
    page = page_on(PRESETS[name].section)
    # Side by side, so that the charts below stay where they are.
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="watch"):
        st.caption(PRESETS[name].help)
        if page is not None:
            st.page_link(lecture_page(page), label=f"Explained on {CONTENTS[page].label}", icon=CONTENTS[page].icon)


def preset_of(experiment: Experiment | None) -> str | None:
    """Return the name of the preset that is this experiment; None if none is."""
    return next((name for name, preset in PRESETS.items() if preset.experiment == experiment), None)


def _put_preset(put: Callable[[Experiment], None]) -> None:
    name = st.session_state[_KEY]
    if name in PRESETS:
        put(PRESETS[name].experiment)
