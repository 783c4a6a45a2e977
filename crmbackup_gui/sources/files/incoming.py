"""Records that a restore hands to a folder, checked: a recovery point may hold anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.sources.base import EntityPlan, LargeValue, Operation, Records, Refusal, TargetPlan
from crmbackup_gui.sources.files.beneath import path_problem
from crmbackup_gui.sources.files.entity import CONTENT, FILE, FILES, FOLDER, LINK, FileRow
from crmbackup_gui.sources.files.journal import RESERVED

_WRITTEN = frozenset(field.name for field in FILES.fields if not field.fingerprint) - set(FILES.key)
_MODES = {FILE: 0o777, FOLDER: 0o7777}
"""Permissions that a record may have: no file is restored that runs as somebody else (setuid, setgid)."""


@dataclass(frozen=True)
class Incoming:
    """A record fit to be written: for a file with size above 0 `content` is set."""

    position: int
    row: FileRow
    content: LargeValue | None


def check_plan(plan: TargetPlan) -> None:
    """Raise RestoreRefused for what a folder cannot do at all."""
    if plan.rebuild or plan.drop:
        raise RestoreRefused("A folder of files cannot be dropped or rebuilt.")
    for entity in plan.entities:
        check_entity_plan(entity)


def check_entity_plan(plan: EntityPlan) -> None:
    """Raise RestoreRefused for records that are not whole files."""
    if plan.stored.key != FILES.key:
        raise RestoreRefused(f"A folder does not take records of '{plan.stored.name}'.")
    if not is_files(plan.stored) or not set(plan.fields) >= _WRITTEN:
        raise RestoreRefused("Files come back as a whole, not single fields of them.")


def is_files(stored: Entity) -> bool:
    """Whether an entity of a recovery point has the shape of `files`, under whatever name."""
    wanted = [(field.name, field.type) for field in FILES.fields]
    return stored.key == FILES.key and [(field.name, field.type) for field in stored.fields] == wanted


def incoming(operation: Operation, records: Records) -> Iterator[Incoming | Refusal]:
    """Each record in turn, or why it is refused. Of deleted records only the path is looked at."""
    contents = {large.row: large for large in records.large if large.field == CONTENT}
    columns = [records.batch.column(position).to_pylist() for position in range(CONTENT)]
    for position, values in enumerate(zip(*columns, strict=True)):
        row, content = FileRow(*values), contents.get(position)
        problem = _path_problem(row.path)
        if problem is None and operation is not Operation.DELETE:
            problem = _row_problem(row, content)
        yield Refusal(position, problem) if problem else Incoming(position, row, content if row.size else None)


def _path_problem(path: bytes | None) -> str | None:
    if path is None:
        return "the record has no path"
    if path.split(b"/")[0].lower() in RESERVED:
        return "the path belongs to the journal of restores"
    return path_problem(path)


def _row_problem(row: FileRow, content: LargeValue | None) -> str | None:
    if row.modified_ns is None:
        return "the record has no modification time"
    if row.kind == LINK:
        return None if row.target and b"\0" not in row.target else "the link leads nowhere"
    if row.kind not in _MODES:
        return "the record is neither a file, a folder nor a link"
    if row.mode is None or row.mode & ~_MODES[row.kind]:
        return "the record has permissions that are not restored"
    return _file_problem(row, content) if row.kind == FILE else None


def _file_problem(row: FileRow, content: LargeValue | None) -> str | None:
    if row.size is None or row.size < 0:
        return "the file has no size"
    return "the content of the file is missing" if row.size and content is None else None
