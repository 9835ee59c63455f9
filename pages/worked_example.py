"""Lecture 1.8: a network in Python, from the data to a prediction, line by line."""

from playground.ui.lessons.frame import show_lesson
from playground.ui.lessons.worked_example import WORKED_EXAMPLE

show_lesson(WORKED_EXAMPLE)
