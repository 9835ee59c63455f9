"""From an experiment to real Keras objects: model and optimizer."""

import playground.training.setup  # noqa: F401, I001 - it quiets TensorFlow, so it stands before Keras, which imports it
from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf

from playground.datasets import DIGIT_SIDE
from playground.events import Floats
from playground.experiment import Augmentation, Experiment, Training, layer_seed

# Numbers of the layers in front, beyond those of any hidden layer: for `layer_seed`, in the order in which they stand.
AUGMENTATION_LAYERS = {"rotation": 101, "shift": 102, "zoom": 103, "noise": 104, "jitter": 105}

INITIALIZERS = {
    "glorot_uniform": keras.initializers.GlorotUniform,
    "glorot_normal": keras.initializers.GlorotNormal,
    "he_uniform": keras.initializers.HeUniform,
    "he_normal": keras.initializers.HeNormal,
    "lecun_uniform": keras.initializers.LecunUniform,
    "lecun_normal": keras.initializers.LecunNormal,
    "random_normal": keras.initializers.RandomNormal,
}

OPTIMIZERS = {
    "sgd": keras.optimizers.SGD,
    "rmsprop": keras.optimizers.RMSprop,
    "adagrad": keras.optimizers.Adagrad,
    "adam": keras.optimizers.Adam,
    "adamw": keras.optimizers.AdamW,
    "nadam": keras.optimizers.Nadam,
}


def build_model(experiment: Experiment) -> keras.Model:
    """Return the functional Keras model: input, augmentation, hidden1, normalization1, dropout1, hidden2, …, output.

    Kernels start as their initializer draws them with `layer_seed(...)`, biases at 0: Keras' defaults, with a seed each.
    """
    seed = experiment.training.seed
    network = experiment.network
    inputs = keras.Input((len(experiment.data.inputs),), name="input")
    h = _augmented(inputs, network.augmentation, seed)
    for number, layer in enumerate(network.hidden, start=1):
        h = _dense(layer.units, layer.activation, f"hidden{number}", _initializer(experiment, number))(h)
        if layer.batch_normalization:
            h = keras.layers.BatchNormalization(name=f"normalization{number}")(h)
        if layer.dropout:
            h = keras.layers.Dropout(layer.dropout, seed=layer_seed(seed, number), name=f"dropout{number}")(h)
    last = _initializer(experiment, len(network.hidden) + 1)
    return keras.Model(inputs, _dense(len(experiment.output_names), network.output, "output", last)(h))


def _augmented(h: keras.KerasTensor, augmentation: Augmentation, seed: int) -> keras.KerasTensor:
    """Put the layers that disturb inputs behind `h`; pictures are folded for theirs, and what moves in from outside is 0."""
    seeds = {name: layer_seed(seed, number) for name, number in AUGMENTATION_LAYERS.items()}
    if augmentation.moves_pictures:
        h = keras.layers.Reshape((DIGIT_SIDE, DIGIT_SIDE, 1), name="picture")(h)
        if augmentation.rotation:
            h = keras.layers.RandomRotation(augmentation.rotation, "constant", seed=seeds["rotation"], name="rotation")(h)
        if augmentation.shift:
            h = keras.layers.RandomTranslation(augmentation.shift, augmentation.shift, "constant", seed=seeds["shift"], name="shift")(h)
        if augmentation.zoom:
            h = keras.layers.RandomZoom(augmentation.zoom, fill_mode="constant", seed=seeds["zoom"], name="zoom")(h)
        h = keras.layers.Reshape((DIGIT_SIDE * DIGIT_SIDE,), name="pixels")(h)
    if augmentation.noise:
        h = keras.layers.GaussianNoise(augmentation.noise, seed=seeds["noise"], name="noise")(h)
    if augmentation.jitter:
        h = keras.layers.GaussianDropout(augmentation.jitter, seed=seeds["jitter"], name="jitter")(h)
    return h


def _dense(units: int, activation: str, name: str, initializer: keras.Initializer) -> keras.Layer:
    return keras.layers.Dense(units, activation, kernel_initializer=initializer, name=name)


def _initializer(experiment: Experiment, number: int) -> keras.Initializer:
    """Return the initializer of dense layer `number`, from 1, the output being the last."""
    hidden = experiment.network.hidden
    name = hidden[number - 1].initializer if number <= len(hidden) else experiment.network.output_initializer
    if name == "zeros":
        return keras.initializers.Zeros()
    return INITIALIZERS[name](seed=layer_seed(experiment.training.seed, number))


def reseed(model: keras.Model, experiment: Experiment) -> None:
    """Put a model back to the start that `build_model` gives for the experiment's seed, without building it again."""
    number = 0
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dense):
            number += 1
            layer.kernel.assign(_initializer(experiment, number)(layer.kernel.shape))
            layer.bias.assign(keras.ops.zeros_like(layer.bias))
        elif isinstance(layer, keras.layers.BatchNormalization):
            for variable, start in ((layer.gamma, 1.0), (layer.beta, 0.0), (layer.moving_mean, 0.0), (layer.moving_variance, 1.0)):
                variable.assign(keras.ops.full_like(variable, start))
        generator = getattr(layer, "seed_generator", None) or getattr(layer, "generator", None)
        if generator is not None:
            start = layer_seed(experiment.training.seed, AUGMENTATION_LAYERS.get(layer.name, number))
            generator.state.assign(keras.random.SeedGenerator(start).state)


def of_all_weights(model: keras.Model, gradients: Sequence[tf.Tensor]) -> tuple[Floats, ...]:
    """Return the gradients of the trainable weights in Keras' order of all weights, with 0 for those that no gradient moves."""
    known = dict(zip(map(id, model.trainable_variables), gradients, strict=True))
    return tuple(known[id(one)].numpy() if id(one) in known else np.zeros(one.shape, np.float32) for one in model.weights)


def build_optimizer(training: Training) -> keras.Optimizer:
    """Return the Keras optimizer with its own defaults for everything that the experiment leaves open."""
    options: dict[str, object] = {"clipnorm": training.clipnorm or None}
    if training.optimizer == "sgd":
        options |= {"momentum": training.momentum, "nesterov": training.nesterov}
    if training.optimizer == "adamw":
        options["weight_decay"] = training.weight_decay
    return OPTIMIZERS[training.optimizer](training.learning_rate, **options)
