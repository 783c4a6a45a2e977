"""Restoring into a folder that exists, change by change, under a journal."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
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
from crmbackup_gui.sources.files.beneath import Beneath, parent_of, words
from crmbackup_gui.sources.files.entity import CATALOG, FILES, FOLDER, LINK, LeftOut, batches, check_entity, to_records
from crmbackup_gui.sources.files.incoming import Incoming, check_entity_plan, check_plan, incoming
from crmbackup_gui.sources.files.journal import REPLACED, Journal
from crmbackup_gui.sources.files.snapshot import path_in, read_content
from crmbackup_gui.sources.files.tree import Listing

_NO_MORE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
"""What refuses one record now will refuse all that follow."""


class FolderTarget:
    """A `Target` of files. Records arrive in key order within an operation, so folders come before what is in them.

    CREATE and UPDATE mean the same: afterwards the path is what the record says. Each path changes in one step, and
    what stood there is kept until `commit` (journal.py). Missing parent folders are made. Folders get their
    permissions and times in `settle`, and folders that are only written into keep theirs; a folder that was to be
    deleted but is not empty stays, and a warning says so. A folder gives way to a file only when it is empty. Under
    root, what is written belongs to the owner of what it replaces, or of the folder it lies in. File systems mounted
    below the root are not written.
    """

    def __init__(self, place: Beneath, made: Sequence[Path] = ()) -> None:
        """`made` are the folders that were created to get a root, outermost first; a rollback removes them."""
        self._place = place
        self._made = made
        self._journal: Journal | None = None
        self._finished = False
        self._before: dict[bytes, tuple[int, int]] = {}
        self._wanted: dict[bytes, tuple[int, int]] = {}
        self._doomed: list[bytes] = []
        self._parent = b""
        self._kept = LeftOut()
        self._unsettled = LeftOut()

    @property
    def catalog(self) -> Catalog:
        """One entity, `files`."""
        return CATALOG

    @property
    def rehearses_contents(self) -> bool:
        """Not a rehearsal: everything is there."""
        return True

    def replaces(self, entity: str) -> bool:  # noqa: ARG002 - there is one entity
        """A path changes in one step, and nothing must be unique across paths."""
        return False

    def makes_anew(self, entity: str) -> bool:  # noqa: ARG002 - there is one entity
        """Never: no file is about others."""
        return False

    def in_text(self, field: Field, values: pa.Array, stored: Field) -> pa.Array:  # noqa: ARG002 - all text is alike
        """As Arrow writes them."""
        return values.cast(pa.string())

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:  # noqa: ARG002 - no type depends on data
        """All records as they are now. Folders show their final times from `settle` on."""
        check_entity(entity)
        rows = Listing(self._place).rows()
        return RecordStream(FILES, map(to_records, batches(rows)), in_key_order=True)

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:
        """The content of one file as it is now."""
        check_entity(entity)
        return read_content(self._place, path_in(key), None)

    def prepare(self, plan: TargetPlan) -> None:
        """Begin the journal. Raises RestoreRefused for what a folder cannot do, and when it cannot be written."""
        check_plan(plan)
        if not plan.entities:
            return
        try:
            self._journal = Journal(self._place, [entity.stored.name for entity in plan.entities])
        except OSError as error:
            raise self._refused(error) from error

    def apply(self, plan: EntityPlan, operation: Operation, records: Records) -> list[Refusal]:
        """Put or delete each record; raises RestoreRefused when the disk takes no more. Follows `prepare`."""
        if self._journal is None:
            raise RuntimeError("apply follows prepare")
        check_entity_plan(plan)
        if operation is not Operation.DELETE:
            self._remove_doomed(self._journal)
        refusals = []
        for record in incoming(operation, records):
            if isinstance(record, Refusal):
                refusals.append(record)
                continue
            try:
                if operation is Operation.DELETE:
                    self._delete(self._journal, record.row.path)
                else:
                    self._put(self._journal, record)
            except OSError as error:
                if error.errno in _NO_MORE:
                    raise self._refused(error) from error
                refusals.append(Refusal(record.position, words(error)))
        return refusals

    def settle(self) -> Settlement:
        """Remove the folders that are left to be removed, then give permissions and times to folders, deepest first."""
        if self._journal is not None:
            self._remove_doomed(self._journal)
        for path in sorted(self._before | self._wanted, reverse=True):
            if self._is_folder(path):
                self._settle_folder(path, *(self._wanted.get(path) or self._before[path]))
        settlement = Settlement()
        if self._kept.count:
            settlement.warnings.append(f"Folders that could not be removed: {self._kept.named()} ({self._kept.count}).")
        if self._unsettled.count:
            settlement.warnings.append(
                f"Folders that did not take their permissions or times: {self._unsettled.named()} "
                f"({self._unsettled.count})."
            )
        return settlement

    def commit(self) -> None:
        """Drop what was replaced, and the journal. From here on nothing can be undone."""
        self._finished = True
        if self._journal is None:
            return
        try:
            self._place.sync_folder(b"")
            self._journal.end()
        except OSError as error:
            problem = f"the files are restored, but what they replaced cannot be removed ({words(error)})"
            raise SourceUnreadable(str(self._place.root), problem) from error

    def rollback(self) -> None:
        """Put everything back as it was when the target was entered; nothing after `commit`.

        When that fails, what was replaced and the journal stay, and SourceUnreadable says where.
        """
        if self._finished:
            return
        self._finished = True
        try:
            if self._journal is not None:
                self._undo(self._journal)
            for folder in reversed(self._made):
                folder.rmdir()
        except OSError as error:
            problem = f"not everything could be put back, see {os.fsdecode(REPLACED)} ({words(error)})"
            raise SourceUnreadable(str(self._place.root), problem) from error
        finally:
            if self._journal is not None:
                self._journal.close()

    def _put(self, journal: Journal, record: Incoming) -> None:
        row = record.row
        self._make_parents(journal, row.path)
        found = self._place.look(row.path)
        is_folder = found is not None and stat.S_ISDIR(found.st_mode)
        if is_folder and row.kind == FOLDER:
            self._keep_attributes(row.path)
        else:
            if is_folder and not self._place.is_empty(row.path):
                raise OSError(errno.ENOTEMPTY, "a folder with other files stands in its place")
            new = self._build(journal, record, found)
            self._keep_attributes(parent_of(row.path))
            journal.replace(row.path, new)
        if row.kind == FOLDER:
            self._wanted[row.path] = (row.mode or 0, row.modified_ns or 0)

    def _build(self, journal: Journal, record: Incoming, replaced: os.stat_result | None) -> bytes:
        row, new = record.row, journal.new_name()
        try:
            if row.kind == FOLDER:
                self._place.make_folder(new, 0o700)
            elif row.kind == LINK:
                self._place.make_link(new, row.target or b"")
                self._place.set_link_time(new, row.modified_ns or 0)
            else:
                self._write(new, record)
            self._adopt(new, replaced or self._place.look(parent_of(row.path)))
        except OSError:
            self._place.remove(new)
            raise
        return new

    def _write(self, new: bytes, record: Incoming) -> None:
        row = record.row
        pieces = record.content.read() if record.content else ()
        size = self._place.write(new, pieces, row.mode or 0, row.modified_ns or 0)
        if size != row.size:
            raise OSError(errno.EINVAL, f"its content has {size} bytes, not the {row.size} that it should")

    def _adopt(self, new: bytes, owned: os.stat_result | None) -> None:
        if owned is not None and hasattr(os, "geteuid") and os.geteuid() == 0:
            self._place.set_owner(new, owned.st_uid, owned.st_gid)

    def _make_parents(self, journal: Journal, path: bytes) -> None:
        wanted = parent = parent_of(path)
        if wanted == self._parent:
            return
        missing = []
        while parent:
            found = self._place.look(parent)
            if found is not None and not stat.S_ISDIR(found.st_mode):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
            if found is not None:
                break
            missing.append(parent)
            parent = parent_of(parent)
        for folder in reversed(missing):
            new = journal.new_name()
            self._place.make_folder(new, 0o777)
            self._adopt(new, self._place.look(parent_of(folder)))
            self._keep_attributes(parent_of(folder))
            journal.replace(folder, new)
        self._parent = wanted

    def _delete(self, journal: Journal, path: bytes) -> None:
        found = self._place.look(path)
        if found is not None and stat.S_ISDIR(found.st_mode):
            self._doomed.append(path)
        elif found is not None:
            self._keep_attributes(parent_of(path))
            journal.replace(path, None)

    def _remove_doomed(self, journal: Journal) -> None:
        """Folders come before their entries in key order, so they are only noted at first, and go deepest first."""
        doomed, self._doomed = sorted(self._doomed, reverse=True), []
        for path in doomed:
            try:
                if not self._place.is_empty(path):
                    self._kept.add(path)
                    continue
                self._keep_attributes(path)
                self._keep_attributes(parent_of(path))
                self._place.allow_changes(path)  # a folder that we may not write cannot be moved either
                journal.replace(path, None)
            except OSError:
                self._kept.add(path)
        if doomed:
            self._parent = b""

    def _keep_attributes(self, folder: bytes) -> None:
        if folder and folder not in self._before:
            found = self._place.look(folder)
            if found is not None:
                self._before[folder] = (stat.S_IMODE(found.st_mode), found.st_mtime_ns)

    def _is_folder(self, path: bytes) -> bool:
        try:
            found = self._place.look(path)
        except OSError:
            return False
        return found is not None and stat.S_ISDIR(found.st_mode)

    def _settle_folder(self, path: bytes, mode: int, modified_ns: int) -> None:
        try:
            self._place.set_attributes(path, mode, modified_ns)
            self._place.sync_folder(path)
        except OSError:
            self._unsettled.add(path)

    def _undo(self, journal: Journal) -> None:
        for path in sorted(self._before | self._wanted):
            if self._is_folder(path):
                self._place.allow_changes(path)
        journal.undo()
        for path, (mode, modified_ns) in sorted(self._before.items(), reverse=True):
            if self._is_folder(path):
                self._place.set_attributes(path, mode, modified_ns)

    def _refused(self, error: OSError) -> RestoreRefused:
        return RestoreRefused(f"'{self._place.root}' cannot be written: {words(error)}.", action=Action.CHECK_PLACE)


def make_root(root: Path) -> list[Path]:
    """Create a folder with its parents; returns those that were missing, outermost first."""
    missing: list[Path] = []
    folder = root
    try:
        while not folder.exists():
            missing.insert(0, folder)
            folder = folder.parent
        for folder in missing:
            folder.mkdir()
    except OSError as error:
        raise RestoreRefused(f"'{root}' cannot be created: {words(error)}.", action=Action.CHECK_PLACE) from error
    return missing
