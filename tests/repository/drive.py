"""A folder whose system calls are counted, refused from any of them on, and lost as a drive loses them without power.

`Drive.run` runs a job on a copy of the folder and notes what it asks of the file system: files that are made, links,
renames, removals, folders, and which files and folders are fsynced. `after_power_loss` builds what such a folder may
look like when the power goes after any of these calls: what was fsynced is there; of all else each name may be the new
one or the old one, whatever the order was, and a file may be empty, cut in half or whole.
"""

import errno
import os
import random
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

from crmbackup_gui.errors import CrmBackupError
from tests.repository.faulty_store import Killed

_WRITING = os.O_WRONLY | os.O_RDWR
_MADE_BY = ("open", "os.link", "os.mkdir")
_watching = []


class Fault:
    """What the file system answers from the call of number `at` on; `what` is kill, full or read-only."""

    def __init__(self, at, what="kill"):
        self.at, self.what = at, what

    def refuse(self, kind):
        if self.what == "kill":
            raise Killed
        if self.what == "read-only":
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        if kind in (*_MADE_BY, "fsync"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Drive:
    """A folder with what is in it at the beginning."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.calls = []
        self._fault = None

    @contextmanager
    def watched(self, fault=None):
        """Note every call that changes the folder, and refuse them from the fault on."""
        self.calls, self._fault = [], fault
        fsync = os.fsync

        def noted(descriptor):
            self._note("fsync", Path(f"/proc/self/fd/{descriptor}").readlink())
            fsync(descriptor)

        os.fsync = noted
        _watching.append(self)
        try:
            yield
        finally:
            _watching.remove(self)
            os.fsync = fsync

    def _note(self, kind, *paths):
        inside = [Path(path) for path in paths]
        if not all(path.is_relative_to(self.folder) for path in inside):
            return
        if self._fault is not None and len(self.calls) >= self._fault.at:
            self._fault.refuse(kind)
        names = [str(path.relative_to(self.folder)) for path in inside]
        content = inside[0].read_bytes() if kind == "fsync" and inside[0].is_file() else None
        self.calls.append((kind, *names, content))


def _audit(event, arguments):
    if not _watching:
        return
    drive = _watching[-1]
    if event == "open" and isinstance(arguments[0], str) and (arguments[2] or 0) & _WRITING:
        drive._note("open", arguments[0])
    elif event in ("os.link", "os.rename"):
        drive._note(event, os.fspath(arguments[0]), os.fspath(arguments[1]))
    elif event in ("os.mkdir", "os.remove"):
        drive._note(event, os.fspath(arguments[0]))


sys.addaudithook(_audit)


class _Names:
    """What names lead to: files as numbers, folders as None. `settled` is what would survive a loss of power."""

    def __init__(self, folder):
        self.now = {}
        self.contents = {}
        self.synced = {}
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            if path.is_dir():
                self.now[name] = None
            else:
                self.now[name] = len(self.contents)
                self.contents[self.now[name]] = self.synced[self.now[name]] = path.read_bytes()
        self.settled = dict(self.now)

    def apply(self, call):
        kind, *names, content = call
        if kind == "open":
            if names[0] not in self.now:
                self.now[names[0]] = len(self.contents)
                self.contents[self.now[names[0]]] = b""
        elif kind == "os.mkdir":
            self.now[names[0]] = None
        elif kind == "os.link":
            self.now[names[1]] = self.now[names[0]]
        elif kind == "os.rename":
            self.now[names[1]] = self.now.pop(names[0])
        elif kind == "os.remove":
            self.now.pop(names[0], None)
        elif content is not None:
            file = self.now[names[0]]
            self.contents[file] = self.synced[file] = content
        else:
            self._settle(names[0])

    def _settle(self, folder):
        prefix = "" if folder == "." else f"{folder}/"
        for name in {*self.now, *self.settled}:
            if name.startswith(prefix) and "/" not in name[len(prefix) :]:
                if name in self.now:
                    self.settled[name] = self.now[name]
                else:
                    self.settled.pop(name, None)


def after_power_loss(before, calls, into, seed):
    """Build in the folder `into` what is left when the power goes after these calls.

    Seed 0 loses all that may be lost, 1 keeps all names but no content that was not fsynced; others draw by chance.
    """
    names = _Names(before)
    for call in calls:
        names.apply(call)
    chance = random.Random(seed)
    left = dict(names.settled)
    for name in sorted({*names.now, *names.settled}):
        if names.now.get(name, "gone") != names.settled.get(name, "gone") and (
            seed == 1 or (seed and chance.random() < 0.5)
        ):
            if name in names.now:
                left[name] = names.now[name]
            else:
                left.pop(name, None)
    into.mkdir()
    for name in sorted(left):
        path = into / name
        if left[name] is None:
            if path.parent.is_dir():
                path.mkdir()
        elif path.parent.is_dir():
            content = names.contents[left[name]]
            if left[name] not in names.synced:
                content = content[: len(content) // 2] if seed % 2 else b""
            path.write_bytes(content)


def copied(folder, into):
    shutil.copytree(folder, into)
    return into


def calls_of(job, folder, fault=None):
    """What the job, which is given the folder, asked of the file system."""
    drive = Drive(folder)
    with drive.watched(fault):
        job(folder)
    return drive.calls


def cut_anywhere(job, folder, calls, what, into, step=1):
    """Folders in which the job was refused its calls from one of them on; each is removed when the next is asked for.

    It must be the rare case that the job ends well all the same.
    """
    ended = 0
    for at in range(0, len(calls), step):
        place = copied(folder, into / f"cut-{at}")
        try:
            calls_of(job, place, Fault(at, what))
        except (Killed, CrmBackupError):
            ended += 1
        yield place
        shutil.rmtree(place)
    assert ended


def lost_anywhere(folder, calls, into, step=1, seeds=8):
    """Folders as they may look when the power went after one of the calls; each is removed when the next is wanted."""
    for at in range(0, len(calls) + 1, step):
        for seed in range(seeds):
            place = into / f"lost-{at}-{seed}"
            after_power_loss(folder, calls[:at], place, seed)
            yield place
            shutil.rmtree(place)
