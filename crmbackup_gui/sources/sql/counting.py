"""How many records tables have, for a person who waits: exact where that is quick, else as the server estimates."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from crmbackup_gui.sources.server import RecordCount

_QUICK = 2_000_000
"""Records that a server counts in well under a second."""


def count_tables(
    tables: Iterable[tuple[str, int | None]], count: Callable[[str], int], seconds: float
) -> dict[str, RecordCount]:
    """The records of each table, given by name with what the server estimates (None where it does not know).

    The smallest are counted first, while there is time; of the others the estimate is told, and nothing where there is
    none.
    """
    until = time.monotonic() + seconds
    found: dict[str, RecordCount] = {}
    for name, estimate in sorted(tables, key=lambda table: table[1] or 0):
        if (estimate or 0) <= _QUICK and time.monotonic() < until:
            found[name] = RecordCount(count(name), exact=True)
        elif estimate is not None:
            found[name] = RecordCount(estimate, exact=False)
    return found
