"""References that lead nowhere."""

from __future__ import annotations

from collections import Counter

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.sources.base import Violation
from crmbackup_gui.sources.sql.sqlite.connection import Connection

BrokenReferences = Counter[tuple[str, str]]
"""How many records of an entity lack the parent they refer to, by entity and parent."""


def broken_references(connection: Connection, catalog: Catalog) -> tuple[BrokenReferences, list[str]]:
    """The counts, and the entities whose references SQLite cannot check, because a parent has no such key.

    See sqlite.org/pragma.html#pragma_foreign_key_check.
    """
    broken: BrokenReferences = Counter()
    unchecked = []
    names = {entity.name.lower(): entity.name for entity in catalog.entities}
    for entity in catalog.entities:
        if not entity.references:
            continue
        sql = "SELECT parent, count(*) FROM pragma_foreign_key_check(?1, 'main') GROUP BY parent"
        try:
            rows = connection.rows(sql, (entity.name,))
        except RestoreRefused:
            unchecked.append(entity.name)
            continue
        for parent, count in rows:
            broken[entity.name, names.get(parent.lower(), parent)] += count
    return broken, unchecked


def new_violations(before: BrokenReferences, after: BrokenReferences) -> list[Violation]:
    """What is broken now beyond what was."""
    return [
        Violation(entity, parent, count - before[entity, parent])
        for (entity, parent), count in sorted(after.items())
        if count > before[entity, parent]
    ]
