"""The newest recovery points that this machine has seen, so that points which vanish are noticed."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from crmbackup_gui.services.whole_file import write_whole

if TYPE_CHECKING:
    from crmbackup_gui.repository.repository import Head, HeadMemory

_LOG = logging.getLogger(__name__)


class FileHeadMemory:
    """A `HeadMemory` in one JSON file: repository id to CRM id to sequence and digest (base64).

    A file that cannot be read is begun anew, and one that cannot be written is left as it is; both are logged, for no
    backup may fail over a memory that is an extra. Any thread may use it. Programs that write at the same time never
    leave half a file; a head that one of them loses is learned again with the next point.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def recall(self, repository: str, crm: str) -> Head | None:
        from crmbackup_gui.repository.repository import Head

        with self._lock:
            seen = self._read().get(repository, {}).get(crm)
        return None if seen is None else Head(seen.sequence, seen.digest)

    def remember(self, repository: str, crm: str, head: Head) -> None:
        with self._lock:
            heads = self._read()
            known = heads.setdefault(repository, {}).get(crm)
            if known is not None and known.sequence >= head.sequence:
                return
            heads[repository][crm] = _Seen(sequence=head.sequence, digest=head.digest)
            self._write(heads)

    @staticmethod
    def place_key(repository: str, location: str) -> str:
        """Under what the heads of a copy are kept, which is known to lack newer points."""
        return f"{repository}@{location}"

    def of_place(self, repository: str, location: str) -> HeadMemory:
        """What to ask at a place: of a copy, what was seen of that copy."""
        return _OfCopy(self, location) if self.crms(self.place_key(repository, location)) else self

    def crms(self, repository: str) -> list[str]:
        with self._lock:
            return sorted(self._read().get(repository, {}))

    def _read(self) -> _Heads:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Heads)
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.MsgspecError) as error:
            _LOG.warning("'%s', which notices vanished recovery points, is begun anew: %s", self._path, error)
            return {}

    def _write(self, heads: _Heads) -> None:
        try:
            write_whole(self._path, msgspec.json.encode(heads))
        except OSError as error:
            _LOG.warning("'%s', which notices vanished recovery points, cannot be written: %s", self._path, error)


class _OfCopy:
    """The heads that were seen of one copy. Points that the original took since are not missed there."""

    def __init__(self, memory: FileHeadMemory, location: str) -> None:
        self._memory, self._location = memory, location

    def recall(self, repository: str, crm: str) -> Head | None:
        return self._memory.recall(self._memory.place_key(repository, self._location), crm)

    def remember(self, repository: str, crm: str, head: Head) -> None:
        self._memory.remember(self._memory.place_key(repository, self._location), crm, head)

    def crms(self, repository: str) -> list[str]:
        return self._memory.crms(self._memory.place_key(repository, self._location))


class _Seen(msgspec.Struct, frozen=True):
    sequence: int
    digest: bytes


_Heads = dict[str, dict[str, _Seen]]
