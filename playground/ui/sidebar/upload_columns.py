"""What the learner decides about the columns of a file of their own: which codes are categories, and what counts as missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from playground.data.choosing import ABSENT_RULE, CATEGORIES_RULE, Choice, can_be_codes
from playground.data.columns import CsvFile
from playground.ui.notices import literal
from playground.ui.session import Kept

ABSENT, CATEGORIES = "upload_absent", "upload_categories"


def categories_said(kept: Kept, inputs: Sequence[str]) -> tuple[str, ...]:
    """Return which of the inputs the learner takes as categories."""
    said = st.session_state.get(CATEGORIES, kept.choice.decisions.categories)
    return tuple(name for name in said if name in inputs)


def show_categories(kept: Kept, choice: Choice) -> None:
    """Show which inputs may be codes of categories, where there are some."""
    numbers = (kept.file.column(name) for name in choice.inputs)
    options = [column.name for column in numbers if can_be_codes(column)]
    if not options:
        return
    chosen = [name for name in choice.decisions.categories if name in options]
    # Options that went with an input would be refused as values.
    if st.session_state.get(CATEGORIES) != chosen:
        st.session_state[CATEGORIES] = chosen
    st.multiselect(CATEGORIES_RULE.label, options, key=CATEGORIES, help=CATEGORIES_RULE.help, placeholder="None of them")


@dataclass(frozen=True)
class _Offer:
    """A word and the columns in which it may mean that nothing is there.

    Attributes:
        text: the word.
        columns: names of the columns.
        count: how many cells of theirs say so.
        missing: whether they count as missing unless the learner decides otherwise.
    """

    text: str
    columns: tuple[str, ...]
    count: int
    missing: bool

    @property
    def label(self) -> str:
        """What the learner reads."""
        more = f" and {len(self.columns) - 2} more" if len(self.columns) > 2 else ""
        return f"“{self.text}” in {', '.join(self.columns[:2])}{more}: {self.count:,}"

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each column's name with the word."""
        return tuple((column, self.text) for column in self.columns)


def absent_said(kept: Kept) -> tuple[tuple[str, str], ...] | None:
    """Return what the learner counts as missing, as pairs of column and text; None where that is what the file suggests."""
    if ABSENT not in st.session_state:
        return kept.choice.decisions.absent
    offers, said = _offers(kept.file), st.session_state[ABSENT]
    if set(said) == set(_suggested(offers)):
        return None
    # A value that was typed holds in every column.
    pairs = (offers[label].pairs if label in offers else (("", str(label).strip()),) for label in said)
    return tuple(pair for found in pairs for pair in found)


def show_absent(kept: Kept, choice: Choice) -> None:
    """Show the words that may mean that nothing is there, and take any other value that the learner types."""
    offers = _offers(kept.file)
    st.session_state.setdefault(ABSENT, _labels(offers, choice))
    typed = [str(label) for label in st.session_state[ABSENT] if label not in offers]
    st.multiselect(
        ABSENT_RULE.label,
        [*offers, *typed],
        key=ABSENT,
        help=ABSENT_RULE.help,
        placeholder="Type a value such as -200",
        accept_new_options=True,
    )
    strange = [text for text in typed if not _stands_in(kept.file, choice, text.strip())]
    if strange:
        st.caption(literal(f"No column that is chosen holds {', '.join(f'“{text}”' for text in strange)}."))


def _offers(file: CsvFile) -> Mapping[str, _Offer]:
    """Return the words about which the learner can decide, by what they read; one for all columns that suggest the same."""
    found: dict[tuple[str, bool], _Offer] = {}
    for column in file.columns:
        for word in column.words:
            if column.kind not in ("number", "category") or word.decided:
                continue
            before = found.get((word.text, word.missing), _Offer(word.text, (), 0, word.missing))
            found[word.text, word.missing] = _Offer(word.text, (*before.columns, column.name), before.count + word.count, word.missing)
    return {offer.label: offer for offer in found.values()}


def _suggested(offers: Mapping[str, _Offer]) -> list[str]:
    return [label for label, offer in offers.items() if offer.missing]


def _labels(offers: Mapping[str, _Offer], choice: Choice) -> list[str]:
    """Return what stands in the control for a choice that was made before."""
    absent = choice.decisions.absent
    if absent is None:
        return _suggested(offers)
    return [label for label, offer in offers.items() if set(offer.pairs) <= set(absent)] + [text for name, text in absent if not name]


def _stands_in(file: CsvFile, choice: Choice, text: str) -> bool:
    names = (*choice.targets, *choice.inputs)
    return any(file.column(name).holds(text) for name in names)
