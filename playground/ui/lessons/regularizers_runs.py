"""The runs of the page on regularizers: three fits of the same rows, a remedy beside the over-fitted one, and one network many times."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from playground.experiment import Augmentation, Data, Experiment, Layer, Network, Training
from playground.settings import Option
from playground.summary import parameter_count
from playground.ui.lessons.lesson import Reel

EPOCHS = 300
# The noise of each set of rows: for a regression, a network whose error lies below its variance has learned noise.
NOISE = {"sine": 0.3, "moons": 0.35}
_UNDER: Mapping[str, tuple[Layer, ...]] = {"sine": (Layer(1, "tanh"),), "moons": ()}
_WELL: Mapping[str, tuple[Layer, ...]] = {"sine": (Layer(16, "tanh"),), "moons": (Layer(8, "tanh"),)}
# As few of the 1,797 digits train as there are pictures of anything rare.
_DIGITS = {"test_size": 0.8, "validation_split": 0.6, "seed": 0}
_OVER = (Layer(128), Layer(128), Layer(64))
# Of these networks the page gets the weights, which the engine sends of small ones only.
_SMALL_OVER = (Layer(64), Layer(64), Layer(32))
_THINNED = (Layer(16), Layer(16))
_NORMALIZED = (Layer(16), Layer(16), Layer(16))
# How often each situation is trained on rows of its own.
MANY = 20
SITUATIONS: Mapping[str, Option] = MappingProxyType(
    {
        "under": Option("1. Under-fitted: 1 hidden unit", "Too small for the wave."),
        "well": Option("2. Well fitted: 16 hidden units", "Large enough for the wave, and no larger."),
        "over": Option("3. Over-fitted: hidden 64, 64, 32", "Far too large for its rows."),
    }
)


@dataclass(frozen=True)
class Remedy:
    """A remedy against over-fitting.

    Attributes:
        use: makes the experiment with it, given one without and the value of its slider.
        title: of the film, with a place for that value.
        rows: the only ones that it is for; empty where it is for all.
    """

    use: Callable[[Experiment, float], Experiment]
    title: str
    rows: str = ""


def fits(rows: str) -> tuple[Reel, ...]:
    """Return the lecture's three situations on the same rows."""
    return (
        Reel("1. Under-fitted", _words(under := _fit(rows, _UNDER[rows])), under),
        Reel("2. Well fitted", _words(well := _fit(rows, _WELL[rows], 0.01)), well),
        Reel("3. Over-fitted", _words(over := over_fitted(rows)), over),
    )


def beside(rows: str, name: str, value: float) -> tuple[Reel, ...]:
    """Return the over-fitted run, and the same with a remedy whose slider stands at `value`."""
    remedy = REMEDIES[name]
    over = over_fitted(remedy.rows or rows)
    title = remedy.title.format(value=value)
    return Reel("Over-fitted", _words(over), over), Reel(title, "all else the same", remedy.use(over, value), {name: value})


def over_fitted(rows: str) -> Experiment:
    """Return a network that is far too large for its rows."""
    return _fit(rows, _OVER)


def many(situation: str) -> tuple[Experiment, ...]:
    """Return one network on noisy sines that differ in nothing but the draw of their rows: positions and noise."""
    hidden, rate = {"under": (_UNDER["sine"], 0.003), "well": (_WELL["sine"], 0.01), "over": (_SMALL_OVER, 0.003)}[situation]
    one = _fit("sine", hidden, rate)
    # The films have draw 0.
    return tuple(replace(one, data=replace(one.data, draw=draw)) for draw in range(1, MANY + 1))


def thinned(dropout: float) -> Experiment:
    """Return a network on the noisy sine that is small enough to be drawn, with that dropout behind each hidden layer."""
    return _dropping_out(_fit("sine", _THINNED), dropout)


def normalized(layers: float) -> Experiment:
    """Return a network on the noisy sine whose outputs can be shown unit by unit, with so many of its three layers normalized."""
    return _normalized(_fit("sine", _NORMALIZED), layers)


def _fit(rows: str, hidden: tuple[Layer, ...], learning_rate: float = 0.003) -> Experiment:
    if rows == "digits":
        digits = Training("adam", 0.0003, loss="categorical_crossentropy", batch_size=16, epochs=EPOCHS, seed=0)
        return Experiment(Data("digits", **_DIGITS), Network(hidden, "softmax"), digits)  # type: ignore[arg-type]
    common = {"noise": NOISE[rows], "validation_split": 0.3, "seed": 0, "standardize": True}
    training = Training("adam", learning_rate, batch_size=8, epochs=EPOCHS, seed=0)
    if rows == "sine":
        return Experiment(Data("sine", samples=40, **common), Network(hidden), training)  # type: ignore[arg-type]
    data = Data("moons", samples=80, **common)  # type: ignore[arg-type]
    return Experiment(data, Network(hidden, "sigmoid"), replace(training, loss="binary_crossentropy"))


def _words(experiment: Experiment) -> str:
    """Say how large the network is, and how few its rows are."""
    units = [layer.units for layer in experiment.network.hidden]
    match units:
        case []:
            network = "no hidden layer"
        case [1]:
            network = "1 hidden unit"
        case [one]:
            network = f"{one} hidden units"
        case _:
            network = f"hidden {', '.join(map(str, units))}"
    return f"{network}: {parameter_count(experiment):,} parameters for {experiment.data.split_rows[0]} training rows"


def _with_l1(over: Experiment, value: float) -> Experiment:
    return replace(over, training=replace(over.training, l1=value))


def _with_l2(over: Experiment, value: float) -> Experiment:
    return replace(over, training=replace(over.training, l2=value))


def _dropping_out(over: Experiment, value: float) -> Experiment:
    return replace(over, network=replace(over.network, hidden=tuple(replace(layer, dropout=value) for layer in over.network.hidden)))


def _stopped(over: Experiment, value: float) -> Experiment:
    return replace(over, training=replace(over.training, early_stopping=True, patience=round(value)))


def _normalized(over: Experiment, value: float) -> Experiment:
    layers = enumerate(over.network.hidden)
    hidden = tuple(replace(layer, batch_normalization=number < round(value)) for number, layer in layers)
    return replace(over, network=replace(over.network, hidden=hidden))


def moves(value: float) -> Augmentation:
    """Return how far pictures are moved where the slider stands at `value`."""
    return Augmentation(rotation=value / 4, shift=value / 2, zoom=value)


def _moved(over: Experiment, value: float) -> Experiment:
    return replace(over, network=replace(over.network, augmentation=moves(value)))


def _noisy(over: Experiment, value: float) -> Experiment:
    return replace(over, network=replace(over.network, augmentation=Augmentation(noise=value)))


REMEDIES: Mapping[str, Remedy] = MappingProxyType(
    {
        "l1": Remedy(_with_l1, "With L1, λ = {value:g}"),
        "l2": Remedy(_with_l2, "With L2, λ = {value:g}"),
        "dropout": Remedy(_dropping_out, "With dropout, p = {value:g}"),
        "stopping": Remedy(_stopped, "With early stopping, patience {value:g}"),
        "normalization": Remedy(_normalized, "With batch normalization of {value:g} of 3 layers"),
        "noise": Remedy(_noisy, "With noise of {value:g} on the inputs"),
        "pictures": Remedy(_moved, "With pictures moved by up to {value:g}", "digits"),
    }
)
