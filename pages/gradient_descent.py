"""Lecture 1.4: error surfaces, and the ways down."""

from playground.ui.lessons.frame import show_lesson
from playground.ui.lessons.gradient_descent import GRADIENT_DESCENT

show_lesson(GRADIENT_DESCENT)
