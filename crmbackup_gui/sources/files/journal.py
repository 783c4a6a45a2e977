"""What makes a restore into a folder undoable, and an interrupted one visible.

A file system has no transactions. So the restore puts a journal into the root before the first change, and moves
whatever it replaces or deletes into a folder beside it, which stays until the restore is committed:

    .crmbackup-restore      a line of JSON for the restore, then one for each path before it is changed:
                            {"began": "2026-03-01T08:00:00+00:00", "entities": ["files"]}
                            {"path": "letters/offer.pdf", "was": ".crmbackup-replaced/6f1d22a0-17"}
    .crmbackup-replaced/    what stood at the paths (`was` is null where nothing stood)

Everything new is built in that folder too and moved into place when it is complete, so a path never holds half a
file. When the process dies, both stay: the next restore writes what still differs, and its commit removes them.
Bytes of a path that are not UTF-8 are written as lone surrogates. Neither name is ever a record.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import stat
from collections.abc import Sequence
from datetime import UTC, datetime

from crmbackup_gui.sources.files.beneath import Beneath

JOURNAL = b".crmbackup-restore"
REPLACED = b".crmbackup-replaced"
RESERVED = frozenset({JOURNAL, REPLACED})
"""In lower case, since some file systems do not tell it from upper case."""


def was_interrupted(place: Beneath) -> bool:
    """Whether a restore into this folder neither ended nor was undone."""
    return place.look(JOURNAL) is not None


class Journal:
    """The journal of one restore, from its first change to its end. Belongs to one thread.

    Raises OSError as the file system does.
    """

    def __init__(self, place: Beneath, entities: Sequence[str]) -> None:
        self._place = place
        self._run = secrets.token_hex(4)
        self._names = 0
        self._changes = 0
        self._failed: set[int] = set()
        self._continued = was_interrupted(place)
        self._file = place.open(JOURNAL, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        try:
            self._start = os.lseek(self._file, 0, os.SEEK_END)
            self._write({"began": datetime.now(UTC).isoformat(timespec="seconds"), "entities": list(entities)})
            os.fsync(self._file)
            self._make_room()
            place.sync_folder(b"")
        except OSError:
            self.close()
            if not self._continued:
                place.remove(JOURNAL)
            raise

    def new_name(self) -> bytes:
        """A path in the folder beside the journal that is not taken yet."""
        self._names += 1
        return b"%s/%s-%d" % (REPLACED, self._run.encode(), self._names)

    def replace(self, path: bytes, new: bytes | None) -> None:
        """Put what was built at `new` in the place of whatever stands at `path`, or only take that away.

        When it fails, everything is as it was, but that `new` is gone.
        """
        was = self.new_name() if self._place.look(path) is not None else None
        self._write({"path": _text(path), "was": _text(was) if was else None})
        self._changes += 1
        try:
            if was is not None:
                self._place.rename(path, was)
            if new is not None:
                self._place.rename(new, path)
        except OSError:
            self._failed.add(self._changes)
            if was is not None and self._place.look(was) is not None:
                self._place.rename(was, path)
            if new is not None:
                self._place.remove(new)
            raise

    def undo(self) -> None:
        """Put everything back as it was when this restore began, the newest change first."""
        with os.fdopen(os.dup(self._file), encoding="ascii") as lines:
            lines.seek(self._start)
            written = [json.loads(line) for line in lines if line.strip()]
        for number, change in reversed(list(enumerate(written))):
            if number > 0 and number not in self._failed:  # number 0 tells about the restore
                self._put_back(_bytes(change["path"]), _bytes(change["was"]) if change["was"] else None)
        if self._continued:
            os.ftruncate(self._file, self._start)
            self.close()
        else:
            self.end()

    def end(self) -> None:
        """Make the restore permanent: drop what was replaced, then the journal."""
        self.close()
        self._place.remove(REPLACED)
        self._place.remove(JOURNAL)
        self._place.sync_folder(b"")

    def close(self) -> None:
        """Stop writing and leave everything as it is; may be called twice."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _make_room(self) -> None:
        found = self._place.look(REPLACED)
        if found is None:
            self._place.make_folder(REPLACED, 0o700)
        elif not stat.S_ISDIR(found.st_mode):
            raise FileExistsError(errno.EEXIST, f"'{_text(REPLACED)}' is not a folder")

    def _write(self, line: dict[str, object]) -> None:
        # The line break comes first: a journal that is continued may end in the middle of a line.
        data = b"\n" + json.dumps(line).encode("ascii") + b"\n"
        end = os.lseek(self._file, 0, os.SEEK_END)
        if os.write(self._file, data) != len(data):
            os.ftruncate(self._file, end)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _put_back(self, path: bytes, was: bytes | None) -> None:
        """A folder that somebody else put files into meanwhile is not removed."""
        if was is not None and self._place.look(was) is None:
            return
        found = self._place.look(path)
        if found is not None and (not stat.S_ISDIR(found.st_mode) or self._place.is_empty(path)):
            self._place.remove(path)
        if was is not None:
            self._place.rename(was, path)


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
