"""The same work for many small items on a few threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def side_by_side(work: Callable[[_Item], _Result], items: Sequence[_Item], threads: int, name: str) -> list[_Result]:
    """What `work` gives for each item, in their order; it is called from `threads` threads of that name.

    Each thread takes every n-th item, for handing over single ones costs more than reading a small object. Raises what
    `work` raises; the threads have ended by then.
    """
    threads = min(threads, len(items))
    if not threads:
        return []

    def share(first: int) -> list[_Result]:
        return [work(item) for item in items[first::threads]]

    with ThreadPoolExecutor(threads, thread_name_prefix=name) as pool:
        shares = list(pool.map(share, range(threads)))
    return [shares[number % threads][number // threads] for number in range(len(items))]
