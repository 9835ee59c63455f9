"""What leaves with the user: plain Keras that reproduces the curve."""
