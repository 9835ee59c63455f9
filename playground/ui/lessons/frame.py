"""The frame that every page of the lecture stands in: title, picture with its question and steps, code, and the ways on."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from playground.link.address import query_for
from playground.live.assets import source, version
from playground.ui.address import is_news, received, say
from playground.ui.contents import CONTENTS, lecture_page, neighbours, playground_page
from playground.ui.lessons.films import films_of
from playground.ui.lessons.lesson import Lesson, State, described, query_of, read_state, received_state
from playground.ui.notices import warn_of_link

PREAMBLE = "from __future__ import annotations\n\nimport math\nfrom dataclasses import dataclass\n\nimport numpy as np\n"

STYLES = (
    "live.css",
    *(f"lesson/{name}.css" for name in ("lesson", "films", "activations", "back_propagation", "worked_example", "regularizers")),
)

_COMPONENT = st.components.v2.component(
    "neural_playground_lesson",
    html='<div class="np-lesson"></div>',
    css="\n".join(map(source, STYLES)),
    js=source("lesson/mount.js"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class _Told:
    """What the browser was told to show, and how often it was told something of which it had not sent word itself."""

    number: int
    state: State


def show_lesson(lesson: Lesson) -> None:
    """Show a page of the lecture in the state that its link says."""
    st.title(CONTENTS[lesson.name].label)
    st.markdown(lesson.intro)
    told = _told(lesson)
    if is_news(lesson.fields):
        state, notices = read_state(lesson, received())
        st.session_state[_slot(lesson)] = _Told(told.number + 1, state)
        warn_of_link(notices)
    _show_picture(lesson)
    show_neighbours(lesson.name)


def code_of(functions: Sequence[Callable[..., Any]]) -> str:
    """Return the functions as they stand in the package, below the imports that they need."""
    return "\n\n".join([PREAMBLE, *map(inspect.getsource, functions)])


@st.fragment
def _show_picture(lesson: Lesson) -> None:
    """Show the picture, its code and what leads to the playground; its state, once it rests, is put into the address."""
    told = _told(lesson)
    sent = _sent(lesson)
    # A browser that has not heard yet of the last step of its history speaks of the state before.
    state = received_state(lesson, sent) if sent.get("told") == told.number else told.state
    st.session_state[_slot(lesson)] = _Told(told.number, state)
    say(query_of(lesson, state), lesson.fields)
    question = lesson.question
    data = {
        "version": version(),
        "page": lesson.name,
        "state": dict(state),
        "told": told.number,
        "controls": described(lesson),
        "content": lesson.content(),
        "live": dict(lesson.live.told(state)) if lesson.live else None,
        "question": {"text": question.text, "answers": list(question.answers), "right": question.right, "why": question.why},
    }
    if (films := lesson.films) is not None:
        # Whoever asks once more is to be answered, even if by the same.
        data |= {"films": films_of(lambda: films(state), lesson.trained(state)), "retries": str(sent.get("retries"))}
    _COMPONENT(key=_key(lesson), data=data, on_state_change=lambda: None, on_ask_change=lambda: _hear(lesson))
    experiment, label = lesson.experiment(state)
    st.page_link(playground_page(), label=label, icon=":material/neurology:", query_params=query_for(experiment))
    with st.expander("The code that drew this", icon=":material/code:"):
        st.code(code_of((*lesson.shown(state), *lesson.functions)), language="python")


def show_neighbours(name: str) -> None:
    """Show the ways to the page before and the page after, in the lecture's order."""
    before, after = neighbours(name)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if before is None:
            st.page_link(playground_page(), label="Back to the playground", icon=":material/arrow_back:")
        else:
            st.page_link(lecture_page(before), label=f"Previous: {CONTENTS[before].label}", icon=":material/arrow_back:")
        if after is not None:
            label = f"Next: {CONTENTS[after].label}"
            st.page_link(lecture_page(after), label=label, icon=":material/arrow_forward:", icon_position="right")


def _hear(lesson: Lesson) -> None:
    """Do what the browser asks for."""
    kept = st.session_state.get(_key(lesson))
    asked = kept.get("ask") if isinstance(kept, Mapping) else None
    if lesson.live and isinstance(asked, Mapping):
        lesson.live.asked(asked)


def _key(lesson: Lesson) -> str:
    return f"lesson_{lesson.name}"


def _slot(lesson: Lesson) -> str:
    return f"{_key(lesson)}_told"


def _told(lesson: Lesson) -> _Told:
    """Return what the browser was told last; at first, that is the start."""
    told = st.session_state.get(_slot(lesson))
    return told if isinstance(told, _Told) else _Told(0, lesson.start)


def _sent(lesson: Lesson) -> Mapping[str, Any]:
    """Return the state that the browser sent last; nothing before the first."""
    kept = st.session_state.get(_key(lesson))
    sent = kept.get("state") if isinstance(kept, Mapping) else None
    return sent if isinstance(sent, Mapping) else {}
