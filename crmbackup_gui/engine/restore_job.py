"""What a restore is asked of one entity, and what became of its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from crmbackup_gui.engine.record_ends import RecordEnd
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.repository.merge import Run


@dataclass(frozen=True)
class EntityJob:
    """What is asked of one entity.

    `expected` yields the records that the point has in scope, `chosen` (None for all) the keys in scope, both afresh at
    each call and in the point's shape. `empty` says that the target's entity was just created.
    Without `clears`, what is empty in the point leaves alone what the target has.
    """

    entity: Entity
    mode: RestoreMode
    expected: Callable[[], Iterator[Run]]
    chosen: Callable[[], Iterator[Run]] | None = None
    fields: tuple[str, ...] = ()
    hidden: bool = False
    empty: bool = False
    clears: bool = True


@dataclass
class EntityResult:
    """What became of the records of one entity. The counts add up to the records in scope on either side."""

    name: str
    created: int = 0
    updated: int = 0
    undeleted: int = 0
    """Brought back out of the CRM's own recycle bin."""
    deleted: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0
    verified: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Key and the target's words, for each record that the target did not take, or has otherwise than it was given."""
    differing: int = 0
    """How many of the failed ones a target without transaction took, but shows otherwise than the point has them."""
    label: str = ""
    """What users call the entity, where that is not its name."""
    derived: bool = False
    """The CRM keeps it by itself behind others, such as a search index: no record of it is anybody's."""
    records: list[RecordEnd] = field(default_factory=list, compare=False, repr=False)
    """What became of records one by one, where a target without transaction may treat each otherwise: the first ones,
    and all that were refused or left alone. Those that are the same already are only counted."""


@dataclass
class LeftAlone:
    """How many records that a restore does not touch are not as in the point; `computed` in what is computed alone."""

    differing: int = 0
    computed: int = 0

    def add(self, only_computed: np.ndarray) -> None:
        """Count some, each of which says whether all that differs is computed."""
        self.computed += int(only_computed.sum())
        self.differing += len(only_computed) - int(only_computed.sum())


def no_result(entity: Entity) -> EntityResult:
    """Where nothing was done yet."""
    return EntityResult(entity.name, label=entity.label, derived=entity.derived)
