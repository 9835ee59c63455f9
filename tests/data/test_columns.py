"""Names from a stranger's file: one line of visible text each, and none twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.columns import MAX_NAME, UNREADABLE, clean, distinct_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("age", "age"),
        ("  sepal \t length\n(cm) ", "sepal length (cm)"),
        ("a\u00a0b", "a b"),
        ("bell\x07", f"bell{UNREADABLE}"),
        ("\u202eevil", f"{UNREADABLE}evil"),
        ("zero\u200bwidth", f"zero{UNREADABLE}width"),
        ("x" * 61, "x" * 59 + "…"),
        ("x" * 60, "x" * 60),
        ("<b>größe</b>", "<b>größe</b>"),
        ('=HYPERLINK("http://x")', '=HYPERLINK("http://x")'),
        ("", ""),
    ],
)
def test_a_name_is_one_short_line_that_hides_nothing(text: str, name: str) -> None:
    assert clean(text) == name


@given(text=st.text(st.characters(codec=None)))
def test_whatever_it_was_a_clean_name_can_be_printed(text: str) -> None:
    name = clean(text)
    assert len(name) <= MAX_NAME
    assert name.isprintable()
    assert name.encode().decode() == name
    assert clean(name) == name


def test_names_that_are_taken_or_missing_get_a_number() -> None:
    assert distinct_names(("x", "y", "x", "", "x"), "column") == ("x", "y", "x (2)", "column 4", "x (3)")
    assert distinct_names(("x", "x", "x (2)"), "column") == ("x", "x (3)", "x (2)")
    assert distinct_names(("column 2", ""), "column") == ("column 2", "column 2 (2)")


@given(texts=st.lists(st.sampled_from(("", " ", "x", "x (2)", "x (3)", "column 1", "y" * 70, "y" * 71)), max_size=12))
def test_no_name_stands_twice(texts: list[str]) -> None:
    names = distinct_names(texts, "column")
    assert len(names) == len(texts) == len(set(names))
    assert all(names)
