"""The page on regularizers: what its link holds, what stands side by side, and its words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import streamlit as st

from playground.experiment import Experiment
from playground.lessons import activations, depth, ensembles, normalization, pictures, regularizers
from playground.lessons.regularizers import SMALL
from playground.link.fields import Field
from playground.settings import ExperimentError, OneOf, Option, Real, Whole
from playground.ui.lessons.lesson import Lesson, Live, Question, Reel, State, controls_of
from playground.ui.lessons.regularizers_many import ask_for_more, many_content, normalized_content, thinned_content, trained
from playground.ui.lessons.regularizers_rows import augmented_rows
from playground.ui.lessons.regularizers_runs import EPOCHS, NOISE, SITUATIONS, beside, fits

FIT = "fit"
_DRAW = "regularizers_draw"
ROWS: Mapping[str, Option] = MappingProxyType(
    {
        "sine": Option("noisy sine (regression)", "Forty points of a sine wave with noise."),
        "moons": Option("two moons (classification)", "Eighty points of two classes that overlap."),
    }
)
COMPARISONS: Mapping[str, Option] = MappingProxyType(
    {
        FIT: Option("under-, well and over-fitted", "The lecture's three situations, on the same rows."),
        "l1": Option("L1", "Each step pulls every weight towards 0 by the same amount."),
        "l2": Option("L2", "Each step pulls every weight towards 0 in proportion to its size."),
        "dropout": Option("dropout", "In each step, other units are switched off at random."),
        "stopping": Option("early stopping", "Training ends when the validation loss no longer improves, and goes back to its best epoch."),
        "normalization": Option("batch normalization", "The outputs of hidden layers get mean 0 and variance 1 over each batch."),
        "noise": Option("augmentation by noise", "The inputs are disturbed anew in every step: no row comes twice."),
        "pictures": Option("augmentation of pictures", "Digits are turned, shifted and zoomed anew in every step: the lecture's figure 7."),
    }
)
# Sliders of numbers that count something.
WHOLE = ("stopping", "normalization")
_STRENGTHS = (1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1)
FUNCTIONS = (
    *(regularizers.l1, regularizers.l1_gradient, regularizers.l2, regularizers.l2_gradient, regularizers.dropout),
    *(
        regularizers.batch_normalization,
        normalization.Outputs,
        activations.relu,
        normalization.hidden_outputs,
        regularizers.noisy,
        regularizers.stopping_epoch,
    ),
    *(pictures.sampled, pictures.turned, pictures.shifted, pictures.zoomed, pictures.augmented),
    *(ensembles.Spread, ensembles.bias_and_variance, depth.uniform_draws, ensembles.masks, ensembles.answers),
)


def _slider(label: str, words: str, steps: tuple[float, ...], start: float) -> Field:
    return Field(Real(label, words, steps[0], steps[-1], steps), start)


SETTINGS: Mapping[str, Field] = MappingProxyType(
    {
        "show": Field(OneOf("Compare", "What stands side by side.", COMPARISONS), FIT),
        "rows": Field(OneOf("Rows", "What the networks learn from.", ROWS), "sine"),
        "epoch": Field(Whole("Epoch", "Where the films stand; at 0 they play.", 0, EPOCHS), 0),
        "l1": _slider("Strength λ of L1", "How hard every step pulls the weights.", _STRENGTHS, 1e-3),
        "l2": _slider("Strength λ of L2", "How hard every step pulls the weights.", _STRENGTHS, 0.01),
        "dropout": _slider("Dropout p", "The share of units that a step switches off.", (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8), 0.2),
        "stopping": _slider("Patience", "Epochs that may pass without improvement.", (1.0, 3.0, 10.0, 20.0, 30.0, 50.0, 100.0), 30.0),
        "normalization": _slider("Normalized layers", "How many of the three hidden layers.", (1.0, 2.0, 3.0), 3.0),
        "many": Field(OneOf("Network", "Which of the three situations is trained many times.", SITUATIONS), "over"),
        "noise": _slider("Noise σ", "Standard deviation of what is added to each input.", (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8), 0.2),
        "pictures": _slider("Moves s", "Up to s / 4 of a turn, s / 2 of a side, zoomed by s.", (0.02, 0.05, 0.1, 0.15, 0.2, 0.3), 0.1),
    }
)


def content() -> Mapping[str, Any]:
    """Return what the page needs besides the films: the variance of the noise in a regression, what counts as small, many networks."""
    return {
        "variances": {"sine": NOISE["sine"] ** 2},
        "small": SMALL,
        "sliders": [name for name in SETTINGS if name in COMPARISONS],
        "many": many_content(),
        "thinned": thinned_content(),
        "normalized": normalized_content(),
        "controls": {"many": controls_of(SETTINGS, ("many",))},
    }


def settled(state: State) -> tuple[State, tuple[str, ...]]:
    """Return the state with whole numbers of what is counted, and a sentence for each that was none."""
    values, notices = dict(state), []
    for name in WHOLE:
        if values[name] != round(values[name]):
            values[name] = float(round(values[name]))
            notices.append(f"{SETTINGS[name].rule.label} must be a whole number. {values[name]:g} is used. Received: {state[name]:g}.")
    return MappingProxyType(values), tuple(notices)


def films(state: State) -> tuple[Reel, ...]:
    """Return what stands side by side: the three fits, or the over-fitted run and the same with a remedy."""
    name, rows = state["show"], state["rows"]
    return fits(rows) if name == FIT else beside(rows, name, state[name])


def told(state: State) -> Mapping[str, Any]:
    """Return the rows that augmentation makes in the state, if it is about that."""
    return {"augmented": augmented_rows(state, st.session_state.get(_DRAW, 0))}


def asked(word: Mapping[str, Any]) -> None:
    """Do what a browser asks for: train one network many times, or draw the augmented rows anew."""
    ask_for_more(word.get("many"))
    if word.get("draw") == "anew":
        st.session_state[_DRAW] = st.session_state.get(_DRAW, 0) + 1


def experiment(state: State) -> tuple[Experiment, str]:
    """Return the last of the films, and what its link says."""
    try:
        reel = films(state)[-1]
    except ExperimentError:
        return Experiment(), "Open the playground: the lecture's example in Keras"
    return reel.experiment, f"Open in the playground: “{reel.title}” in Keras"


REGULARIZERS = Lesson(
    name="regularizers",
    prefix="reg_",
    intro="A network that is too small for its data **under-fits** them: its error stays high. One that is too large **over-fits**: it "
    "learns the noise of its training rows, too, and its error on other rows rises. A **regularizer** leads from the third situation to "
    "the second: choose one below and move its slider.",
    settings=SETTINGS,
    controls=("show", "rows", *(name for name in SETTINGS if name in COMPARISONS)),
    content=content,
    settle=settled,
    question=Question(
        "A network has 25,089 weights and biases for 22 noisy training rows. What does its error on the validation rows do?",
        ("It falls as long as the training error falls", "It falls, turns, and rises again", "It stays where it is"),
        1,
        "First the network learns the wave, which all rows share; then the noise of its training rows, which the others do not share. "
        "Watch the orange line of the third film.",
    ),
    experiment=experiment,
    functions=FUNCTIONS,
    films=films,
    trained=trained,
    live=Live(told, asked),
)
