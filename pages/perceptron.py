"""Lecture 1.2 and 1.3: one unit, its weights and the line that they draw."""

from playground.ui.lessons.frame import show_lesson
from playground.ui.lessons.perceptron import PERCEPTRON

show_lesson(PERCEPTRON)
