"""What a link may say about the settings of a page: each by its rule, with a sentence for what breaks it. The same for every page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.link.fields import Field
from playground.link.several import Several
from playground.link.texts import names_of, read, refusal, texts_of, words_of
from playground.settings import ExperimentError


@dataclass(frozen=True)
class Taken:
    """What a link says about some settings.

    Attributes:
        values: a value for every setting, the default where the link says nothing or nothing sensible.
        notices: one sentence for each thing that could not be taken, in the order of the settings.
    """

    values: Mapping[str, object]
    notices: tuple[str, ...]


def taken(query: Mapping[str, Sequence[str]], fields: Mapping[str, Field]) -> Taken:
    """Read the settings of a page; parameters of others are not looked at.

    Args:
        query: parameter -> its values, in order of appearance.
        fields: the page's settings by their names in the link.
    """
    values, notices = {}, []
    for key, field in fields.items():
        values[key] = field.default
        if query.get(key):
            try:
                values[key] = read(field.rule, query[key])
            except ExperimentError as error:
                values[key], used = _instead(field, query[key])
                notices.append(refusal(error, used))
    return Taken(values, tuple(notices))


def said(values: Mapping[str, object], fields: Mapping[str, Field]) -> dict[str, tuple[str, ...]]:
    """Return the parameters of the link that says the values of a page's settings; it leaves out defaults."""
    return {key: texts_of(field.rule, values[key]) for key, field in fields.items() if values.get(key, field.default) != field.default}


def _instead(field: Field, texts: Sequence[str]) -> tuple[object, str]:
    """Return what is used instead of texts that break the rule, and the words for it."""
    rule = field.rule
    if isinstance(rule, Several) and (usable := rule.usable(names_of(rule, texts))):
        return usable, f"Only {rule.words(usable)} {'is' if len(usable) == 1 else 'are'} used."
    used = "The usual one" if field.default is None else f"The default {words_of(rule, field.default) or 'none'}"
    return field.default, f"{used} is used."
