"""What regularizers do, from scratch: penalties, dropout, batch normalization, noise on the inputs, and early stopping. Lecture 1.7."""

from collections.abc import Sequence

import numpy as np

from playground.events import Floats, WeightSizes
from playground.lessons.activations import FloatArray

# Keras' L1 leaves weights close to 0, not exactly there: smaller than this counts as none.
SMALL = 0.001


def l1(w: FloatArray, strength: float) -> float:
    """Return the L1 penalty λ·Σ|w| of weights of any shape; `strength` is λ ≥ 0."""
    return float(strength * np.abs(w).sum())


def l1_gradient(w: FloatArray, strength: float) -> FloatArray:
    """Return its gradient λ·sign(w): every weight is pulled equally hard, whatever its size."""
    return strength * np.sign(w)


def l2(w: FloatArray, strength: float) -> float:
    """Return the L2 penalty λ·Σw² of weights of any shape; `strength` is λ ≥ 0."""
    return float(strength * (w**2).sum())


def l2_gradient(w: FloatArray, strength: float) -> FloatArray:
    """Return its gradient 2·λ·w: a weight is pulled in proportion to its size."""
    return 2.0 * strength * w


def dropout(a: FloatArray, share: float, rng: np.random.Generator) -> FloatArray:
    """Return outputs of a layer with each set to 0 with probability `share` in [0, 1), the others divided by 1 − share."""
    kept = rng.random(a.shape) >= share
    # The mean over all masks is a, so nothing need be scaled when the network is used.
    return np.where(kept, a / (1.0 - share), 0.0)


def batch_normalization(a: FloatArray, gamma: FloatArray, beta: FloatArray, epsilon: float = 0.001) -> FloatArray:
    """Return γ·(a − μ) / √(σ² + ε) + β for outputs of shape (rows, units); μ and σ² are those of the batch, one a unit."""
    normalized: FloatArray = (a - a.mean(axis=0)) / np.sqrt(a.var(axis=0) + epsilon)
    return gamma * normalized + beta


def noisy(x: FloatArray, deviation: float | FloatArray, rng: np.random.Generator) -> FloatArray:
    """Return inputs of any shape with normal noise of that standard deviation, one or one a column: augmentation for tables."""
    return x + rng.normal(0.0, deviation, x.shape)


def stopping_epoch(losses: Sequence[float], patience: int) -> tuple[int, int]:
    """Return when early stopping ends a run, and its best epoch, both from 1, given the validation loss after every epoch."""
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch + 1, best + 1
    return len(losses), best + 1


def weight_sizes(weights: Sequence[Floats]) -> WeightSizes:
    """Return how large the kernels are among arrays in Keras' order; whatever has one axis is a bias, a scale or a mean."""
    kernels = [w for w in weights if w.ndim == 2]
    small = sum(int(np.count_nonzero(np.abs(w) < SMALL)) for w in kernels)
    absolute = sum(float(np.abs(w).sum(dtype=np.float64)) for w in kernels)
    squared = sum(float(np.square(w, dtype=np.float64).sum()) for w in kernels)
    return WeightSizes(sum(w.size for w in kernels), small, absolute, squared)
