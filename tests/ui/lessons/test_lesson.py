"""What the pages of the lecture have in common: order, links, and code that runs as it is shown."""

from itertools import pairwise

import numpy as np
import pytest

from playground.lessons import perceptron
from playground.lessons.rows import EXCLUSIVE_OR
from playground.link.address import query_for, read_link
from playground.settings import OneOf
from playground.ui.contents import CONTENTS, PAGES, neighbours, page_on
from playground.ui.lessons.activations import ACTIVATION_FUNCTIONS
from playground.ui.lessons.back_propagation import BACK_PROPAGATION
from playground.ui.lessons.frame import code_of
from playground.ui.lessons.gradient_descent import GRADIENT_DESCENT
from playground.ui.lessons.lesson import Lesson, described, query_of, read_state, received_state
from playground.ui.lessons.perceptron import PERCEPTRON
from playground.ui.lessons.regularizers import REGULARIZERS
from playground.ui.lessons.worked_example import WORKED_EXAMPLE

LESSONS = [PERCEPTRON, GRADIENT_DESCENT, BACK_PROPAGATION, ACTIVATION_FUNCTIONS, REGULARIZERS, WORKED_EXAMPLE]


def test_pages_stand_in_the_lectures_order_and_lead_to_each_other() -> None:
    sections = [entry.section for entry in CONTENTS.values()]
    assert sections == sorted(sections)
    assert all((PAGES / f"{name}.py").is_file() for name in CONTENTS)
    names = list(CONTENTS)
    assert neighbours(names[0])[0] is None
    assert neighbours(names[-1])[1] is None
    assert all(neighbours(before)[1] == after and neighbours(after)[0] == before for before, after in pairwise(names))


def test_a_section_knows_its_page() -> None:
    assert page_on("1.3") == "perceptron"
    assert page_on("+") is None
    assert CONTENTS["perceptron"].label == "1.3 Perceptron"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_lesson_is_whole(lesson: Lesson) -> None:
    assert lesson.name in CONTENTS
    together = lesson.views.values() or [lesson.controls]
    # Of the sliders of the regularizers, one is in view at a time.
    assert lesson is REGULARIZERS or all(1 <= len(controls) <= 5 for controls in together)
    assert {name for controls in together for name in controls} == set(lesson.controls)
    assert [control["name"] for control in described(lesson)] == list(lesson.controls)
    assert 3 <= len(lesson.question.answers) <= 4
    assert lesson.question.right < len(lesson.question.answers)
    assert lesson.intro.count(". ") + 1 <= 3
    for setting in lesson.settings.values():
        assert setting.rule.check(setting.default) == setting.default
        assert setting.rule.help


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_choice_is_opened_by_its_link(lesson: Lesson) -> None:
    assert query_of(lesson, lesson.start) == {}
    for name, setting in lesson.settings.items():
        for value in setting.rule.options if isinstance(setting.rule, OneOf) else ():
            state, _ = lesson.settle({**lesson.start, name: value})
            assert read_state(lesson, query_of(lesson, state)) == (state, ())


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_the_playgrounds_link_opens_the_experiment(lesson: Lesson) -> None:
    for name, setting in lesson.settings.items():
        for value in setting.rule.options if isinstance(setting.rule, OneOf) else ():
            experiment, label = lesson.experiment(lesson.settle({**lesson.start, name: value})[0])
            query = {key: [texts] if isinstance(texts, str) else texts for key, texts in query_for(experiment).items()}
            assert read_link(query).notices == ()
            assert "Keras" in label


def test_links_of_the_lecture_are_not_taken_for_settings_of_the_playground() -> None:
    for lesson in LESSONS:
        assert read_link({lesson.prefix + name: ["1"] for name in lesson.settings}).notices == ()


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("w1", "heavy", "Weight w₁ must be a number of at least -20 and at most 20. The default 1 is used. Received: 'heavy'."),
        ("w0", "1e999", "Weight w₀ must be a number of at least -20 and at most 20. The default -1 is used. Received: inf."),
        ("steps", "-1", "Steps must be a whole number from 0 to 5,000. The default 0 is used. Received: -1."),
        ("row", "101", "Row must be a whole number from 1 to 100. The default 1 is used. Received: 101."),
        (
            "x2",
            "petal length",
            "Input x₂ must be another measurement than input x₁. The first other, sepal length, is used. Received: petal length.",
        ),
    ],
)
def test_a_garbled_link_falls_back_with_a_sentence(name: str, text: str, sentence: str) -> None:
    state, notices = read_state(PERCEPTRON, {f"per_{name}": [text], "per_w2": ["3"]})
    assert notices == (sentence,)
    assert state["w2"] == 3.0
    assert state["x1"] != state["x2"]


def test_a_row_that_the_rows_lack_falls_back_with_a_sentence() -> None:
    state, notices = read_state(PERCEPTRON, {"per_rows": ["exclusive or"], "per_row": ["7"]})
    assert (state["rows"], state["row"]) == (EXCLUSIVE_OR, 4)
    assert notices == ("Row must be a whole number from 1 to 4. The last one is used. Received: 7.",)


@pytest.mark.parametrize("sent", [None, 3, {"w1": float("nan")}, {"w1": "1", "rows": ["xor"], "steps": 1.5}, {"other": 1}])
def test_a_browser_may_send_anything(sent: object) -> None:
    assert received_state(PERCEPTRON, sent) == PERCEPTRON.start


def test_what_a_browser_sends_is_the_state() -> None:
    state = received_state(PERCEPTRON, {**PERCEPTRON.start, "w1": -3, "rows": EXCLUSIVE_OR, "row": 2})
    assert query_of(PERCEPTRON, state) == {"per_rows": ("xor",), "per_w1": ("-3",), "per_row": ("2",)}


def test_the_code_runs_as_it_is_shown() -> None:
    names: dict[str, object] = {}
    exec(compile(code_of(PERCEPTRON.functions), "<shown>", "exec"), names)  # noqa: S102 - our own functions
    rng = np.random.default_rng(0)
    x, y, w = perceptron.with_bias(rng.normal(size=(30, 2))), rng.integers(0, 2, 30).astype(float), rng.normal(size=3)
    for name in ("squared_error", "squared_error_gradient", "log_loss", "log_loss_gradient"):
        shown, ours = names[name], getattr(perceptron, name)
        assert callable(shown)
        assert shown is not ours
        np.testing.assert_array_equal(shown(w, x, y), ours(w, x, y))
    learn = names["rosenblatt"]
    assert callable(learn)
    np.testing.assert_array_equal(learn(w, x, y, 0.5, 3)[0], perceptron.rosenblatt(w, x, y, 0.5, 3)[0])
