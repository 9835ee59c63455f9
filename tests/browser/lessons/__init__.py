"""The lecture's pages in a real browser."""
