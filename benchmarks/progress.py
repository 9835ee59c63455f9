"""Words on stderr while something takes long; stdout is the table's."""

import sys


def say(what: str) -> None:
    """Say what is being measured."""
    print(f"… {what}", file=sys.stderr, flush=True)
