"""What stands in for the services of a process."""

from typing import Self


class OneForBoth:
    """Compute and hub in one object."""

    @property
    def hub(self) -> Self:
        """Itself."""
        return self

    @property
    def compute(self) -> Self:
        """Itself."""
        return self
