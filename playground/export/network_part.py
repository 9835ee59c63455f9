"""The network of an experiment in plain Keras."""

from playground.datasets import DIGIT_SIDE
from playground.experiment import Augmentation, Experiment, Layer, layer_seed
from playground.export.code import Section, apart, block, call
from playground.export.strengths import Strengths

# Numbers of the layers in front, for their seeds, as the playground counts them.
_FRONT = {"rotation": 101, "shift": 102, "zoom": 103, "noise": 104, "jitter": 105}


def network_section(experiment: Experiment) -> Section:
    """Return the code that leaves `model`."""
    network = experiment.network
    strengths = Strengths.of(experiment.training)
    last = len(network.hidden) + 1
    lines = [f'inputs = h = keras.Input(({len(experiment.data.inputs)},), name="input")']
    lines += _augmented(network.augmentation, experiment.training.seed)
    for number, layer in enumerate(network.hidden, start=1):
        lines += _hidden(experiment, layer, number)
    initializer = _initializer(experiment, network.output_initializer, last)
    lines.append(_dense("outputs", (len(experiment.output_names), network.output, initializer, "output"), strengths))
    names = {_class_name(layer.initializer) for layer in network.hidden} | {_class_name(network.output_initializer)}
    lines += ["model = keras.Model(inputs, outputs)", "model.summary()"]
    code = apart(strengths.definition, block(*lines)) if strengths.steps else block(strengths.definition, *lines)
    return Section(
        "Network",
        "every layer has a seed of its own, so that it starts with the same weights each time.",
        ("import keras", "from keras import layers", f"from keras.initializers import {', '.join(sorted(names))}"),
        code,
    )


def _hidden(experiment: Experiment, layer: Layer, number: int) -> list[str]:
    seed = layer_seed(experiment.training.seed, number)
    initializer = _initializer(experiment, layer.initializer, number)
    strengths = Strengths.of(experiment.training)
    lines = [_dense("h", (layer.units, layer.activation, initializer, f"hidden{number}"), strengths)]
    if layer.batch_normalization:
        lines.append(f'h = layers.BatchNormalization(name="normalization{number}")(h)')
    if layer.dropout:
        lines.append(f'h = layers.Dropout({layer.dropout!r}, seed={seed}, name="dropout{number}")(h)')
    return lines


def _dense(variable: str, words: tuple[int, str, str, str], strengths: Strengths) -> str:
    units, activation, initializer, name = words
    penalty = ["kernel_regularizer=penalty"] if strengths.used else []
    arguments = [str(units), f'"{activation}"', f"kernel_initializer={initializer}", *penalty, f'name="{name}"']
    return call(f"{variable} = layers.Dense(", arguments, ")(h)")


def _initializer(experiment: Experiment, name: str, number: int) -> str:
    seed = "" if name == "zeros" else f"seed={layer_seed(experiment.training.seed, number)}"
    return f"{_class_name(name)}({seed})"


def _class_name(initializer: str) -> str:
    return "".join(word.capitalize() for word in initializer.split("_"))


def _augmented(augmentation: Augmentation, seed: int) -> list[str]:
    lines = []
    seeds = {name: layer_seed(seed, number) for name, number in _FRONT.items()}

    def add(kind: str, name: str, *arguments: str) -> None:
        lines.append(call(f"h = layers.{kind}(", [*arguments, f"seed={seeds[name]}", f'name="{name}"'], ")(h)"))

    if augmentation.moves_pictures:
        lines.append(f'h = layers.Reshape(({DIGIT_SIDE}, {DIGIT_SIDE}, 1), name="picture")(h)')
        if augmentation.rotation:
            add("RandomRotation", "rotation", repr(augmentation.rotation), '"constant"')
        if augmentation.shift:
            add("RandomTranslation", "shift", repr(augmentation.shift), repr(augmentation.shift), '"constant"')
        if augmentation.zoom:
            add("RandomZoom", "zoom", repr(augmentation.zoom), 'fill_mode="constant"')
        lines.append(f'h = layers.Reshape(({DIGIT_SIDE * DIGIT_SIDE},), name="pixels")(h)')
    if augmentation.noise:
        add("GaussianNoise", "noise", repr(augmentation.noise))
    if augmentation.jitter:
        add("GaussianDropout", "jitter", repr(augmentation.jitter))
    return lines
