"""A target's structure before and after its records are written."""

from __future__ import annotations

from collections.abc import Sequence

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import Catalog, ObjectKind, SchemaObject, ValueType
from crmbackup_gui.sources.base import TargetPlan
from crmbackup_gui.sources.sql.sqlite.connection import Connection, quoted
from crmbackup_gui.sources.sql.sqlite.ddl import create_object, drop_object, object_exists

_ENCODINGS = ("UTF-8", "UTF-16le", "UTF-16be")


def begin_new(connection: Connection, catalog: Catalog) -> None:
    """Give a database without any content the properties that cannot be changed later, and begin to write."""
    encoding = catalog.properties.get("encoding", "")
    if encoding in _ENCODINGS:
        connection.run(f"PRAGMA main.encoding={quoted(encoding)}")
    for name in ("page_size", "auto_vacuum"):
        _set_number(connection, catalog, name)
    connection.run("BEGIN IMMEDIATE")


def check_encoding(plan: TargetPlan, now: Catalog) -> None:
    """Raise RestoreRefused where text in a field of values of any type would be misread.

    It is kept as bytes, which fit only a database that writes text the same way.
    """
    point, target = (catalog.properties.get("encoding", "UTF-8") for catalog in (plan.catalog, now))
    mixed = [e.stored.name for e in plan.entities if any(f.type is ValueType.ANY for f in e.stored.fields)]
    if mixed and point != target:
        raise RestoreRefused(
            f"The recovery point keeps text of '{mixed[0]}' as {point}, and the target as {target}.",
            action=Action.CHECK_SOURCE,
        )


def prepare_structure(connection: Connection, plan: TargetPlan, now: Catalog) -> list[SchemaObject]:
    """Drop and create tables as planned, and put aside what would act on its own or only slow the writing down.

    The answer are the objects that `settle_structure` has to bring back, in order.
    """
    replaced = {*plan.rebuild, *plan.drop}
    final = _final_objects(plan, now)
    quiet = {entity.stored.name for entity in plan.entities} | replaced
    for present in now.objects:
        fires = present.kind is ObjectKind.TRIGGER and present.entity in quiet
        if present.kind is not ObjectKind.TABLE and (present not in final or fires):
            drop_object(connection, present)
    tables = {o.name: o for o in now.objects if o.kind is ObjectKind.TABLE}
    for name in (*plan.rebuild, *plan.drop):
        if name in tables:
            drop_object(connection, tables[name])
    wanted = {*plan.create, *plan.rebuild}
    definitions = [o for o in plan.catalog.objects if o.kind is ObjectKind.TABLE and o.name in wanted]
    for definition in definitions:
        create_object(connection, definition)
    return final


def settle_structure(
    connection: Connection, plan: TargetPlan, final: Sequence[SchemaObject], *, new: bool
) -> list[str]:
    """Create what is missing of `final`, and set the counters and properties. The answer are warnings for users."""
    warnings = []
    for wanted in final:
        if not object_exists(connection, wanted):
            try:
                create_object(connection, wanted)
            except RestoreRefused as refusal:
                if wanted.kind is not ObjectKind.INDEX or "no such" not in refusal.problem:
                    raise
                # An index that needs functions or collations of the CRM's program can only be made there.
                warnings.append(f"The index '{wanted.name}' could not be made: {refusal.problem}")
    _set_sequences(connection, plan)
    if new or plan.exact_schema:
        for name in ("user_version", "application_id"):
            _set_number(connection, plan.catalog, name)
    return warnings


def _final_objects(plan: TargetPlan, now: Catalog) -> list[SchemaObject]:
    """Indexes, views, triggers and virtual tables as they shall be in the end."""
    if plan.exact_schema:
        return [wanted for wanted in plan.catalog.objects if wanted.kind is not ObjectKind.TABLE]
    replaced = {*plan.rebuild, *plan.drop}
    stay = [o for o in now.objects if o.kind is not ObjectKind.TABLE and o.entity not in replaced]
    names = {present.name.lower() for present in stay}
    made = {*plan.create, *plan.rebuild}
    come = [o for o in plan.catalog.objects if o.name.lower() not in names and _comes_with(o, made)]
    return stay + come


def _comes_with(wanted: SchemaObject, made: set[str]) -> bool:
    if wanted.kind is ObjectKind.VIRTUAL_TABLE:
        return any(name.startswith(f"{wanted.name}_") for name in made)
    return wanted.kind is not ObjectKind.TABLE and wanted.entity in made


def _set_sequences(connection: Connection, plan: TargetPlan) -> None:
    """An exact restore hands out the keys that the point would have; any other never one that was used before."""
    if not connection.value("SELECT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence')"):
        return
    if plan.exact_schema:
        connection.run("DELETE FROM main.sqlite_sequence")
    written = {entity.stored.name for entity in plan.entities}
    for name, value in plan.catalog.sequences.items():
        if not (plan.exact_schema or name in written):
            continue
        now = connection.value("SELECT max(seq) FROM main.sqlite_sequence WHERE name = ?1", (name,))
        if now is None:
            connection.run("INSERT INTO main.sqlite_sequence (name, seq) VALUES (?1, ?2)", (name, value))
        elif value > now:
            connection.run("UPDATE main.sqlite_sequence SET seq = ?2 WHERE name = ?1", (name, value))


def _set_number(connection: Connection, catalog: Catalog, name: str) -> None:
    text = catalog.properties.get(name, "")
    if text.lstrip("-").isascii() and text.lstrip("-").isdigit():
        connection.run(f"PRAGMA main.{name}={int(text)}")
