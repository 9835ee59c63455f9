"""Tests of ui.sidebar."""
