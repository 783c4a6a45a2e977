"""A program that crashes leaves no image of its memory, which holds keys, on the disk."""

from __future__ import annotations

import sys

_LESS_THAN_ANY = 1
"""Of one byte Linux writes no image, and does not even hand one to a program that collects them, as it does for 0
(core(5))."""


def forbid_core_dumps() -> None:
    """For this process and those that it starts. Windows keeps none unless an administrator asks for them."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    few = _LESS_THAN_ANY if most == resource.RLIM_INFINITY else min(_LESS_THAN_ANY, most)
    resource.setrlimit(resource.RLIMIT_CORE, (few, most))
