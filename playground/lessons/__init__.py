"""From scratch in NumPy: what the lecture derives, one concept a module."""
