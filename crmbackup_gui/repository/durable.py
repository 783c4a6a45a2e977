"""Files that survive a power failure, and names that are given only once.

A file is written under a temporary name and fsynced; then it gets its name, and the folder of the name is fsynced,
as is every folder above that was made for it: POSIX promises the content after the first and the name after the second
(fsync(2)). Windows writes names through by itself and has no fsync of folders.

Every function raises OSError as the system gives it; `plain_words` says it to users. Any thread may call them.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from typing_extensions import Buffer

_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


def write_new(path: Path, data: Buffer, *, private: bool = False) -> None:
    """Write a file that is not there yet; its content is on the drive when this returns.

    `private` keeps other users of the computer from reading it, where the system knows such a thing.
    """
    with open(path, "xb", opener=_private if private else None) as file:
        file.write(data)
        file.flush()
        if sys.platform == "darwin":
            # fsync there leaves the data in the drive's own cache, as its manual page says; shares do not know this.
            with suppress(OSError):
                fcntl.fcntl(file.fileno(), fcntl.F_FULLFSYNC)
        os.fsync(file.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def name_new(temporary: Path, path: Path, lock: Path) -> None:
    """Give a file its name, unless that is taken: FileExistsError, and the file that has it stays.

    By a hard link, which never replaces; on Windows by a rename, which does not replace there. On file systems
    without hard links (FAT, some shares) by a rename while an flock on the file `lock` is held: every program that
    finds no hard links there takes the same lock, and a crash releases it.
    """
    if sys.platform == "win32":
        temporary.rename(path)
        return
    try:
        os.link(temporary, path)
    except FileExistsError:
        # A share may repeat a request that it has carried out already: then the file that has the name is our own.
        if not temporary.samefile(path):
            raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _rename_alone(temporary, path, lock)


def make_folder(folder: Path, top: Path) -> None:
    """Make a folder and what it lies in, durably.

    Another program may have made folders below `top` a moment ago and not have fsynced them, so all of them are.
    """
    upwards = [folder, *folder.parents]
    made = {path for path in upwards if not path.is_dir()}
    folder.mkdir(parents=True, exist_ok=True)
    for path in upwards:
        if path in made or top in path.parents:
            sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the drive."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network file systems cannot do this to a folder, and say so.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP):
            raise
    finally:
        os.close(descriptor)


def plain_words(error: OSError) -> str:
    """What is wrong with a place, to follow "it cannot be used:" in a message."""
    code = errno.errorcode.get(error.errno or 0, "")
    return _WORDS.get(code) or (error.strerror or "the system gave no reason").lower()


# By name, because not every system has a number for each.
_WORDS = {
    **dict.fromkeys(("ENOSPC", "EDQUOT", "EFBIG"), "there is no room left"),
    **dict.fromkeys(("EACCES", "EPERM"), "permission was refused"),
    "EROFS": "it can only be read",
    "EIO": "the drive reports an error",
    "ELOOP": "a link stands where an object should be",
    **dict.fromkeys(("EEXIST", "ENOTDIR", "EISDIR"), "a file stands where a folder should be, or the other way round"),
    **dict.fromkeys(("ENOENT", "ENODEV", "ENXIO", "ESTALE", "ENOTCONN"), "it cannot be reached"),
    **dict.fromkeys(("EHOSTDOWN", "EHOSTUNREACH", "ETIMEDOUT"), "it cannot be reached"),
}


def _rename_alone(temporary: Path, path: Path, lock: Path) -> None:
    with lock.open("ab") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        temporary.rename(path)
