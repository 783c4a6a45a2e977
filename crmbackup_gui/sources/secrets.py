"""How a source gets what it must not find in its address."""

from __future__ import annotations

from collections.abc import Callable

FindSecret = Callable[[str], str | None]
"""Gives a secret of one CRM by its name, such as `password`, or None when there is none.

It is asked when the source connects, from the thread that does, and each time anew, so that one that was changed
counts. What it gives is kept no longer than connecting takes, and shown nowhere.
"""


def no_secrets(_name: str) -> str | None:
    """For CRMs that need none."""
    return None
