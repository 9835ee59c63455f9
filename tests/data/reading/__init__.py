"""Tests of what reads a learner's file."""
