"""Tests of figures.drawing."""
