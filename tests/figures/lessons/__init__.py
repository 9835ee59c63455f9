"""Tests of figures.lessons."""
