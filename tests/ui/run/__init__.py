"""Tests of ui.run."""
