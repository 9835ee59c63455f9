"""What Keras' `fit` traces for one batch: a step of training and a step of evaluation, for any number of rows."""

import tensorflow as tf

from playground.experiment import Experiment
from playground.training.losses import hits, threshold_of
from playground.training.network import TrainedNetwork


class Steps:
    """The steps of a network, as functions of a batch: inputs, targets and the strengths of L1 and L2."""

    def __init__(self, experiment: Experiment, network: TrainedNetwork) -> None:
        """Begin with a network of the experiment."""
        self._network = network
        self._classifies = experiment.data.task == "classification"
        self._threshold = threshold_of(experiment.training.loss)
        self._penalized = any(network.penalty.uses)

    def trained(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor) -> list[tf.Tensor]:
        """Update the weights once; returns sums over the rows: of loss, hits and penalty."""
        predictions, loss, extra, gradients = self._gradients(x, y, strengths)
        self._network.optimizer.apply(gradients, self._network.trainable)
        return self._sums(y, predictions, loss, extra)

    def scored(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor) -> list[tf.Tensor]:
        """Return sums over the rows, of loss and hits, and the predictions."""
        model = self._network.model
        predictions = model(x, training=False)
        with self._network.penalty.of(strengths):
            loss = model.compute_loss(x, y, predictions, training=False)
        return [*self._sums(y, predictions, loss, tf.constant(0.0))[:2], predictions]

    def watched(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor) -> list[tf.Tensor]:
        """Update the weights once; returns the loss and, for each of the weights, their gradient's norm and if they are finite."""
        _, loss, _, gradients = self._gradients(x, y, strengths)
        trainable = self._network.trainable
        self._network.optimizer.apply(gradients, trainable)
        norms = tf.stack([tf.norm(gradient) for gradient in gradients])
        return [loss, norms, tf.stack([tf.reduce_all(tf.math.is_finite(weight)) for weight in trainable])]

    def taken(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor) -> list[tf.Tensor]:
        """Update the weights once; returns the gradients that the optimizer was given."""
        *_, gradients = self._gradients(x, y, strengths)
        self._network.optimizer.apply(gradients, self._network.trainable)
        return gradients

    def _gradients(self, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor, list[tf.Tensor]]:
        """Go forward and back; returns predictions, loss with penalty, penalty and gradients."""
        model = self._network.model
        with self._network.penalty.of(strengths):
            with tf.GradientTape() as tape:
                predictions = model(x, training=True)
                loss = model.compute_loss(x, y, predictions, training=True)
            extra = tf.add_n(model.losses) if self._penalized else tf.constant(0.0)
        return predictions, loss, extra, tape.gradient(loss, self._network.trainable)

    def _sums(self, y: tf.Tensor, predictions: tf.Tensor, loss: tf.Tensor, extra: tf.Tensor) -> list[tf.Tensor]:
        """Return sums over the rows: of loss, hits and penalty.

        Keras' mean over batches counts each by its rows, so that the short last one does not weigh as much as a full one.
        """
        rows = tf.cast(tf.shape(y)[0], tf.float32)
        right = hits(y, predictions, self._threshold) if self._classifies else tf.constant(0.0)
        return [loss * rows, right, extra * rows]
