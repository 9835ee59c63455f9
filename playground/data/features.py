"""Columns made of two measurements x and y: what a linear layer cannot make of them by itself."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from playground.events import Floats

FEATURES: Mapping[str, Callable[[Floats, Floats], Floats]] = MappingProxyType(
    {
        "x²": lambda x, _: x * x,
        "y²": lambda _, y: y * y,
        "x·y": lambda x, y: x * y,
        "sin x": lambda x, _: np.sin(x),
        "sin y": lambda _, y: np.sin(y),
    }
)
