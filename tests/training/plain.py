"""Network and optimizer of an experiment in plain Keras: nothing of the package's own training code."""

import keras

from playground.experiment import Augmentation, Experiment, Training

SINGLE = ("binary_crossentropy", "hinge")


def network(experiment: Experiment) -> keras.Model:
    """Return the network, each dense layer seeded by 1000 × seed + its number, the layers before them from 101 on."""
    seed = 1000 * experiment.training.seed
    hidden = experiment.network.hidden
    inputs = keras.Input((len(experiment.data.inputs),))
    h = disturbed(inputs, experiment.network.augmentation, seed)
    for number, layer in enumerate(hidden, start=1):
        h = dense(experiment, layer.units, layer.activation, initializer(layer.initializer, seed + number))(h)
        if layer.batch_normalization:
            h = keras.layers.BatchNormalization()(h)
        if layer.dropout > 0:
            h = keras.layers.Dropout(layer.dropout, seed=seed + number)(h)
    last = initializer(experiment.network.output_initializer, seed + len(hidden) + 1)
    return keras.Model(inputs, dense(experiment, outputs(experiment), experiment.network.output, last)(h))


def outputs(experiment: Experiment) -> int:
    """Return how many output units the targets take."""
    data = experiment.data
    if data.targets[0] not in data.info.classes:
        return len(data.targets)
    return 1 if experiment.training.loss in SINGLE else len(data.info.classes[data.targets[0]])


def disturbed(h: keras.KerasTensor, augmentation: Augmentation, seed: int) -> keras.KerasTensor:
    """Put the layers of data augmentation behind the inputs; the pictures are of 8 × 8 pixels."""
    if augmentation.rotation or augmentation.shift or augmentation.zoom:
        h = keras.layers.Reshape((8, 8, 1))(h)
        if augmentation.rotation:
            h = keras.layers.RandomRotation(augmentation.rotation, fill_mode="constant", seed=seed + 101)(h)
        if augmentation.shift:
            h = keras.layers.RandomTranslation(augmentation.shift, augmentation.shift, fill_mode="constant", seed=seed + 102)(h)
        if augmentation.zoom:
            h = keras.layers.RandomZoom(augmentation.zoom, fill_mode="constant", seed=seed + 103)(h)
        h = keras.layers.Reshape((64,))(h)
    if augmentation.noise:
        h = keras.layers.GaussianNoise(augmentation.noise, seed=seed + 104)(h)
    if augmentation.jitter:
        h = keras.layers.GaussianDropout(augmentation.jitter, seed=seed + 105)(h)
    return h


def dense(experiment: Experiment, units: int, activation: str, start: keras.Initializer) -> keras.Layer:
    """Return a dense layer; where a penalty is asked for, now or later, with a regularizer that has no strength yet."""
    training = experiment.training
    penalized = training.l1 or training.l2 or any(change.l1 or change.l2 for change in training.changes)
    regularizer = keras.regularizers.L1L2(0.0, 0.0) if penalized else None
    return keras.layers.Dense(units, activation, kernel_initializer=start, kernel_regularizer=regularizer)


def initializer(name: str, seed: int) -> keras.Initializer:
    """Return the initializer by Keras' class: `he_normal` is `HeNormal`."""
    kind = getattr(keras.initializers, "".join(map(str.title, name.split("_"))))
    return kind() if name == "zeros" else kind(seed=seed)


def optimizer(training: Training) -> keras.Optimizer:
    """Return the optimizer."""
    rate, clip = training.learning_rate, training.clipnorm or None
    match training.optimizer:
        case "sgd":
            return keras.optimizers.SGD(rate, momentum=training.momentum, nesterov=training.nesterov, clipnorm=clip)
        case "adamw":
            return keras.optimizers.AdamW(rate, weight_decay=training.weight_decay, clipnorm=clip)
        case "adam":
            return keras.optimizers.Adam(rate, clipnorm=clip)
        case "nadam":
            return keras.optimizers.Nadam(rate, clipnorm=clip)
        case "rmsprop":
            return keras.optimizers.RMSprop(rate, clipnorm=clip)
        case _:
            return keras.optimizers.Adagrad(rate, clipnorm=clip)
