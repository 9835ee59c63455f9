"""Tests of figures.panels."""
