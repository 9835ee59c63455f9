"""Changes while training, as a link says them."""

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.experiment import Change, Neuron, WeightEdit
from playground.link.changes import CHANGES, changes_in, changes_in_words, written
from playground.settings import ExperimentError
from tests.strategies import neurons, weight_edits

STRENGTHS = st.none() | st.floats(0.0, 10.0)
SIZES = ((4, 64), (64, 32), (32, 2))
WEIGHTS, NEURONS = st.lists(weight_edits(SIZES, 1e6), max_size=4).map(tuple), st.lists(neurons(SIZES), max_size=3).map(tuple)
SOME = st.tuples(st.floats(0.0, 10.0, exclude_min=True), STRENGTHS, STRENGTHS, WEIGHTS, NEURONS)
Settings = tuple[float, float | None, float | None, tuple[WeightEdit, ...], tuple[Neuron, ...]]


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


def test_an_edited_weight_is_named_by_layer_source_and_unit_and_a_bias_by_its_unit() -> None:
    weights = (WeightEdit(1, 3, 2, 0.5), WeightEdit(2, 0, 4, -1.0))
    changes = (Change(12, weights=weights), Change(20, l1=0.1, silenced=(Neuron(1, 5), Neuron(1, 6), Neuron(2, 1))))
    assert written(changes) == "12:w1.3.2=0.5,12:b2.4=-1,20:l1=0.1,20:n1.5=0,20:n1.6=0,20:n2.1=0"
    assert changes_in("12:b2.4=-1,20:n1.6=0, 20:n1.5=-0.0,20:L1=.1,12:W1.3.2=5e-1,20:n2.1=0") == changes
    assert changes_in("12:w2.0.4=-1") == changes_in("12:b2.4=-1")
    assert changes_in_words(changes) == [
        "Before epoch 12: weight from input 3 to unit 2 = 0.5, bias of unit 4 of layer 2 = -1",
        "From epoch 20: L1 0.1",
        "Before epoch 20: 3 neurons silenced",
    ]


def test_a_frozen_neuron_is_named_by_layer_and_number() -> None:
    changes = (
        Change(12, frozen=(Neuron(1, 5),)),
        Change(20, weights=(WeightEdit(1, 0, 5, 0.5),), frozen=(Neuron(1, 1), Neuron(2, 3), Neuron(2, 4))),
    )
    assert written(changes) == "12:f1.5=1,20:f1.1=1,20:f2.3=1,20:f2.4=1,20:b1.5=0.5"
    assert changes_in("20:f2.4=1,20:b1.5=0.5,20:f2.3=1.0,12:F1.5=1,20:f1.1=1") == changes
    assert changes_in_words(changes) == [
        "Before epoch 12: neuron 5 of hidden 1 frozen",
        "Before epoch 20: bias of unit 5 of layer 1 = 0.5, 3 neurons frozen",
    ]


def test_of_two_words_about_a_weight_the_later_counts() -> None:
    assert changes_in("5:w2.3.1=1,5:w2.3.1=2") == (Change(5, weights=(WeightEdit(2, 3, 1, 2.0),)),)
    # A neuron's weights are silenced, too, and one of them may be set again.
    assert changes_in("5:w2.3.1=1,5:w2.4.1=1,5:n1.3=0") == changes_in("5:n1.3=0,5:w2.4.1=1")
    both = (Change(5, weights=(WeightEdit(2, 3, 1, 1.0),), silenced=(Neuron(1, 3),)),)
    assert changes_in("5:n1.3=0,5:w2.3.1=1") == both
    assert written(both) == "5:n1.3=0,5:w2.3.1=1"


def test_the_most_edits_fit_into_a_link() -> None:
    changes = tuple(
        Change(epoch, weights=tuple(WeightEdit(3, source, 500, -0.12345678 * source) for source in range(100, 200)))
        for epoch in (1_000, 2_000)
    )
    assert len(quote(written(changes))) < 8_000


def test_none_is_an_empty_text() -> None:
    assert changes_in("") == changes_in(" , ") == ()
    assert written(()) == ""


def test_several_settings_of_an_epoch_are_one_change_and_the_later_word_counts() -> None:
    assert changes_in("30:l1=0.1, 5:l2=1e-2, 30:l2=3, 30:L1=0") == (Change(5, l2=0.01), Change(30, l1=0.0, l2=3.0))


@settings(deadline=None)
@given(drawn=st.dictionaries(st.integers(1, 10_000), SOME, max_size=5))
def test_any_changes_read_back_as_themselves(drawn: dict[int, Settings]) -> None:
    changes = tuple(Change(epoch, *drawn[epoch]) for epoch in sorted(drawn))
    assert changes_in(written(changes)) == changes
    assert CHANGES.check(written(changes)) == written(changes)


@pytest.mark.parametrize(
    "text",
    [
        "12",
        "12:",
        "12:l2",
        "12:l2=",
        "12:l2=x",
        "12:momentum=0.9",
        "a:l2=1",
        "-1:l2=1",
        "12:l2=nan",
        "9" * 5000 + ":l2=1",
        "12:w1.3=1",
        "12:b1=1",
        "12:w1.3.2.4=1",
        "12:n.5=0",
        "12:x1.5=0",
        "12:w-1.3.2=1",
    ],
)
def test_anything_else_is_a_sentence(text: str) -> None:
    with pytest.raises(
        ExperimentError, match=r"^Changes while training must be written as 12:learning_rate=0\.001, 30:l2=0\.01 or 30:w1\.3\.2=0\.5, "
    ):
        changes_in(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0:l2=1", r"^The epoch of a change must be a whole number from 1 to 10,000\. Received: 0\.$"),
        ("10001:l2=1", r"^The epoch of a change must be a whole number from 1 to 10,000\. Received: 10001\.$"),
        ("5:learning_rate=0", r"^Learning rate must be a number above 0 and at most 10\. Received: 0\.0\.$"),
        ("5:n1.5=1", r"^A neuron is silenced by n1\.5=0, and by no other number\. Received: n1\.5=1\.$"),
        ("5:f1.5=0", r"^A neuron is frozen by f1\.5=1, and by no other number\. Received: f1\.5=0\.$"),
        ("5:w1.3.2=2e6", r"^An edited weight must be a number of at least -1,000,000 and at most 1,000,000\. Received: 2000000\.0\.$"),
        ("5:b1.2=1e999", r"^An edited weight must be a number of at least -1,000,000 and at most 1,000,000\. Received: inf\.$"),
        ("5:w0.3.2=1", r"^The layer of an edited weight must be a whole number from 1 to 9\. Received: 0\.$"),
        ("5:n9.3=0", r"^The layer of a silenced or frozen neuron must be a whole number from 1 to 8\. Received: 9\.$"),
        ("5:l1=1e999", r"^L1 must be a number of at least 0 and at most 10\. Received: inf\.$"),
    ],
)
def test_values_keep_the_rules_of_what_they_change(text: str, sentence: str) -> None:
    with pytest.raises(ExperimentError, match=sentence):
        changes_in(text)


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=40) | st.text("0123456789:=,l12earning_t.wbn", max_size=40))
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
