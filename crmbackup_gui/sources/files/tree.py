"""Listing a folder in the order of path bytes, a folder at a time.

`a-b` comes before `a/x`, and `a/x` before `a0`: what is in the folder `a` has its place not behind `a` but where `a/`
belongs among the siblings. So every folder is put among them twice, as `a` for its own record and as `a/` for what is
in it. Memory holds the names of the folders on the way down, nothing of the rest; links are never followed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from crmbackup_gui.sources.files.beneath import Beneath, close_folder, is_junction
from crmbackup_gui.sources.files.entity import FILE, FOLDER, LINK, FileRow, LeftOut, in_64_bits
from crmbackup_gui.sources.files.journal import RESERVED

_KEPT_OPEN = 32
"""Folders held open on the way down; deeper trees reopen the upper ones."""


_INODE_BITS = (1 << 63) - 1


@dataclass
class _Level:
    prefix: bytes
    keys: Iterator[bytes]
    folder: int | bytes | None

    def close(self) -> None:
        if self.folder is not None:
            close_folder(self.folder)
            self.folder = None


class Listing:
    """One pass over what lies below `start`, or over the whole root. What it left out is complete at its end."""

    def __init__(self, place: Beneath, start: bytes = b"") -> None:
        self._place = place
        self._start = start
        self.unreadable = LeftOut()
        self.special = LeftOut()

    @property
    def warnings(self) -> list[str]:
        """What the listing does not show, in sentences for users."""
        warnings = []
        if self.unreadable.count:
            warnings.append(
                f"Of the files, {self.unreadable.count} could not be read and are missing, "
                f"with all that lies in them: {self.unreadable.named()}."
            )
        if self.special.count:
            warnings.append(
                f"Of the files, {self.special.count} are sockets, pipes, devices or the like "
                f"and were left out: {self.special.named()}."
            )
        return warnings

    def rows(self) -> Iterator[FileRow]:
        """Every file, folder and link, in the order of path bytes. What vanishes meanwhile is not listed."""
        levels: list[_Level] = []
        try:
            self._enter(self._start, levels)
            while levels:
                level = levels[-1]
                key = next(level.keys, None)
                if key is None:
                    levels.pop().close()
                    continue
                path = level.prefix + key
                if key.endswith(b"/"):
                    self._enter(path[:-1], levels)
                    continue
                row = self._row(level, key, path)
                if row is not None:
                    yield row
        finally:
            for level in levels:
                level.close()

    def _enter(self, path: bytes, levels: list[_Level]) -> None:
        try:
            folder = self._place.open_folder(path)
        except OSError:
            self.unreadable.add(path)
            return
        level = _Level(path + b"/" if path else b"", iter(()), folder)
        levels.append(level)
        try:
            level.keys = iter(_keys(folder, leave_out=frozenset() if path else RESERVED))
        except OSError:
            self.unreadable.add(path)
        if len(levels) > _KEPT_OPEN:
            levels[-1 - _KEPT_OPEN].close()

    def _row(self, level: _Level, name: bytes, path: bytes) -> FileRow | None:
        try:
            if level.folder is None:
                level.folder = self._place.open_folder(level.prefix[:-1])
            return self._look(level.folder, name, path)
        except FileNotFoundError:
            return None
        except OSError:
            self.unreadable.add(path)
            return None

    def _look(self, folder: int | bytes, name: bytes, path: bytes) -> FileRow | None:
        inside = folder if isinstance(folder, int) else None
        name = name if isinstance(folder, int) else os.path.join(folder, name)
        found = os.stat(name, dir_fd=inside, follow_symlinks=False)
        mode, modified = found.st_mode, in_64_bits(found.st_mtime_ns)
        inode, changed = found.st_ino & _INODE_BITS, in_64_bits(found.st_ctime_ns)
        if stat.S_ISREG(mode):
            if found.st_size and not os.access(name, os.R_OK, dir_fd=inside):
                self.unreadable.add(path)
                return None
            return FileRow(path, FILE, found.st_size, modified, mode & 0o777, None, inode, changed)
        if stat.S_ISDIR(mode) and not is_junction(found):
            return FileRow(path, FOLDER, None, modified, mode & 0o7777, None, inode, changed)
        if stat.S_ISLNK(mode):
            target = os.readlink(name, dir_fd=inside)
            return FileRow(path, LINK, None, modified, None, target, inode, changed)
        self.special.add(path)
        return None


def _keys(folder: int | bytes, leave_out: frozenset[bytes]) -> list[bytes]:
    keys = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = os.fsencode(entry.name)
            if name.lower() in leave_out:
                continue
            keys.append(name)
            if entry.is_dir(follow_symlinks=False):
                keys.append(name + b"/")
    keys.sort()
    return keys
