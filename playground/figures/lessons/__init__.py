"""The figures of the lecture's pages."""
