"""What `make bench` measures: every number of README's table, side by side in one run."""
