"""Datasets by name, as arrays ready for training: loading and splitting."""
