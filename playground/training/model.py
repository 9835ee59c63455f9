"""From an experiment to real Keras objects: model, optimizer and loss."""

import playground.training.setup  # noqa: F401, I001 - it quiets TensorFlow, so it stands before Keras, which imports it
import keras

from playground.experiment import Experiment, Training


def layer_seed(seed: int, layer: int) -> int:
    """Return the seed of one layer: 1000 × seed + layer.

    Keras' `set_random_seed` is process-wide, so every layer gets a seed of its own. Layers count from 1, the output
    included; a layer's weights and its dropout are different streams, so one number serves both.
    """
    return 1000 * seed + layer


def build_model(experiment: Experiment) -> keras.Model:
    """Return the functional Keras model: input, hidden1, dropout1, hidden2, …, output.

    Kernels start as `GlorotUniform(seed=layer_seed(...))`, biases at 0: Keras' defaults, with a seed each.
    """
    seed = experiment.training.seed
    network = experiment.network
    inputs = h = keras.Input((len(experiment.data.inputs),), name="input")
    for number, layer in enumerate(network.hidden, start=1):
        h = _dense(layer.units, layer.activation, f"hidden{number}", layer_seed(seed, number))(h)
        if layer.dropout:
            h = keras.layers.Dropout(layer.dropout, seed=layer_seed(seed, number), name=f"dropout{number}")(h)
    last = len(network.hidden) + 1
    outputs = _dense(len(experiment.data.output_names), network.output, "output", layer_seed(seed, last))(h)
    return keras.Model(inputs, outputs)


def _dense(units: int, activation: str, name: str, seed: int) -> keras.Layer:
    return keras.layers.Dense(units, activation, kernel_initializer=keras.initializers.GlorotUniform(seed=seed), name=name)


def reseed(model: keras.Model, seed: int) -> None:
    """Put a model back to the start that `build_model` gives for another seed, without building it again."""
    number = 0
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dense):
            number += 1
            kernel = keras.initializers.GlorotUniform(seed=layer_seed(seed, number))(layer.kernel.shape)
            layer.kernel.assign(kernel)
            layer.bias.assign(keras.ops.zeros_like(layer.bias))
        elif isinstance(layer, keras.layers.Dropout):
            start = keras.random.SeedGenerator(layer_seed(seed, number)).state
            layer.seed_generator.state.assign(start)


def build_optimizer(training: Training) -> keras.Optimizer:
    """Return the Keras optimizer with its own defaults for everything that the experiment leaves open."""
    if training.optimizer == "adam":
        return keras.optimizers.Adam(training.learning_rate)
    return keras.optimizers.SGD(training.learning_rate, momentum=training.momentum)


LOSSES = {"mse": keras.losses.MeanSquaredError, "categorical_crossentropy": keras.losses.CategoricalCrossentropy}


def build_loss(training: Training, reduction: str) -> keras.Loss:
    """Return the Keras loss: a mean over rows with the reduction `sum_over_batch_size`, one value a row with `none`."""
    return LOSSES[training.loss](reduction=reduction)
