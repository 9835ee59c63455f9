"""Rules as data: what they accept, the one form they turn it into, and the sentence with which they refuse the rest."""

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, fields
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.choices import ACTIVATIONS, INITIALIZERS, LOSSES, MONITORS, OPTIMIZERS, SCHEDULES
from playground.datasets import DATASETS
from playground.experiment import HIDDEN_LAYERS, Augmentation, Data, Layer, Network, Training
from playground.settings import (
    ExperimentError,
    Flag,
    Names,
    OneOf,
    Option,
    Real,
    Rule,
    Whole,
    check_settings,
    joined,
    rule_of,
    setting,
    shown,
)

WHOLE = Whole("Epochs", "How often.", 1, 10_000)
REAL = Real("Learning rate", "The step.", 0.0, 10.0, (0.01, 0.1), open_low=True)
FRACTION = Real("Dropout", "The share.", 0.0, 1.0, (0.0, 0.5), open_high=True)
ONE_OF = OneOf("Optimizer", "The rule.", MappingProxyType({"sgd": Option("SGD", "Plain."), "adam": Option("Adam", "Adaptive.")}))
NAMES = Names("Inputs", "The columns.")
FLAG = Flag("Shuffle", "On or off.")

# Nothing that a learner, a link, a file or a caller may hand over where a number belongs passes for one.
NO_NUMBERS = [None, True, False, np.True_, "0.01", "5", b"5", 1j, Decimal(5), [5], {"a": 5}, {5}, object, float("nan"), np.float64("nan")]
INFINITE = [float("inf"), float("-inf"), np.inf, 10**400, -(10**400), pytest.param(10**5000, id="5001 digits")]


@pytest.mark.parametrize("value", [1, 10_000, 500, np.int64(7), np.uint8(7), np.int32(10_000)])
def test_whole_turns_every_whole_number_into_an_int(value: object) -> None:
    checked = WHOLE.check(value)
    assert checked == value
    assert type(checked) is int


@pytest.mark.parametrize("value", [*NO_NUMBERS, *INFINITE, 0, 10_001, -1, 1.0, 1.5, np.float32(3), Fraction(3)])
def test_whole_refuses_the_rest_with_its_sentence(value: object) -> None:
    with pytest.raises(ExperimentError) as refused:
        WHOLE.check(value)
    assert str(refused.value) == f"Epochs must be a whole number from 1 to 10,000. Received: {shown(value)}."


@pytest.mark.parametrize("value", [10, 10.0, 1e-300, 5e-324, 0.5, np.float32(0.5), np.float64(0.1), np.int8(3), Fraction(1, 3)])
def test_real_turns_every_number_between_its_bounds_into_a_float(value: object) -> None:
    checked = REAL.check(value)
    assert checked == float(value)  # type: ignore[arg-type]
    assert type(checked) is float


@pytest.mark.parametrize("value", [*NO_NUMBERS, *INFINITE, 0, 0.0, -0.0, -1e-300, 10.000001, np.float64(11)])
def test_real_refuses_the_rest_with_its_sentence(value: object) -> None:
    with pytest.raises(ExperimentError) as refused:
        REAL.check(value)
    assert str(refused.value) == f"Learning rate must be a number above 0 and at most 10. Received: {shown(value)}."


def test_an_open_upper_bound_is_excluded_and_the_sentence_says_so() -> None:
    assert FRACTION.check(np.nextafter(1.0, 0.0)) < 1.0
    with pytest.raises(ExperimentError) as refused:
        FRACTION.check(1.0)
    assert str(refused.value) == "Dropout must be a number of at least 0 and below 1. Received: 1.0."


@pytest.mark.parametrize("rule", [REAL, FRACTION])
def test_an_open_bound_holds_for_fractions_that_round_onto_it(rule: Real) -> None:
    tiny = Fraction(1, 10**400)
    with pytest.raises(ExperimentError):
        rule.check(tiny if rule is REAL else 1 - tiny)


def test_negative_zero_becomes_zero() -> None:
    assert str(FRACTION.check(-0.0)) == "0.0"


@pytest.mark.parametrize("value", ["sgd", "adam", np.str_("adam")])
def test_one_of_accepts_its_names_as_plain_text(value: str) -> None:
    assert ONE_OF.check(value) == str(value)
    assert type(ONE_OF.check(value)) is str


@pytest.mark.parametrize(
    "value",
    [None, True, 0, "SGD", "", " sgd", b"sgd", ["sgd"], {"sgd": 1}, {"sgd"}, float("nan"), pytest.param(10**5000, id="5001 digits")],
)
def test_one_of_refuses_the_rest_with_its_sentence(value: object) -> None:
    with pytest.raises(ExperimentError) as refused:
        ONE_OF.check(value)
    assert str(refused.value) == f"Optimizer must be one of sgd, adam. Received: {shown(value)}."


@pytest.mark.parametrize("value", [True, False])
def test_a_flag_is_on_or_off(value: bool) -> None:
    assert FLAG.check(value) is value


@pytest.mark.parametrize("value", [0, 1, "true", "on", "", None, [], np.True_, float("nan")])
def test_a_flag_refuses_the_rest_with_its_sentence(value: object) -> None:
    with pytest.raises(ExperimentError) as refused:
        FLAG.check(value)
    assert str(refused.value) == f"Shuffle must be on or off: true or false. Received: {shown(value)}."


@pytest.mark.parametrize("value", [("a", "b"), ["a", "b"], [np.str_("a"), np.str_("b")]])
def test_names_turn_every_sequence_of_texts_into_a_tuple(value: object) -> None:
    assert NAMES.check(value) == ("a", "b")
    assert {type(name) for name in NAMES.check(value)} == {str}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ((), "Inputs must name at least one column. Received: none."),
        ([], "Inputs must name at least one column. Received: none."),
        (("a", "b", "a"), "Inputs must name each column once. Received: a, b, a."),
        ("petal", "Inputs must be a list of column names. Received: 'petal'."),
        (None, "Inputs must be a list of column names. Received: None."),
        (5, "Inputs must be a list of column names. Received: 5."),
        (("a", 5), "Inputs must be a list of column names. Received: ('a', 5)."),
        ([["a"]], "Inputs must be a list of column names. Received: [['a']]."),
        ({"a": 1}, "Inputs must be a list of column names. Received: {'a': 1}."),
        ({"a"}, "Inputs must be a list of column names. Received: {'a'}."),
    ],
)
def test_names_refuse_the_rest_with_their_sentence(value: object, sentence: str) -> None:
    with pytest.raises(ExperimentError) as refused:
        NAMES.check(value)
    assert str(refused.value) == sentence


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.complex_numbers(), st.lists(st.text()), st.fractions()
)


@pytest.mark.parametrize("rule", [WHOLE, REAL, FRACTION, FLAG, ONE_OF, NAMES])
@settings(deadline=None)
@given(value=ANYTHING)
def test_whatever_comes_a_rule_returns_its_canonical_form_or_one_sentence(rule: Rule, value: object) -> None:
    try:
        checked = rule.check(value)
    except ExperimentError as error:
        sentence = str(error)
    else:
        assert rule.check(checked) == checked
        assert hash(checked) == hash(rule.check(checked))
        return
    assert sentence.startswith(f"{rule.label} must ")
    assert ". Received: " in sentence


def test_what_was_received_fits_into_a_sentence() -> None:
    assert shown("petal") == "'petal'"
    assert len(shown("x" * 10_000)) == 58
    assert shown("x" * 10_000).endswith("…")
    assert shown(10**5000) == "a number too long to show"
    nested: list[object] = []
    for _ in range(5_000):
        nested = [nested]
    assert shown(nested) == "lists within lists too deep to show"


def test_names_in_a_sentence_are_short_and_hide_nothing() -> None:
    assert joined(("a", "b c")) == "a, b c"
    assert joined(("it's", 'said "so"')) == 'it\\\'s, said "so"'
    assert joined(("\ud800", "a\nb", "\u202e")) == "\\ud800, a\\nb, \\u202e"
    assert len(joined(("x" * 10_000,))) == 240


@dataclass(frozen=True)
class Sample:
    """Two settings and a field without a rule."""

    epochs: int = setting(100, WHOLE)
    optimizer: str = setting("sgd", ONE_OF)
    note: object = None

    def __post_init__(self) -> None:
        """Check the settings."""
        check_settings(self)


def test_a_setting_carries_its_rule_and_its_default() -> None:
    assert Sample() == Sample(epochs=100, optimizer="sgd")
    assert rule_of(Sample, "epochs") is WHOLE
    with pytest.raises(FrozenInstanceError):
        Sample().epochs = 5  # type: ignore[misc]


def test_settings_become_canonical_and_other_fields_stay() -> None:
    note = ["anything"]
    sample = Sample(epochs=np.int64(5), note=note)  # type: ignore[arg-type]
    assert type(sample.epochs) is int
    assert sample.note is note


def test_the_first_broken_setting_is_the_one_that_is_told() -> None:
    with pytest.raises(ExperimentError, match=r"^Epochs must"):
        Sample(epochs=0, optimizer="rmsprop")


RULES: dict[str, Rule] = {
    f"{cls.__name__}.{field.name}": field.metadata["rule"]
    for cls in (Data, Layer, Augmentation, Network, Training)
    for field in fields(cls)
    if "rule" in field.metadata
} | {"Network.hidden": HIDDEN_LAYERS}


# These are no single values but parts with rules of their own.
PARTS = {"Data.upload", "Network.augmentation", "Training.changes"}


@pytest.mark.parametrize("cls", [Data, Layer, Augmentation, Network, Training])
def test_every_field_of_an_experiment_has_a_rule_or_is_a_part(cls: type) -> None:
    assert {f"{cls.__name__}.{field.name}" for field in fields(cls)} - PARTS <= set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_label_help_and_bounds(name: str) -> None:
    rule = RULES[name]
    assert rule.label[0].isupper()
    assert rule.help[0].isupper() or rule.help[0] in "νE"
    assert rule.help.endswith(".")
    if isinstance(rule, Whole):
        assert rule.low < rule.high
    elif isinstance(rule, Real):
        assert rule.low < rule.high
        assert list(rule.steps) == sorted(set(rule.steps))
        assert [rule.check(step) for step in rule.steps] == list(rule.steps)
    elif isinstance(rule, OneOf):
        assert [rule.check(option) for option in rule.options] == list(rule.options)
    else:
        assert isinstance(rule, Names | Flag)


@pytest.mark.parametrize("registry", [ACTIVATIONS, INITIALIZERS, OPTIMIZERS, SCHEDULES, LOSSES, MONITORS, DATASETS])
def test_every_entry_of_a_registry_has_label_and_help_and_none_can_be_changed(registry: Mapping[str, Option]) -> None:
    for name, option in registry.items():
        assert name == name.lower()
        assert option.label[0].isupper()
        assert option.help.endswith(".")
    assert len({option.label.casefold() for option in registry.values()}) == len(registry)
    with pytest.raises(TypeError):
        registry["new"] = Option("New", "New.")  # type: ignore[index]
