"""What a page of the lecture is: the state that its link holds, what its picture is drawn from, its question and its code."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from playground.experiment import Experiment
from playground.link.fields import Field
from playground.link.rules import said, taken
from playground.settings import ExperimentError, OneOf, Real, Rule

State: TypeAlias = Mapping[str, Any]
"""A value for each setting of the page."""


@dataclass(frozen=True)
class Question:
    """What the page asks before it shows: the answers, which of them is right, and one sentence why."""

    text: str
    answers: tuple[str, ...]
    right: int
    why: str


@dataclass(frozen=True)
class Lesson:
    """A page of the lecture.

    Attributes:
        name: its key in the contents, and the name of the module that draws its picture.
        prefix: how its parameters begin in a link.
        intro: at most three sentences, in Markdown.
        settings: its state, name -> rule and value at the start.
        controls: the settings that have a control above the picture, at most five.
        content: makes what the picture is drawn from, besides the state.
        settle: makes the values of a state go together; returns it and a sentence for each value that it had to replace.
        question: asked before the page shows.
        experiment: shows the same on real Keras, and what its link says.
        functions: the NumPy behind the picture.
    """

    name: str
    prefix: str
    intro: str
    settings: Mapping[str, Field]
    controls: tuple[str, ...]
    content: Callable[[], Mapping[str, Any]]
    settle: Callable[[State], tuple[State, tuple[str, ...]]]
    question: Question
    experiment: Callable[[State], tuple[Experiment, str]]
    functions: tuple[Callable[..., Any], ...]

    @property
    def fields(self) -> Mapping[str, Field]:
        """Its settings by what they are called in a link."""
        return {self.prefix + name: field for name, field in self.settings.items()}

    @property
    def start(self) -> State:
        """The state of a link that says nothing."""
        return MappingProxyType({name: field.default for name, field in self.settings.items()})


def read_state(lesson: Lesson, query: Mapping[str, Sequence[str]]) -> tuple[State, tuple[str, ...]]:
    """Read the state of a link, parameter -> its values; returns it and a sentence for each thing that could not be taken."""
    found = taken(query, lesson.fields)
    state, clashes = lesson.settle({name: found.values[lesson.prefix + name] for name in lesson.settings})
    return state, (*found.notices, *clashes)


def received_state(lesson: Lesson, sent: object) -> State:
    """Return the state that a browser has sent; what breaks a rule is as at the start, for a browser may send anything."""
    values = dict(lesson.start)
    for name, value in sent.items() if isinstance(sent, Mapping) else ():
        if name in values:
            try:
                values[name] = lesson.settings[name].rule.check(value)
            except ExperimentError:
                continue
    return lesson.settle(values)[0]


def query_of(lesson: Lesson, state: State) -> dict[str, tuple[str, ...]]:
    """Return the parameters of the link that opens the state: what differs from the start."""
    return said({lesson.prefix + name: value for name, value in state.items()}, lesson.fields)


def described(lesson: Lesson) -> list[dict[str, Any]]:
    """Return the controls above the picture as the browser builds them: name, label, help, and options or the steps of a slider."""
    return [{"name": name, **_described(lesson.settings[name].rule)} for name in lesson.controls]


def _described(rule: Rule) -> dict[str, Any]:
    words = {"label": rule.label, "help": rule.help}
    if isinstance(rule, OneOf):
        return {**words, "options": [[key, option.label] for key, option in rule.options.items()]}
    if isinstance(rule, Real):
        return {**words, "steps": list(rule.steps)}
    raise TypeError(f"No control above a picture for {rule!r}.")
