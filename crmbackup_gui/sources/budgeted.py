"""What a source whose service counts calls can say and hear beyond the contract of all sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from crmbackup_gui.model.outcome import CancelToken


@dataclass(frozen=True)
class Usage:
    """What a service says of its budget of calls. `resets_at` is aware UTC, None where it rolls or is not told."""

    used: int
    limit: int
    resets_at: datetime | None = None

    @property
    def left(self) -> int:
        """Calls that remain in all, the free share included."""
        return max(self.limit - self.used, 0)


@dataclass(frozen=True)
class Pause:
    """A source waits on purpose. `until` is about when it goes on, aware UTC."""

    until: datetime
    spent: bool
    """Because of the budget, rather than because it is asked too fast."""


PauseSink = Callable[[Pause], None]
"""Called when a pause begins, from the thread that waits; it must return at once."""


@dataclass(frozen=True)
class BudgetFacts:
    """For a person who looks before and during a run."""

    usage: Usage | None
    """None when the service has not said."""
    free: int
    """Percent of the calls that this program leaves to others."""
    calls: int
    """What this program has used since the source was opened."""


@runtime_checkable
class Budgeted(Protocol):
    """A source whose service grants only so many calls."""

    def attend(self, paused: PauseSink, cancel: CancelToken) -> None:
        """Who is told of pauses from now on, and whose cancelling ends them."""

    @property
    def budget(self) -> BudgetFacts:
        """As it stands. Any thread may look; no call is made."""


def attend(source: object, paused: PauseSink, cancel: CancelToken) -> None:
    """The same for any source: one without a budget never pauses."""
    if isinstance(source, Budgeted):
        source.attend(paused, cancel)
