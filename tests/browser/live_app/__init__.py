"""A small app around the live view, whose runs do what a test says."""
