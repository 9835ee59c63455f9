"""The strengths of L1 and L2 in plain Keras: a regularizer, or variables where they change while the network trains."""

from dataclasses import dataclass

from playground.experiment import Training, strengths_at
from playground.export.code import apart, block

_TERMS = {"l1": "keras.ops.sum(keras.ops.abs(kernel))", "l2": "keras.ops.sum(keras.ops.square(kernel))"}


@dataclass(frozen=True)
class Strengths:
    """The strengths over a run.

    Attributes:
        start: those of the first epoch, by the names l1 and l2; only what is ever used.
        steps: later epochs, from 1, at whose beginning they become others.
    """

    start: dict[str, float]
    steps: tuple[tuple[int, dict[str, float]], ...]

    @classmethod
    def of(cls, training: Training) -> "Strengths":
        """Return the strengths that hold in each epoch of a training."""
        begins = [1, *(change.epoch for change in training.changes if change.epoch > 1)]
        held = [dict(zip(_TERMS, strengths_at(training, epoch), strict=True)) for epoch in begins]
        used = [name for name in _TERMS if any(values[name] for values in held)]
        steps = []
        for number, epoch in enumerate(begins[1:], start=1):
            new = {name: held[number][name] for name in used if held[number][name] != held[number - 1][name]}
            if new:
                steps.append((epoch, new))
        return cls({name: held[0][name] for name in used}, tuple(steps))

    @property
    def used(self) -> bool:
        """Whether any epoch has a penalty."""
        return bool(self.start)

    @property
    def definition(self) -> str:
        """The statements that define `penalty`; none without one."""
        if not self.used:
            return ""
        if not self.steps:
            return f"penalty = keras.regularizers.{self._regularizer()}"
        variables = [f"{name} = keras.Variable({value!r}, trainable=False)" for name, value in self.start.items()]
        terms = " + ".join(f"{name} * {_TERMS[name]}" for name in self.start)
        return apart(block(*variables), block("def penalty(kernel):", f"    return {terms}"))

    @property
    def callback(self) -> str:
        """The function `set_strengths` for Keras' `LambdaCallback`; none where nothing changes."""
        if not self.steps:
            return ""
        lines = ["def set_strengths(epoch, logs):  # as somebody did while it trained; epochs count from 0"]
        for epoch, values in self.steps:
            lines.append(f"    if epoch == {epoch - 1}:")
            lines += [f"        {name}.assign({value!r})" for name, value in values.items()]
        return block(*lines)

    def _regularizer(self) -> str:
        if len(self.start) == 2:
            return f"L1L2(l1={self.start['l1']!r}, l2={self.start['l2']!r})"
        ((name, value),) = self.start.items()
        return f"{name.upper()}({value!r})"
