"""Reaching what lies under one folder, and nothing else.

Every path is relative to the root, in bytes with `/` between its parts, and is walked part by part: a link in the
middle is never followed, so neither a recovery point nor another program that swaps a folder for a link can lead
out of the root. Where the system opens files relative to an open folder (POSIX) this holds at any moment;
elsewhere (Windows) the parts are looked at just before.

The functions raise OSError like those of `os`; a path that could lead out raises it with EINVAL. What is fit for
file names on this system only is refused in the same way.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

RELATIVE = {os.open, os.stat, os.rename, os.unlink, os.rmdir, os.mkdir, os.symlink, os.readlink} <= os.supports_dir_fd
"""Whether this system opens files relative to an open folder."""

_WINDOWS = os.name == "nt"
_NOFOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_FOLDER: int = os.O_RDONLY | _NOFOLLOW | getattr(os, "O_DIRECTORY", 0)
_BINARY: int = getattr(os, "O_BINARY", 0)
_NONBLOCK: int = getattr(os, "O_NONBLOCK", 0)
_JUNCTION = 0xA000_0003  # IO_REPARSE_TAG_MOUNT_POINT, a Windows folder that is really another one

IN_THE_WAY = frozenset({errno.ENOTDIR, errno.ELOOP})
"""Error numbers which say that some part of a path is not a folder."""

_UNFIT_ON_WINDOWS = re.compile(
    rb'[\x00-\x1f<>:"\\|?*]|[. ]$|^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)', re.IGNORECASE | re.DOTALL
)


def path_problem(path: bytes) -> str | None:
    """Why the path cannot name anything beneath a root, in words; None when it can."""
    parts = path.split(b"/")
    if not path or path.startswith(b"/"):
        return "the path is not relative"
    if b"" in parts or b"." in parts or b".." in parts:
        return "the path has an empty part, '.' or '..'"
    if b"\0" in path:
        return "the path contains the character NUL"
    if _WINDOWS and any(_UNFIT_ON_WINDOWS.search(part) for part in parts):
        return "the path has a part that Windows does not take"
    return None


def words(error: OSError) -> str:
    """The system's own words, but for those that say nothing to a user."""
    if error.errno in IN_THE_WAY:
        return "a file or a link stands where its folder must be"
    return error.strerror or str(error)


def parent_of(path: bytes) -> bytes:
    """The folder that the path lies in; empty for the root."""
    return path.rpartition(b"/")[0]


def is_junction(found: os.stat_result) -> bool:
    """Whether it is one of the folders of Windows that lead elsewhere without being links."""
    return getattr(found, "st_reparse_tag", 0) == _JUNCTION


class Beneath:
    """What lies under `root`, an existing folder. Holds one open folder on POSIX until it is closed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        os.scandir(root).close()  # says in the system's words why a root is of no use
        self._root = os.open(root, os.O_RDONLY) if RELATIVE else None

    def close(self) -> None:
        """Let go of the root; may be called twice."""
        if self._root is not None:
            os.close(self._root)
            self._root = None

    @contextmanager
    def folder(self, path: bytes) -> Iterator[int | bytes]:
        """An existing folder, for `os.scandir`, `os.utime` and the like; empty for the root."""
        folder = self.open_folder(path)
        try:
            yield folder
        finally:
            close_folder(folder)

    def open_folder(self, path: bytes) -> int | bytes:
        """As `folder`, for the caller to hand to `close_folder`."""
        parts = _parts(path) if path else []
        return self._descend(parts) if RELATIVE else self._look_along(parts)

    @contextmanager
    def entry(self, path: bytes) -> Iterator[tuple[bytes, int | None]]:
        """Name and `dir_fd` under which the functions of `os` reach the path itself, whether it exists or not."""
        *parents, name = _parts(path)
        if not RELATIVE:
            yield os.path.join(self._look_along(parents), name), None
            return
        folder = self._descend(parents)
        try:
            yield name, folder
        finally:
            os.close(folder)

    def look(self, path: bytes) -> os.stat_result | None:
        """What stands there, a link as itself; None when nothing does or its folder is missing. Empty for the root."""
        if not path:
            with self.folder(path) as root:
                return os.stat(root)
        try:
            with self.entry(path) as (name, folder):
                return os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def open(self, path: bytes, flags: int, mode: int = 0o600) -> int:
        """A file descriptor; a link is refused, a pipe does not block."""
        with self.entry(path) as (name, folder):
            if not RELATIVE and os.path.islink(name):
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            return os.open(name, flags | _NOFOLLOW | _BINARY | _NONBLOCK, mode, dir_fd=folder)

    def write(self, path: bytes, pieces: Iterable[bytes], mode: int, modified_ns: int) -> int:
        """A new file, durable when this returns its size."""
        size = 0
        file = self.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            for piece in pieces:
                rest = memoryview(piece)
                while rest:
                    rest = rest[os.write(file, rest) :]
                size += len(piece)
            if RELATIVE:
                _set_attributes(file, mode, modified_ns)
            os.fsync(file)
        finally:
            os.close(file)
        if not RELATIVE:  # Windows changes the time once more when it closes the file
            with self.entry(path) as (name, _):
                _set_attributes(name, mode, modified_ns)
        return size

    def make_folder(self, path: bytes, mode: int) -> None:
        """As `os.mkdir`."""
        with self.entry(path) as (name, folder):
            os.mkdir(name, mode, dir_fd=folder)

    def make_link(self, path: bytes, target: bytes) -> None:
        """As `os.symlink`."""
        with self.entry(path) as (name, folder):
            os.symlink(target, name, dir_fd=folder)

    def rename(self, path: bytes, new: bytes) -> None:
        """As `os.rename`; never across file systems."""
        with self.entry(path) as (name, folder), self.entry(new) as (new_name, new_folder):
            os.rename(name, new_name, src_dir_fd=folder, dst_dir_fd=new_folder)

    def set_owner(self, path: bytes, user: int, group: int) -> None:
        """Give a file, folder or link to somebody; POSIX only."""
        with self.entry(path) as (name, folder):
            os.chown(name, user, group, dir_fd=folder, follow_symlinks=False)

    def set_attributes(self, path: bytes, mode: int, modified_ns: int) -> None:
        """Permissions and modification time of a folder."""
        with self.folder(path) as folder:
            _set_attributes(folder, mode, modified_ns)

    def set_link_time(self, path: bytes, modified_ns: int) -> None:
        """Modification time of a link, where the system keeps one."""
        if os.utime not in os.supports_follow_symlinks:
            return
        with self.entry(path) as (name, folder):
            os.utime(name, ns=(modified_ns, modified_ns), dir_fd=folder, follow_symlinks=False)

    def allow_changes(self, path: bytes) -> None:
        """Give ourselves every permission on a folder."""
        with self.folder(path) as folder:
            os.chmod(folder, stat.S_IMODE(os.stat(folder).st_mode) | 0o700)

    def writable(self, path: bytes) -> bool:
        """Whether entries of that folder may be made and removed."""
        with self.folder(path) as folder:
            if isinstance(folder, int):
                return os.access(b".", os.W_OK | os.X_OK, dir_fd=folder)
            return os.access(folder, os.W_OK)

    def is_empty(self, path: bytes) -> bool:
        """Whether a folder has no entries at all."""
        with self.folder(path) as folder, os.scandir(folder) as entries:
            return next(entries, None) is None

    def remove(self, path: bytes) -> None:
        """Remove what stands there, a folder with all that is in it; nothing when nothing does."""
        found = self.look(path)
        if found is None:
            return
        if not stat.S_ISDIR(found.st_mode) or is_junction(found):
            self._unlink(path)
            return
        folders = [path]
        for folder in folders:  # grows while it is walked, so that depth needs no recursion
            with self.folder(folder) as opened, os.scandir(opened) as entries:
                os.chmod(opened, 0o700)
                names = [(os.fsencode(entry.name), entry.is_dir(follow_symlinks=False)) for entry in entries]
            folders += [folder + b"/" + name for name, is_folder in names if is_folder]
            for name, is_folder in names:
                if not is_folder:
                    self._unlink(folder + b"/" + name)
        for folder in reversed(folders):
            with self.entry(folder) as (name, parent):
                os.rmdir(name, dir_fd=parent)

    def sync_folder(self, path: bytes) -> None:
        """Make the entries of a folder durable, where the system can."""
        if RELATIVE:
            with self.folder(path) as folder:
                os.fsync(int(folder))

    def _unlink(self, path: bytes) -> None:
        with self.entry(path) as (name, folder):
            if not RELATIVE and not os.path.islink(name):
                os.chmod(name, stat.S_IWRITE)  # Windows removes nothing that is read-only
            os.unlink(name, dir_fd=folder)

    def _descend(self, parts: list[bytes]) -> int:
        if self._root is None:
            raise ValueError("the folder is closed")
        folder = os.dup(self._root)
        for part in parts:
            try:
                deeper = os.open(part, _FOLDER, dir_fd=folder)
            finally:
                os.close(folder)
            folder = deeper
        return folder

    def _look_along(self, parts: list[bytes]) -> bytes:
        path = os.fsencode(self.root)
        for part in parts:
            path = os.path.join(path, part)
            found = os.lstat(path)
            if not stat.S_ISDIR(found.st_mode) or is_junction(found):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
        return path


def close_folder(folder: int | bytes) -> None:
    """End what `Beneath.open_folder` began."""
    if isinstance(folder, int):
        os.close(folder)


def _set_attributes(opened: int | bytes, mode: int, modified_ns: int) -> None:
    os.utime(opened, ns=(modified_ns, modified_ns))
    os.chmod(opened, mode)  # last: Windows sets no time on what is read-only


def _parts(path: bytes) -> list[bytes]:
    problem = path_problem(path)
    if problem is not None:
        raise OSError(errno.EINVAL, problem)
    return path.split(b"/")
