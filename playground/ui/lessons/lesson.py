"""What a page of the lecture is: the state that its link holds, what its picture is drawn from, its question and its code."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from playground.experiment import Experiment
from playground.link.fields import Field
from playground.link.rules import said, taken
from playground.link.several import Several
from playground.settings import ExperimentError, OneOf, Real, Rule, Whole

State: TypeAlias = Mapping[str, Any]
"""A value for each setting of the page."""


@dataclass(frozen=True)
class Reel:
    """One of the films side by side on a page.

    Attributes:
        title: above it.
        words: what is special about it, in one short line.
        experiment: what is trained.
        facts: numbers of the experiment that the page's formulas need.
    """

    title: str
    words: str
    experiment: Experiment
    facts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Unseen:
    """A run of a page that has no film: the browser calculates with its network, which has to be small.

    Attributes:
        experiment: what is trained.
        moving: whether the browser gets the weights on the way, too, or those at the end alone.
    """

    experiment: Experiment
    moving: bool = False


@dataclass(frozen=True)
class Question:
    """What the page asks before it shows: the answers, which of them is right, and one sentence why."""

    text: str
    answers: tuple[str, ...]
    right: int
    why: str


@dataclass(frozen=True)
class Live:
    """What a page trains on the real engine.

    Attributes:
        told: what the browser is told of it in a state.
        asked: does what the browser asks for; it may ask for anything.
    """

    told: Callable[[State], Mapping[str, Any]]
    asked: Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class Lesson:
    """A page of the lecture.

    Attributes:
        name: its key in the contents, and the name of the module that draws its picture.
        prefix: how its parameters begin in a link.
        intro: at most three sentences, in Markdown.
        settings: its state, name -> rule and value at the start.
        controls: the settings that have a control above the picture, at most five of them in view.
        content: makes what the picture is drawn from, besides the state.
        settle: makes the values of a state go together; returns it and a sentence for each value that it had to replace.
        question: asked before the page shows.
        experiment: shows the same on real Keras, and what its link says.
        functions: the NumPy behind the picture.
        views: of a page that shows one thing or another, the controls of each; empty for a page that shows one thing.
        shown: the NumPy behind what only some states show; it stands before the rest.
        films: the experiments of a state that are trained side by side; None on a page without films.
        trained: of a page with films, what else is trained in a state, by a name.
        live: what the page trains; None where it only calculates.
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
    shown: Callable[[State], tuple[Callable[..., Any], ...]] = lambda _: ()
    films: Callable[[State], tuple[Reel, ...]] | None = None
    trained: Callable[[State], Mapping[str, Sequence[Unseen]]] = lambda _: MappingProxyType({})
    live: Live | None = None
    views: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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
    """Return the controls above the picture as the browser builds them."""
    return controls_of(lesson.settings, lesson.controls)


def controls_of(settings: Mapping[str, Field], names: Sequence[str]) -> list[dict[str, Any]]:
    """Return controls as the browser builds them: name, label, help, and options, with how many may be chosen, or a slider's steps."""
    return [{"name": name, **_described(settings[name].rule)} for name in names]


def _described(rule: Rule | Several) -> dict[str, Any]:
    words = {"label": rule.label, "help": rule.help}
    if isinstance(rule, OneOf | Several):
        options = {**words, "options": [[key, option.label] for key, option in rule.options.items()]}
        return {**options, "most": rule.most} if isinstance(rule, Several) else options
    if isinstance(rule, Real):
        return {**words, "steps": list(rule.steps)}
    if isinstance(rule, Whole):
        return {**words, "steps": list(range(rule.low, rule.high + 1))}
    raise TypeError(f"No control above a picture for {rule!r}.")
