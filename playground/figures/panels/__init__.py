"""The panels of a run: first figure, and the patches of each epoch."""
