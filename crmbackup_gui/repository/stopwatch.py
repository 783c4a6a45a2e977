"""How much time has gone by, also while the machine was asleep."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


def clocks() -> tuple[float, float]:
    """One of them stands still while the machine sleeps, the other one is set now and then."""
    return time.monotonic(), time.time()


@dataclass(frozen=True)
class Stopwatch:
    """Runs from when it was made. Any thread may look."""

    began: tuple[float, float] = field(default_factory=lambda: clocks())  # noqa: PLW0108 - a test sets the clocks

    def seconds(self) -> float:
        """The longer of what the two clocks say; a clock that was set back counts as one that was set ahead."""
        return max(abs(now - then) for then, now in zip(self.began, clocks(), strict=True))
