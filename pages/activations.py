"""Lecture 1.6: what an activation function does to a weighted sum, and to the gradient on its way back."""

from playground.ui.lessons.activations import ACTIVATION_FUNCTIONS
from playground.ui.lessons.frame import show_lesson

show_lesson(ACTIVATION_FUNCTIONS)
