"""Lecture 1.5: the chain rule through the network of figure 4, path by path, and gradients in deep networks."""

from playground.ui.lessons.back_propagation import BACK_PROPAGATION
from playground.ui.lessons.frame import show_lesson

show_lesson(BACK_PROPAGATION)
