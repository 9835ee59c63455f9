"""Lecture 1.7: over-fitting, and what is done about it."""

from playground.ui.lessons.frame import show_lesson
from playground.ui.lessons.regularizers import REGULARIZERS

show_lesson(REGULARIZERS)
