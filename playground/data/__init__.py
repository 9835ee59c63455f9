"""Data sets by name and tables of the learner's own, as arrays ready for training: drawing, reading, loading, splitting."""
