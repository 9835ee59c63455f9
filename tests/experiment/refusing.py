"""What a refusal looks like: one sentence, to the letter."""

from collections.abc import Callable

import pytest

from playground.settings import ExperimentError


def sentence_of(make: Callable[..., object], *args: object, **settings: object) -> str:
    """Return the sentence with which `make` refuses the settings."""
    with pytest.raises(ExperimentError) as refused:
        make(*args, **settings)
    return str(refused.value)
