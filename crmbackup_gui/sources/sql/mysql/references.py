"""References that lead nowhere, found set by set since the server checks none while it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import Entity, Reference
from crmbackup_gui.sources.base import Violation
from crmbackup_gui.sources.sql.mysql.names import RESERVED, quoted
from crmbackup_gui.sources.sql.mysql.staging import ROW, staged
from crmbackup_gui.sources.sql.mysql.writing_session import Session

FindTable = Callable[[str], str | None]
"""The table with an entity's records, in a statement; None where there is none."""


def broken(session: Session, find: FindTable, entity: str, reference: Reference) -> int | None:
    """How many records of the entity lack what they refer to; None where the account may not look."""
    child = find(entity)
    if child is None:
        return 0
    parent = _parent(reference.target, find)
    given = " AND ".join(f"c.{quoted(name)} IS NOT NULL" for name in reference.fields)
    if parent is None:
        return int(session.connection.value(f"SELECT COUNT(*) FROM {child} AS c WHERE {given}"))
    if parent == child and RESERVED in parent:
        # Some servers cannot open a temporary table twice in one statement.
        keys = ", ".join(quoted(name) for name in reference.target_fields)
        numbered = f"SELECT ROW_NUMBER() OVER () AS {quoted(ROW)}, {keys} FROM {parent}"
        with staged(session, "parents", parent, reference.target_fields, source=numbered) as parents:
            return _count(session, child, parents, reference, given)
    try:
        return _count(session, child, parent, reference, given)
    except RestoreRefused:
        if find(reference.target) is not None:
            raise
        return None


def _count(session: Session, child: str, parent: str, reference: Reference, given: str) -> int:
    pairs = zip(reference.fields, reference.target_fields, strict=True)
    same = " AND ".join(f"p.{quoted(theirs)} = c.{quoted(ours)}" for ours, theirs in pairs)
    lacking = f"NOT EXISTS (SELECT 1 FROM {parent} AS p WHERE {same})"
    return int(session.connection.value(f"SELECT COUNT(*) FROM {child} AS c WHERE {given} AND {lacking}"))


def _parent(target: str, find: FindTable) -> str | None:
    """The table that is referred to; one of another database is called by both names (schema.py)."""
    here = find(target)
    if here is not None or "." not in target:
        return here
    database, table = target.split(".", 1)
    return f"{quoted(database)}.{quoted(table)}"


def new_violations(
    after: tuple[Session, FindTable],
    before: tuple[Session, FindTable],
    entities: Iterable[Entity],
    touched: Collection[str],
) -> tuple[list[Violation], list[str]]:
    """What is broken now beyond what was, and sentences about what cannot be told.

    `before` sees the database as it was when the restore began. Only references from or to the `touched` entities are
    looked at.
    """
    counts: Counter[tuple[str, str]] = Counter()
    unchecked: list[str] = []
    for entity in entities:
        for reference in entity.references:
            if entity.name not in touched and reference.target not in touched:
                continue
            count = broken(*after, entity.name, reference)
            if count is None:
                unchecked.append(entity.name)
            elif count:
                counts[entity.name, reference.target] += count - _was_broken(before, entity.name, reference)
    violations = [Violation(*pair, count) for pair, count in sorted(counts.items()) if count > 0]
    return violations, [f"The references of '{name}' to another database cannot be checked." for name in unchecked]


def _was_broken(before: tuple[Session, FindTable], entity: str, reference: Reference) -> int:
    session, find = before
    columns = session.connection.rows(f"SHOW COLUMNS FROM {find(entity)}") if find(entity) is not None else []
    if not {*reference.fields} <= {row[0] for row in columns}:
        return 0
    return broken(session, find, entity, reference) or 0
