"""Nothing that a link may say raises: it gives an experiment or a sentence, and once mended it stays as it is."""

from contextlib import suppress
from random import Random
from urllib.parse import parse_qs, quote

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.link.address import Link, query_for, read_link
from playground.link.fields import FIELDS
from playground.link.values import experiment_of
from playground.settings import ExperimentError
from tests.link.test_address import received

NUMBERS = ("inf", "-inf", "nan", "1e999", "-0", "0x10", "1e-320", "٣", "5", "0.3", "1", "12:l2=0.1", "99999999999999999999")


WORDS = ("true", "off", "Adam", "own", "species", "digits", "Spiral", "upload", "Hinge", "Huber", "tanh", "Validation accuracy", "x²", "y")


TEXTS = st.text(max_size=20) | st.sampled_from((*NUMBERS, *WORDS))


KEYS = st.sampled_from(sorted(FIELDS)) | st.text(max_size=20)


def address(random: Random) -> str:
    """Return a query string of settings' names, sensible and senseless values, and plain noise."""
    noise = "".join(chr(random.randrange(1, 0xD800)) for _ in range(random.randrange(12)))
    return "&".join(
        f"{random.choice((*FIELDS, noise))}{random.choice(('=', '=', '=', ''))}{quote(random.choice((*NUMBERS, *WORDS, noise)))}"
        for _ in range(random.randrange(8))
    )


@settings(max_examples=200, deadline=None)
@given(random=st.randoms(use_true_random=True))
def test_any_of_ten_thousand_query_strings_gives_an_experiment_or_a_sentence(random: Random) -> None:
    for text in (address(random) for _ in range(50)):
        link = read_link(parse_qs(text, keep_blank_values=True))
        assert all(notice.endswith((".", "?")) for notice in link.notices)
        assert (sentence_about(link) or ".").endswith("."), text


def sentence_about(link: Link) -> str | None:
    """Return what is wrong with the settings of a link; None if they are an experiment."""
    try:
        experiment_of(link.values)
    except ExperimentError as error:
        return str(error)
    return None


@settings(max_examples=500, deadline=None)
@given(query=st.dictionaries(KEYS, st.lists(TEXTS, max_size=3), max_size=12))
def test_whatever_a_link_says_once_mended_it_stays_as_it_is(query: dict[str, list[str]]) -> None:
    first = read_link(query)
    for key, value in first.values.items():
        assert value is None or FIELDS[key].rule.check(value) == value
    again = read_link(first.query)
    assert again.query == first.query
    with suppress(ExperimentError):
        experiment = experiment_of(first.values)
        assert experiment_of(again.values) == experiment
        assert experiment_of(read_link(received(query_for(experiment))).values) == experiment


def test_a_link_with_thousands_of_names_says_little_and_never_hides_what_is_wrong_with_a_setting() -> None:
    link = read_link({**{f"learnin_rate{number}": ["1"] for number in range(3_000)}, "epochs": ["many"]})
    assert len(link.notices) == 22
    assert link.notices[-2] == "The link has 2,980 more names that are not settings and were ignored."
    assert link.notices[-1].startswith("Epochs must be a whole number") or "epochs must be" in link.notices[-1]
