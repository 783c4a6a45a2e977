"""What a source whose service counts calls can say and hear beyond the contract of all sources."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, runtime_checkable

from crmbackup_gui.model.budget import BudgetFacts, Forecast
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.model.outcome import CancelToken, Progress, ProgressSink


@dataclass(frozen=True)
class Pause:
    """A source waits on purpose. `until` is about when it goes on, aware UTC."""

    until: datetime
    spent: bool
    """Because of the budget, rather than because it is asked too fast."""


PauseSink = Callable[[Pause], None]
"""Called when a pause begins, from the thread that waits; it must return at once."""


Choose = Callable[[Catalog], Collection[str]]
"""Names the entities of a catalog that a run reads."""


@dataclass(frozen=True)
class LastBackup:
    """What is known of an entity from the points before: how many records it had, and how many changed at a time."""

    records: int
    changes: int


@runtime_checkable
class Budgeted(Protocol):
    """A source whose service grants only so many calls."""

    def attend(self, paused: PauseSink, cancel: CancelToken) -> None:
        """Who is told of pauses from now on, and whose cancelling ends them."""

    @property
    def budget(self) -> BudgetFacts:
        """As it stands. Any thread may look; no call is made."""

    def foresee(self, choose: Choose, before: Mapping[str, LastBackup]) -> Forecast:
        """What reading the entities that are chosen will take at the least.

        Of those in `before` only changes are read. Asks the service what it has, which takes some calls itself.
        Raises leaves of SourceProblem.
        """


@dataclass(frozen=True)
class Writing:
    """How many records of an entity a restore writes in which way, and how many it reads to compare."""

    entity: str
    created: int
    updated: int
    undeleted: int
    deleted: int
    compared: int


@runtime_checkable
class BudgetedTarget(Protocol):
    """A target whose service grants only so many calls."""

    def foresee(self, writings: Sequence[Writing]) -> Forecast:
        """What writing all this will take at the least, with comparing before and reading back after it."""


@runtime_checkable
class GoesOn(Protocol):
    """A snapshot whose position says of each entity how far it is covered."""

    def go_on_from(self, entities: Sequence[str], since: bytes) -> None:
        """These were not read: the position says of them what that earlier one says."""


def attend(source: object, paused: PauseSink, cancel: CancelToken) -> None:
    """The same for any source: one without a budget never pauses."""
    if isinstance(source, Budgeted):
        source.attend(paused, cancel)


def budget_of(source: object) -> BudgetFacts | None:
    """How things stand with a source's budget; None where it has none."""
    return source.budget if isinstance(source, Budgeted) else None


def telling_budget(source: object, progress: ProgressSink) -> ProgressSink:
    """The same sink, told besides how things stand with the source's budget."""
    if not isinstance(source, Budgeted):
        return progress

    def told(step: Progress) -> None:
        progress(replace(step, budget=source.budget))

    return told
