"""How the program takes memory from the system."""

from __future__ import annotations

import pyarrow as pa


def give_memory_back() -> None:
    """Let Arrow allocate through the system's allocator, for the whole process; to be called once, at its start.

    Arrow's own pool keeps what was freed. Measured on backups of a million records, the peak was 284 MiB with it and
    259 MiB without for a full, 283 and 230 MiB for an incremental, at no cost in time.
    """
    pa.set_memory_pool(pa.system_memory_pool())
