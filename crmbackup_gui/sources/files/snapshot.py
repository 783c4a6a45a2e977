"""Reading a folder.

A file system has no snapshots, so the moment is only as sharp as the time that the listing takes; what must not be
mixed is one file, and a file that changes while it is read raises SourceChanged.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from crmbackup_gui.errors import SourceChanged, SourceUnreadable
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.sources.base import Changes, Records, RecordStream
from crmbackup_gui.sources.files.beneath import Beneath, words
from crmbackup_gui.sources.files.entity import (
    CATALOG,
    FILES,
    FileRow,
    batches,
    check_entity,
    in_64_bits,
    shown,
    to_records,
)
from crmbackup_gui.sources.files.journal import was_interrupted
from crmbackup_gui.sources.files.tree import Listing
from crmbackup_gui.sources.keys import keys_of_stream

PIECE = 1 << 20
"""Bytes of content handed out at a time."""

_REMEMBERED = 4
"""Batches that may lie between the one being listed and the one whose contents are being read."""


class FolderSnapshot:
    """A `SourceSnapshot` of a folder. Remembers its last batches, to notice a file that changed after it was listed."""

    def __init__(self, place: Beneath) -> None:
        self._place = place
        self._listing: Listing | None = None
        self._recent: tuple[dict[bytes, FileRow], ...] = ()
        self._interrupted = was_interrupted(place)
        self._began = datetime.now(UTC)

    @property
    def catalog(self) -> Catalog:
        """One entity, `files`."""
        return CATALOG

    @property
    def consistent_as_of(self) -> datetime:
        """When the reading began, by this machine's clock."""
        return self._began

    @property
    def position(self) -> bytes | None:
        """None: a file system keeps no list of what changed."""
        return None

    @property
    def warnings(self) -> Sequence[str]:
        """What the newest `read` left out, complete when its records were all taken."""
        warnings = self._listing.warnings if self._listing else []
        if self._interrupted:
            warnings.append(
                f"A restore into '{self._place.root}' was interrupted: its files are neither as before nor as they "
                "were to be. Run the restore again, then take another backup."
            )
        return warnings

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:  # noqa: ARG002 - no type depends on data
        """All records in canonical order, without content."""
        check_entity(entity)
        self._listing = Listing(self._place)
        return RecordStream(FILES, self._remembered(self._listing), in_key_order=True)

    def changes(self, entity: Entity, since: bytes, known: Entity) -> Changes | None:  # noqa: ARG002 - never known
        """None: the engine compares all, which costs no content."""
        return None

    def keys(self, entity: Entity) -> RecordStream:
        """The paths of all files."""
        return keys_of_stream(self.read(entity))

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:
        """The content of one file in pieces of at most 1 MiB.

        Raises SourceChanged when the file is not what it was when listed, or changes before its last piece.
        """
        check_entity(entity)
        path = path_in(key)
        listed = next((batch[path] for batch in self._recent if path in batch), None)
        return read_content(self._place, path, listed)

    def _remembered(self, listing: Listing) -> Iterator[Records]:
        for rows in batches(listing.rows()):
            self._recent = (*self._recent[-_REMEMBERED:], {row.path: row for row in rows})
            yield to_records(rows)


def path_in(key: Sequence[object]) -> bytes:
    """The path that a key of `files` consists of."""
    (path,) = key
    if not isinstance(path, bytes):
        raise TypeError(f"a path is bytes, not {type(path).__name__}")
    return path


def read_content(place: Beneath, path: bytes, listed: FileRow | None) -> Iterator[bytes]:
    """The content of a file beneath `place`, unchanged from the first piece to the last."""
    try:
        file = place.open(path, os.O_RDONLY)
    except PermissionError as error:
        raise SourceUnreadable(shown(path), words(error)) from error
    except OSError as error:
        raise SourceChanged(f"'{shown(path)}'") from error
    try:
        before = os.fstat(file)
        if not stat.S_ISREG(before.st_mode) or (listed and _size_time(before) != (listed.size, listed.modified_ns)):
            raise SourceChanged(f"'{shown(path)}'")
        while piece := os.read(file, PIECE):
            yield piece
        if _size_time(before) != _size_time(os.fstat(file)):
            raise SourceChanged(f"'{shown(path)}'")
    except OSError as error:
        raise SourceUnreadable(shown(path), words(error)) from error
    finally:
        os.close(file)


def _size_time(found: os.stat_result) -> tuple[int, int]:
    return found.st_size, in_64_bits(found.st_mtime_ns)
