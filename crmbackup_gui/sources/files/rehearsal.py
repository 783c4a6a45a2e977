"""A dry run of a restore into a folder, which writes nothing there and copies nothing.

What is applied goes into a list of its own and is laid over the folder's listing, so that `read` shows how the folder
would stand. Paths, permissions and free space are checked as the run would meet them; what only the system can refuse
in the act (a quota, a name that its file system does not take) shows in the run alone.
"""

from __future__ import annotations

import errno
import heapq
import itertools
import os
import shutil
import stat
import time
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path

import pyarrow as pa

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import RestoreRefused, SourceUnreadable
from crmbackup_gui.model.catalog import Catalog, Entity, Field
from crmbackup_gui.sources.base import (
    EntityPlan,
    Operation,
    Records,
    RecordStream,
    Refusal,
    Settlement,
    TargetPlan,
)
from crmbackup_gui.sources.files.beneath import IN_THE_WAY, Beneath, parent_of, words
from crmbackup_gui.sources.files.entity import (
    CATALOG,
    FILES,
    FOLDER,
    FileRow,
    LeftOut,
    batches,
    check_entity,
    shown,
    to_records,
)
from crmbackup_gui.sources.files.incoming import check_entity_plan, check_plan, incoming
from crmbackup_gui.sources.files.overlay import GONE, Overlay
from crmbackup_gui.sources.files.snapshot import path_in, read_content
from crmbackup_gui.sources.files.tree import Listing

_NAME_MAX = 255
"""Bytes in one part of a path that the usual file systems take."""


class FolderRehearsal:
    """A `Target` that behaves as FolderTarget would and leaves no trace. `place` is None for a root yet to be made.

    `open_content` has nothing for files that were applied, since their content is never read.
    """

    def __init__(self, root: Path, place: Beneath | None) -> None:
        self._root = root
        self._place = place
        self._applied = Overlay()
        self._doomed: list[bytes] = []
        self._kept = LeftOut()
        self._parent: bytes | None = None
        self._bytes = 0

    @property
    def catalog(self) -> Catalog:
        """One entity, `files`."""
        return CATALOG

    @property
    def rehearses_contents(self) -> bool:
        """No copies of contents are kept."""
        return False

    def replaces(self, entity: str) -> bool:  # noqa: ARG002 - there is one entity
        """As the real target."""
        return False

    def makes_anew(self, entity: str) -> bool:  # noqa: ARG002 - there is one entity
        """As the real target."""
        return False

    def in_text(self, field: Field, values: pa.Array, stored: Field) -> pa.Array:  # noqa: ARG002 - all text is alike
        """As Arrow writes them."""
        return values.cast(pa.string())

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:  # noqa: ARG002 - no type depends on data
        """All records as they would be; what was applied has no inode."""
        check_entity(entity)
        return RecordStream(FILES, map(to_records, batches(self._rows())), in_key_order=True)

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:
        """The content of a file that the rehearsal leaves as it is; SourceUnreadable for others."""
        check_entity(entity)
        path = path_in(key)
        if self._place is None or self._applied.get(path) is not None:
            raise SourceUnreadable(shown(path), "a rehearsal writes no content")
        return read_content(self._place, path, None)

    def prepare(self, plan: TargetPlan) -> None:
        """Raises RestoreRefused for what a folder cannot do."""
        check_plan(plan)

    def apply(self, plan: EntityPlan, operation: Operation, records: Records) -> list[Refusal]:
        """Note each record, or refuse it as the run would. Raises RestoreRefused when there is no room for all."""
        check_entity_plan(plan)
        if operation is not Operation.DELETE:
            self._remove_doomed()
        refusals = []
        for record in incoming(operation, records):
            if isinstance(record, Refusal):
                refusals.append(record)
                continue
            try:
                if operation is Operation.DELETE:
                    self._delete(record.row.path)
                else:
                    self._put(record.row)
            except OSError as error:
                refusals.append(Refusal(record.position, words(error)))
        self._check_room()
        return refusals

    def settle(self) -> Settlement:
        """What `FolderTarget.settle` would warn of."""
        self._remove_doomed()
        warnings = [f"Folders that could not be removed: {self._kept.named()} ({self._kept.count})."]
        return Settlement(warnings=warnings if self._kept.count else [])

    def commit(self) -> None:
        """Nothing: a rehearsal has no outcome."""

    def rollback(self) -> None:
        """Nothing: a rehearsal has no outcome."""

    def close(self) -> None:
        """Forget everything."""
        self._applied.close()

    def _put(self, row: FileRow) -> None:
        if any(len(part) > _NAME_MAX for part in row.path.split(b"/")):
            raise _error(errno.ENAMETOOLONG)
        self._enter_parent(row.path)
        if row.kind != FOLDER and self._is_folder(row.path):
            if next(self._rows(row.path), None) is not None:
                raise OSError(errno.ENOTEMPTY, "a folder with other files stands in its place")
            self._parent = None
        self._applied.put(row._replace(inode=None, changed_ns=None))
        self._bytes += row.size or 0

    def _enter_parent(self, path: bytes) -> None:
        """Make the folders above the path, and see whether the run may write into the last."""
        parent = parent_of(path)
        if parent == self._parent:
            return
        missing = []
        folder = parent
        while folder and not self._is_folder(folder):
            if self._exists(folder):
                raise _error(errno.ENOTDIR)
            missing.append(folder)
            folder = parent_of(folder)
        if not self._writable(folder):
            raise _error(errno.EACCES)
        for made in missing:
            self._applied.put(FileRow(made, FOLDER, None, time.time_ns(), 0o755, None))
        self._parent = parent

    def _delete(self, path: bytes) -> None:
        if self._is_folder(path):
            self._doomed.append(path)
        elif self._exists(path):
            if not self._writable(parent_of(path)):
                raise _error(errno.EACCES)
            self._applied.hide(path)

    def _remove_doomed(self) -> None:
        doomed, self._doomed = sorted(self._doomed, reverse=True), []
        for path in doomed:
            if next(self._rows(path), None) is None and self._writable(parent_of(path)):
                self._applied.hide(path)
            else:
                self._kept.add(path)
        self._parent = None

    def _check_room(self) -> None:
        existing = next(folder for folder in (self._root, *self._root.parents) if folder.exists())
        free = shutil.disk_usage(existing).free
        if self._bytes > free:
            problem = f"The files take {self._bytes} bytes, and '{self._root}' has room for {free}."
            raise RestoreRefused(problem, action=Action.CHECK_PLACE)

    def _exists(self, path: bytes) -> bool:
        applied = self._applied.get(path)
        if applied is not None:
            return applied.kind != GONE
        return self._there(path) is not None

    def _is_folder(self, path: bytes) -> bool:
        applied = self._applied.get(path)
        if applied is not None:
            return applied.kind == FOLDER
        found = self._there(path)
        return found is not None and stat.S_ISDIR(found.st_mode)

    def _there(self, path: bytes) -> os.stat_result | None:
        """What the folder itself has; nothing lies below a file that gave way to a folder."""
        try:
            return self._place.look(path) if self._place is not None else None
        except OSError as error:
            if error.errno in IN_THE_WAY and any(self._applied.get(folder) for folder in _folders_above(path)):
                return None
            raise

    def _writable(self, folder: bytes) -> bool:
        """What the rehearsal would make itself is writable."""
        found = self._there(folder)
        return self._place is None or found is None or not stat.S_ISDIR(found.st_mode) or self._place.writable(folder)

    def _rows(self, folder: bytes = b"") -> Iterator[FileRow]:
        """The listing with what was applied laid over it."""
        there = Listing(self._place, folder).rows() if self._place is not None else iter(())
        merged = heapq.merge(self._applied.rows(folder), there, key=attrgetter("path"))
        for _, same_path in itertools.groupby(merged, key=attrgetter("path")):
            row = next(same_path)
            if row.kind != GONE:
                yield row


def _folders_above(path: bytes) -> Iterator[bytes]:
    while path := parent_of(path):
        yield path


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))
