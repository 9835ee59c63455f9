"""Pure Plotly: arrays in, a figure or a patch out."""
