"""Changes while training, as a link says them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.experiment import Change
from playground.link.changes import CHANGES, changes_in, changes_in_words, written
from playground.settings import ExperimentError

STRENGTHS = st.none() | st.floats(0.0, 10.0)
SOME = st.tuples(st.floats(0.0, 10.0, exclude_min=True), STRENGTHS, STRENGTHS)


def test_a_change_is_an_epoch_and_what_holds_from_it_on() -> None:
    changes = (Change(12, learning_rate=0.001), Change(30, l2=0.01))
    assert written(changes) == "12:learning_rate=0.001,30:l2=0.01"
    assert changes_in("12:learning_rate=0.001,30:l2=0.01") == changes
    assert changes_in_words(changes) == ["From epoch 12: Learning rate 0.001", "From epoch 30: L2 0.01"]


@pytest.mark.parametrize(("number", "each"), [(501, 1), (1_501, 1), (10_000, 3)])
def test_more_changes_than_anybody_makes_are_refused(number: int, each: int) -> None:
    names = ("l1", "l2", "learning_rate")[:each]
    most = ",".join(f"{epoch}:{name}=0.1" for epoch in range(1, 501) for name in names)
    assert len(changes_in(most)) == 500
    more = ",".join(f"{epoch}:{name}=0.1" for epoch in range(1, number + 1) for name in names)
    with pytest.raises(ExperimentError, match=rf"^Changes while training must be at most 500\. Received: {number * each:,}\.$"):
        CHANGES.check(more)


def test_none_is_an_empty_text() -> None:
    assert changes_in("") == changes_in(" , ") == ()
    assert written(()) == ""


def test_several_settings_of_an_epoch_are_one_change_and_the_later_word_counts() -> None:
    assert changes_in("30:l1=0.1, 5:l2=1e-2, 30:l2=3, 30:L1=0") == (Change(5, l2=0.01), Change(30, l1=0.0, l2=3.0))


@settings(deadline=None)
@given(drawn=st.dictionaries(st.integers(1, 10_000), SOME, max_size=5))
def test_any_changes_read_back_as_themselves(drawn: dict[int, tuple[float, float | None, float | None]]) -> None:
    changes = tuple(Change(epoch, *drawn[epoch]) for epoch in sorted(drawn))
    assert changes_in(written(changes)) == changes
    assert CHANGES.check(written(changes)) == written(changes)


@pytest.mark.parametrize(
    "text", ["12", "12:", "12:l2", "12:l2=", "12:l2=x", "12:momentum=0.9", "a:l2=1", "-1:l2=1", "12:l2=nan", "9" * 5000 + ":l2=1"]
)
def test_anything_else_is_a_sentence(text: str) -> None:
    with pytest.raises(ExperimentError, match=r"^Changes while training must be written as 12:learning_rate=0\.001 or "):
        changes_in(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0:l2=1", r"^The epoch of a change must be a whole number from 1 to 10,000\. Received: 0\.$"),
        ("10001:l2=1", r"^The epoch of a change must be a whole number from 1 to 10,000\. Received: 10001\.$"),
        ("5:learning_rate=0", r"^Learning rate must be a number above 0 and at most 10\. Received: 0\.0\.$"),
        ("5:l1=1e999", r"^L1 must be a number of at least 0 and at most 10\. Received: inf\.$"),
    ],
)
def test_values_keep_the_rules_of_what_they_change(text: str, sentence: str) -> None:
    with pytest.raises(ExperimentError, match=sentence):
        changes_in(text)


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=40) | st.text("0123456789:=,l12earning_t.", max_size=40))
def test_any_text_gives_changes_or_a_sentence(text: str) -> None:
    try:
        found = changes_in(text)
    except ExperimentError:
        return
    assert changes_in(written(found)) == found
    assert CHANGES.check(text) == written(found)


def test_only_a_text_says_changes() -> None:
    with pytest.raises(ExperimentError, match=r"^Changes while training must be a text\. Received: 3\.$"):
        changes_in(3)
