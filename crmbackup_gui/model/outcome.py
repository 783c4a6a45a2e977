"""How a job ends, how far it is, and how it is stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from crmbackup_gui.errors import Cancelled
from crmbackup_gui.model.budget import BudgetFacts


class Outcome(Enum):
    """How a job ended. Only `OK` means that everything asked for was done."""

    OK = "ok"
    WARNINGS = "warnings"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


class RecordOutcome(Enum):
    """What became of one record of a restore."""

    CREATED = "created"
    UPDATED = "updated"
    UNDELETED = "undeleted"
    """The CRM brought it back out of its recycle bin."""
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True)
class Progress:
    """Where a job stands; replaced as a whole, so that any thread may read the newest.

    `step` is an id of what is being done (`read`, `compare`, `write`, `verify`), `subject` the entity it is done to.
    `total` counts records over the whole job and is None while nobody can tell. While the job waits for the CRM on
    purpose, `paused_until` is about when it goes on, aware UTC. `budget` is how things stand with a CRM that grants
    only so many calls.
    """

    step: str
    subject: str = ""
    done: int = 0
    total: int | None = None
    paused_until: datetime | None = None
    budget: BudgetFacts | None = None


ProgressSink = Callable[[Progress], None]
"""Called from worker threads, often; it must return at once."""


def no_progress(_: Progress) -> None:
    """A sink for callers who do not look."""


class CancelToken:
    """Asks a running job to stop. Any thread may cancel; the job looks between batches and raises Cancelled."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop at the next batch."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked."""
        return self._event.is_set()

    def check(self) -> None:
        """Raise Cancelled if somebody asked."""
        if self._event.is_set():
            raise Cancelled
