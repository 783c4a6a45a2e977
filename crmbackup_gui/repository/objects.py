"""Object stores: where the bytes of a repository live, by name.

A name is lower-case letters and digits, in parts divided by slashes, at most 200 characters: `packs/3f/3f09ab`.
Whatever else is asked for raises ObjectDamaged, so that a hostile manifest cannot lead out of the repository.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol
from urllib.request import url2pathname

import obstore
from obstore import exceptions as refusals
from obstore.store import MemoryStore

from crmbackup_gui.errors import InvalidLocation, ObjectDamaged, ObjectMissing, StoreFailed, UnsupportedLocation
from crmbackup_gui.repository.durable import make_folder, name_new, plain_words, sync_folder, write_new

if TYPE_CHECKING:
    from obstore.store import ObjectStore as Backend
    from typing_extensions import Buffer

MAX_NAME = 200
"""Characters in a name."""


class AlreadyThere(Exception):
    """A put with `create` found the name taken; what was there stays. Never leaves `repository/`."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


@dataclass(frozen=True)
class ObjectInfo:
    """One line of a listing. `size` is in bytes, `modified` seconds since 1970 by the clock of the place itself."""

    name: str
    size: int
    modified: float = field(default=0.0, compare=False)


class ObjectStore(Protocol):
    """Objects by name. Every method may be called from any thread, also at the same time.

    Promised: an object is there whole or not at all, and a put that returned survives a power failure.
    Not promised: that a listing shows objects put or deleted while it is made; that a deletion survives a power
    failure; that a put which raised StoreFailed left nothing behind, for the failure may have come after the fact.

    Every method raises StoreFailed when the place cannot be reached, is full or refuses.
    """

    @property
    def location(self) -> str:
        """The place in words for messages, without secrets."""

    @property
    def requests_at_once(self) -> int:
        """How many small requests are worth sending side by side."""

    def put(self, name: str, data: Buffer, *, create: bool = False) -> None:
        """Write an object, in place of one that is there. With `create` the first one ever wins: AlreadyThere."""

    def get(self, name: str) -> bytes:
        """A whole object. Raises ObjectMissing."""

    def get_range(self, name: str, start: int, length: int) -> bytes:
        """What slicing `[start:start + length]` would give: shorter at the end, empty behind it.

        Raises ObjectMissing.
        """

    def size(self, name: str) -> int:
        """The bytes that an object takes. Raises ObjectMissing."""

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        """All objects below `prefix`, sorted by name; `prefix` is whole parts of a name: `packs`, `packs/3f/`."""

    def delete(self, names: Iterable[str]) -> None:
        """Remove objects; names that are not there are passed over."""


def open_store(location: str) -> ObjectStore:
    """The store at a REPO location: a folder as a path or `file:///` URL, or `memory:`, which is new each time.

    Opening touches nothing; the first put creates the folder. Raises InvalidLocation and UnsupportedLocation.
    """
    if location == "memory:":
        return ObstoreObjects(MemoryStore(), location)
    if not location or "\0" in location:
        raise InvalidLocation(location.replace("\0", "?"), "a folder was expected")
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", location)
    if scheme is None:
        return FolderObjects(Path(location))
    if scheme[0].lower() != "file://":
        raise UnsupportedLocation(scheme[0], ("a folder", "file:///"))
    path = location[len("file://") :]
    if not path.startswith("/") or "%00" in path:
        raise InvalidLocation(location, "a file address has three slashes and a path, as in file:///folder")
    return FolderObjects(Path(url2pathname(path)))


def check_name(name: str) -> str:
    """The name itself if it is one; otherwise ObjectDamaged, for only damage or malice asks for another."""
    if len(name) > MAX_NAME or not re.fullmatch(r"[a-z0-9]+(/[a-z0-9]+)*", name):
        raise ObjectDamaged(ascii(name[:MAX_NAME]), "no object can have this name")
    return name


class ObstoreObjects:
    """Objects in memory or in the cloud, through an obstore store."""

    CHUNK = 1_000
    """Names in one request to delete."""

    requests_at_once = 8

    def __init__(self, backend: Backend, location: str) -> None:
        self.location = location
        self._backend = backend

    def put(self, name: str, data: Buffer, *, create: bool = False) -> None:
        with self._refusals(check_name(name)):
            if create:
                # Parts of a multipart upload cannot be made conditional, only a single request can.
                obstore.put(self._backend, name, data, mode="create", use_multipart=False)
            else:
                obstore.put(self._backend, name, data)

    def get(self, name: str) -> bytes:
        with self._refusals(check_name(name)):
            return bytes(obstore.get(self._backend, name).bytes())

    def get_range(self, name: str, start: int, length: int) -> bytes:
        _check_range(start, length)
        # obstore refuses ranges that are empty or begin behind the end, the latter with no error of its own.
        if length == 0:
            self.size(name)
            return b""
        try:
            with self._refusals(check_name(name)):
                return bytes(obstore.get_range(self._backend, name, start=start, length=length))
        except StoreFailed:
            if self.size(name) <= start:
                return b""
            raise

    def size(self, name: str) -> int:
        with self._refusals(check_name(name)):
            return obstore.head(self._backend, name)["size"]

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        folder = _check_prefix(prefix)
        with self._refusals(folder):
            found = obstore.list(self._backend, folder or None).collect()
        infos = (
            ObjectInfo(meta["path"], meta["size"], meta["last_modified"].timestamp())
            for meta in found
            if _is_name(meta["path"])
        )
        return iter(sorted(infos, key=_by_name))

    def delete(self, names: Iterable[str]) -> None:
        wanted = [check_name(name) for name in names]
        for first in range(0, len(wanted), self.CHUNK):
            self._delete_chunk(wanted[first : first + self.CHUNK])

    def _delete_chunk(self, names: Sequence[str]) -> None:
        try:
            with self._refusals(names[0]):
                obstore.delete(self._backend, names)
        except ObjectMissing:
            # Some back-ends stop at the first name that is gone; a single one that is gone is done.
            if len(names) > 1:
                for name in names:
                    self._delete_chunk([name])

    @contextmanager
    def _refusals(self, name: str) -> Iterator[None]:
        # The texts of obstore may hold signed addresses, so they stay in the cause.
        try:
            yield
        except (FileNotFoundError, refusals.NotFoundError) as error:
            raise ObjectMissing(name) from error
        except refusals.AlreadyExistsError as error:
            raise AlreadyThere(name) from error
        except (refusals.PermissionDeniedError, refusals.UnauthenticatedError) as error:
            raise StoreFailed(self.location, "permission was refused") from error
        except (refusals.BaseError, OSError) as error:
            raise StoreFailed(self.location, "it cannot be reached, or it refused the request") from error


_NAME_SURROGATE = 0x2000_0000
"""Bit of a Windows reparse tag that means "leads elsewhere"; tags without it mark files that a cloud client fetches
(https://learn.microsoft.com/windows/win32/fileio/reparse-point-tags)."""


class FolderObjects:
    """Objects as files of a folder, on a local drive or a network share.

    Bare system calls instead of obstore's LocalStore, which never fsyncs, fails a whole listing over one foreign file
    name, follows links out of the folder when it deletes, and does not say whether a drive is full.

    A put writes `.tmp/<random>.part` and gives it its name when all of it is on the drive (durable.py says how).
    No name leads through a link below the folder, and files that do not bear the name of an object are not seen.
    """

    requests_at_once = 1
    """A small file is there in less time than a thread takes to hand it over: two threads need half as long again."""

    HIDDEN = ".tmp"
    ABANDONED_AFTER = 24 * 3600
    """Seconds after which nobody is still writing a temporary."""

    def __init__(self, path: Path) -> None:
        self.location = os.path.normpath(path.absolute())
        self._root = Path(os.path.realpath(path))
        self._seen = os.path.isdir(self._root)
        self._durable: set[Path] = set()

    def put(self, name: str, data: Buffer, *, create: bool = False) -> None:
        path = self._path(name)
        hidden = self._inside(self.HIDDEN)
        self._check_present()
        if create and os.path.lexists(path):
            raise AlreadyThere(name)
        with self._failures():
            self._make_durable(hidden)
            self._make_durable(path.parent)
            temporary = hidden / f"{secrets.token_hex(16)}.part"
            try:
                write_new(temporary, data)
                if create:
                    name_new(temporary, path, hidden / "lock")
                else:
                    temporary.replace(path)
                sync_folder(path.parent)
            except FileExistsError as error:
                raise AlreadyThere(name) from error
            finally:
                temporary.unlink(missing_ok=True)
        self._seen = True

    def get(self, name: str) -> bytes:
        with self._opened(name) as file:
            return file.read()

    def get_range(self, name: str, start: int, length: int) -> bytes:
        _check_range(start, length)
        with self._opened(name) as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(min(start, size))
            return file.read(min(length, size))

    def size(self, name: str) -> int:
        with self._opened(name) as file:
            return os.fstat(file.fileno()).st_size

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        folder = _check_prefix(prefix)
        self._check_present()
        with self._failures():
            return iter(sorted(_walk(self._inside(folder), folder), key=_by_name))

    def delete(self, names: Iterable[str]) -> None:
        for path in [self._path(name) for name in names]:
            self._check_present()
            with self._failures(), suppress(FileNotFoundError, NotADirectoryError):
                path.unlink()

    def sweep_temporaries(self) -> int:
        """Remove what crashed writers left behind more than 24 hours ago; how many files that was."""
        oldest = time.time() - self.ABANDONED_AFTER
        swept = 0
        with self._failures():
            for path in self._inside(self.HIDDEN).glob("*.part"):
                # Another program may sweep, or finish its put, at the same time.
                with suppress(FileNotFoundError):
                    if path.lstat().st_mtime < oldest:
                        path.unlink()
                        swept += 1
        return swept

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        path = self._path(name)
        with self._failures():
            try:
                with open(path, "rb", opener=_open_plainly) as file:
                    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                        raise ObjectMissing(name)
                    yield file
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
                self._check_present()
                raise ObjectMissing(name) from error

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreFailed(self.location, plain_words(error)) from error

    def _path(self, name: str) -> Path:
        folder, _, last = check_name(name).rpartition("/")
        return self._inside(folder) / last

    def _inside(self, folder: str) -> Path:
        path = self._root / folder
        below = path
        while below != self._root:
            if _is_link(below):
                raise StoreFailed(self.location, f"'{folder}' in it is a link to another place")
            below = below.parent
        return path

    def _check_present(self) -> None:
        """A folder that was there and is gone is an unplugged drive, not an empty repository."""
        if self._seen and not os.path.isdir(self._root):
            raise StoreFailed(self.location, "the folder is no longer there")

    def _make_durable(self, folder: Path) -> None:
        if folder not in self._durable or not folder.is_dir():
            make_folder(folder, self._root)
            self._durable.add(folder)


def _walk(folder: Path, name: str) -> Iterator[ObjectInfo]:
    try:
        with os.scandir(folder) as scanned:
            entries = list(scanned)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        inner = f"{name}/{entry.name}" if name else entry.name
        if not _is_name(inner):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), inner)
        elif entry.is_file(follow_symlinks=False):
            with suppress(FileNotFoundError):
                known = entry.stat(follow_symlinks=False)
                yield ObjectInfo(inner, known.st_size, known.st_mtime)


def _open_plainly(path: str, flags: int) -> int:
    """Open without following a link, and without waiting for the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _is_link(path: Path) -> bool:
    """Whether a name leads elsewhere: a symbolic link, or on Windows a junction. A name that is not there does not."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return stat.S_ISLNK(found.st_mode) or bool(getattr(found, "st_reparse_tag", 0) & _NAME_SURROGATE)


def _by_name(info: ObjectInfo) -> str:
    return info.name


def _is_name(text: str) -> bool:
    try:
        check_name(text)
    except ObjectDamaged:
        return False
    return True


def _check_prefix(prefix: str) -> str:
    return check_name(prefix.removesuffix("/")) if prefix else ""


def _check_range(start: int, length: int) -> None:
    if start < 0 or length < 0:
        raise ValueError(f"no range of bytes: start {start}, length {length}")
