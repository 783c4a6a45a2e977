"""What a service on the internet grants, what of it is used, and what a run will take of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
class BudgetFacts:
    """For a person who looks before and during a run."""

    usage: Usage | None
    """None when the service has not said."""
    free: int
    """Percent of the calls that this program leaves to others."""
    calls: int
    """What this program has used since the source was opened."""

    @property
    def left(self) -> int | None:
        """Calls that this program may still make before it comes to the free share; None when nobody can tell."""
        if self.usage is None:
            return None
        return max(self.usage.limit * (100 - self.free) // 100 - self.usage.used, 0)


@dataclass(frozen=True)
class EntityCost:
    """What reading one entity takes. `records` are those that it has, `calls` what they take at the least.

    None where only reading would tell.
    """

    entity: str
    label: str
    records: int | None
    calls: int | None


@dataclass(frozen=True)
class Forecast:
    """What a run will take at the least of what a service grants."""

    entities: tuple[EntityCost, ...]
    budget: BudgetFacts
    """As it was when it was asked for; asking took some calls itself."""

    @property
    def calls(self) -> int:
        """Calls in all, as far as anybody can tell; `untold` are not among them."""
        return sum(each.calls or 0 for each in self.entities)

    @property
    def untold(self) -> tuple[EntityCost, ...]:
        """Entities of which nobody can tell what they take."""
        return tuple(each for each in self.entities if each.calls is None)

    @property
    def fits(self) -> bool | None:
        """Whether what can be told stays clear of the free share; None while the service says nothing of its budget."""
        left = self.budget.left
        return None if left is None else self.calls <= left
