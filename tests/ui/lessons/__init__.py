"""Tests of ui.lessons."""
