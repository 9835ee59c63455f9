"""What stands around the panels: training, results, rows, downloads."""
