"""Which of the runs that have ended are let go of, and whose tables: the hub's memory has bounds."""

from collections import Counter
from collections.abc import Sequence, Set

from playground.compute.run import Run
from playground.data.tables import Table

# A browser remembers as many (`static/memory.js`): nobody finds a session's older runs again, and with its weights each takes 2 MB.
REMEMBERED_RUNS = 8

# The tables of runs that have ended may take so many bytes together: a seminar of 30 with 100,000 rows of 20 columns each.
MAX_TABLE_BYTES = 240_000_000


def forgotten(ended: Sequence[Run], shown: Set[str]) -> list[Run]:
    """Return runs of sessions that have ended as many others since, unless somebody looks at them; shared ones are nobody's.

    Args:
        ended: the longest over first.
        shown: the ids of the runs that somebody looks at.
    """
    newer: Counter[str] = Counter()
    found = []
    for run in reversed([run for run in ended if not run.shared]):
        newer[run.owner] += 1
        if newer[run.owner] > REMEMBERED_RUNS and run.id not in shown:
            found.append(run)
    return found


def excessive(ended: Sequence[Run], shown: Set[str], excess: int) -> list[Run]:
    """Return runs of so many bytes: first those that nobody looks at, and of these the one that ended first."""
    found = []
    for run in sorted(ended, key=lambda run: run.id in shown):
        if excess <= 0:
            break
        excess -= run.size
        found.append(run)
    return found


def let_go_of_tables(ended: Sequence[Run]) -> None:
    """Keep the newest tables, as many as fit; runs of the same upload share one."""
    sizes: dict[int, int] = {}
    for run in reversed(ended):
        if run.table is not None:
            sizes[id(run.table)] = _bytes(run.table)
            if sum(sizes.values()) > MAX_TABLE_BYTES:
                run.table = None


def _bytes(table: Table) -> int:
    return sum(values.nbytes for values in table.measurements.values()) + sum(values.nbytes for values in table.labels.values())
