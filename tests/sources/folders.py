"""A recovery point of a folder kept in memory, and the least of an engine that restores it."""

# Names of files are bytes here, which pathlib does not take.
# ruff: noqa: PTH113, PTH114, PTH115, PTH118, PTH123

import os
from dataclasses import dataclass

from crmbackup_gui.sources.base import EntityPlan, LargeValue, Operation, Records, TargetPlan
from crmbackup_gui.sources.files.entity import CATALOG, CONTENT, FILES, FileRow, to_records
from crmbackup_gui.sources.files.source import FolderSource

WRITTEN = tuple(field.name for field in FILES.fields if not field.fingerprint)


@dataclass
class Point:
    rows: list[FileRow]
    contents: dict[bytes, bytes]


def rows_of(stream):
    return [
        FileRow(*values)
        for records in stream.records
        for values in zip(*(column.to_pylist() for column in records.batch.columns[:CONTENT]), strict=True)
    ]


def listed(root):
    with FolderSource(root).snapshot() as snapshot:
        return rows_of(snapshot.read(FILES))


def taken(root):
    """Everything in a folder."""
    with FolderSource(root).snapshot() as snapshot:
        rows = rows_of(snapshot.read(FILES))
        contents = {row.path: b"".join(snapshot.open_content(FILES, (row.path,))) for row in rows if row.size}
    return Point(rows, contents)


def without_traces(rows):
    """Rows as they compare after a restore."""
    return [row._replace(inode=None, changed_ns=None) for row in rows]


def file_row(path, content=b"", *, mode=0o644, modified_ns=1_700_000_000_123_456_789):
    return FileRow(path, "file", len(content), modified_ns, mode, None)


def folder_row(path, *, mode=0o755, modified_ns=1_600_000_000_987_654_321):
    return FileRow(path, "folder", None, modified_ns, mode, None)


def link_row(path, target, *, modified_ns=1_500_000_000_000_000_001):
    return FileRow(path, "link", None, modified_ns, None, target)


def records_of(rows, contents):
    large = tuple(
        LargeValue(position, CONTENT, is_text=False, read=lambda path=row.path: pieces(contents[path]))
        for position, row in enumerate(rows)
        if row.size and row.path in contents
    )
    return Records(to_records(rows).batch, large)


def pieces(content):
    """Content as it arrives; an exception in its place is raised half-way, a callable is called."""
    if isinstance(content, BaseException):
        yield b"half"
        raise content
    if callable(content):
        yield b"half"
        content()
    else:
        for start in range(0, len(content), 1000):
            yield content[start : start + 1000]


def plan():
    return EntityPlan(FILES, WRITTEN)


def put(target, rows, contents=None, *, operation=Operation.CREATE):
    """Apply rows; returns the reasons of refusal by path."""
    refusals = target.apply(plan(), operation, records_of(rows, contents or {})) if rows else []
    return {rows[refusal.row].path: refusal.reason for refusal in refusals}


def apply(target, point, *, exact=True):
    """What an engine does between entering and committing: compare, delete, update, create, settle."""
    now = {row.path: row for row in without_traces(rows_of(target.read(FILES)))}
    wanted = {row.path: row for row in without_traces(point.rows)}
    target.prepare(TargetPlan(CATALOG, (plan(),)))
    gone = [row for path, row in now.items() if path not in wanted] if exact else []
    changed = [row for path, row in wanted.items() if path in now and now[path] != row]
    missing = [row for path, row in wanted.items() if path not in now]
    refused = put(target, gone, operation=Operation.DELETE)
    refused |= put(target, changed, point.contents, operation=Operation.UPDATE)
    refused |= put(target, missing, point.contents, operation=Operation.CREATE)
    return refused, target.settle()


def restored(point, root, *, exact=True, create=False):
    """Restore and commit; returns the refusals."""
    with FolderSource(root).target(create=create) as target:
        refused, _ = apply(target, point, exact=exact)
        target.commit()
    return refused


def rehearsed(point, root, *, exact=True, create=False):
    """The rows that a dry run ends with, and its refusals."""
    with FolderSource(root).target(rehearsal=True, create=create) as target:
        refused, _ = apply(target, point, exact=exact)
        return without_traces(rows_of(target.read(FILES))), refused


def state(root):
    """All that a folder consists of, read without the product."""
    found = {}
    for folder, folders, files in os.walk(os.fsencode(root)):
        for name in folders + files:
            path = os.path.join(folder, name)
            about = os.lstat(path)
            content = None
            if os.path.islink(path):
                content = os.readlink(path)
            elif os.path.isfile(path):
                with open(path, "rb") as file:
                    content = file.read()
            found[os.path.relpath(path, os.fsencode(root))] = (about.st_mode, about.st_mtime_ns, content)
    return found
