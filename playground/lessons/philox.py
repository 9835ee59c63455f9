"""The random numbers behind Keras' initial weights, from scratch: Philox, and what TensorFlow makes of its bits.

A counter goes through ten rounds of multiplications and comes out as four words of 32 random bits: there is no state, so any part of the
sequence is had at once, and the same on every machine. Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2,
3"; the distributions are those of TensorFlow's `random_distributions.h`, each word's lower 23 bits a fraction in [0, 1).
"""

import math

import numpy as np
from numpy.typing import NDArray

from playground.events import Floats

_Words = NDArray[np.uint64]

_MULTIPLIERS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL = 0x9E3779B9, 0xBB67AE85
_ROUNDS = 10
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
# With these TensorFlow scrambles a seed before it serves as a key.
_SCRAMBLING = 0x3EC8F720, 0x02461E29
# Keras takes seeds modulo this.
_SEEDS = 2**31 - 2

# Of four normal numbers that are to lie within two standard deviations: so many blocks of the sequence are theirs.
_RESERVED = 256
_TRUNCATION = 2.0
# The smallest fraction whose logarithm is taken.
_EPSILON = np.float32(1e-7)


def philox(counters: _Words, key: tuple[int, int]) -> _Words:
    """Return Philox 4×32-10 of some counters: four words of 32 bits each.

    Args:
        counters: shape (blocks, 4), the lowest word first.
        key: two words.

    Returns:
        Words below 2³², shape (blocks, 4).
    """
    c0, c1, c2, c3 = counters.T
    k0, k1 = key
    for _ in range(_ROUNDS):
        first, second = _MULTIPLIERS[0] * c0, _MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (second >> _HALF) ^ c1 ^ np.uint64(k0), second & _LOW, (first >> _HALF) ^ c3 ^ np.uint64(k1), first & _LOW
        k0, k1 = (k0 + _WEYL[0]) % 2**32, (k1 + _WEYL[1]) % 2**32
    return np.stack([c0, c1, c2, c3], axis=1)


def random_words(seed: int, blocks: NDArray[np.int64]) -> _Words:
    """Return some blocks of the sequence that `tf.random.stateless_*` draws from with the seed [seed, 0]; shape (blocks, 4)."""
    mixed = philox(np.array([[seed % _SEEDS, 0, 0, 0]], np.uint64), _SCRAMBLING)[0].tolist()
    counters = np.empty((len(blocks), 4), np.uint64)
    counters[:, 0], counters[:, 1] = blocks & 0xFFFFFFFF, blocks >> 32
    counters[:, 2:] = mixed[2:]
    return philox(counters, (mixed[0], mixed[1]))


def uniform(seed: int, count: int) -> Floats:
    """Return numbers in [0, 1), as `tf.random.stateless_uniform` draws them; shape (count,)."""
    return _fractions(random_words(seed, np.arange(-(-count // 4)))).ravel()[:count]


def normal(seed: int, count: int) -> Floats:
    """Return normal numbers of mean 0 and variance 1, as `tf.random.stateless_normal` draws them; shape (count,)."""
    return _box_muller(random_words(seed, np.arange(-(-count // 4)))).ravel()[:count]


def truncated_normal(seed: int, count: int) -> Floats:
    """Return the same, those beyond ±2 drawn again, as `tf.random.stateless_truncated_normal` draws them; shape (count,).

    Every four numbers have their own 256 blocks of the sequence, and are the first in there that are not too large.
    """
    groups = np.arange(-(-count // 4))
    found = np.empty((len(groups), 4), np.float32)
    # Of the first four numbers, all are within in 83 of 100 groups; the others look at twice as many, and so on.
    waiting, width = groups, 1
    while len(waiting):
        blocks = waiting[:, None] * _RESERVED + np.arange(width)
        drawn = _box_muller(random_words(seed, blocks.ravel())).reshape(len(waiting), 4 * width)
        within = np.abs(drawn) < _TRUNCATION
        enough = within.sum(axis=1) >= 4
        # Stable, so that those within come first, in the order in which they were drawn.
        first = np.argsort(~within, axis=1, kind="stable")[:, :4]
        found[waiting[enough]] = np.take_along_axis(drawn, first, axis=1)[enough]
        waiting, width = waiting[~enough], 2 * width
    return found.ravel()[:count]


def _fractions(words: _Words) -> Floats:
    """Return the lower 23 bits of each word as a number in [0, 1)."""
    ones = (words & np.uint64(0x7FFFFF)).astype(np.uint32) | np.uint32(0x3F800000)
    return ones.view(np.float32) - np.float32(1.0)


def _box_muller(words: _Words) -> Floats:
    """Return two normal numbers of every two words, √(−2 ln u) sin 2πv and √(−2 ln u) cos 2πv; the words' shape.

    Each step is rounded to single precision, as it is there.
    """
    fractions = _fractions(words).astype(np.float64)
    u, v = np.maximum(fractions[:, ::2], _EPSILON), fractions[:, 1::2]
    angle = (2.0 * math.pi * v).astype(np.float32).astype(np.float64)
    radius = np.sqrt(-2.0 * np.log(u).astype(np.float32))
    pairs = [np.sin(angle).astype(np.float32) * radius, np.cos(angle).astype(np.float32) * radius]
    return np.stack(pairs, axis=2).reshape(words.shape)
