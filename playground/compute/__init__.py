"""Where training happens: a Dask cluster here or elsewhere, and the hub that owns the runs."""
