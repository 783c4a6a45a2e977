"""The newest recovery points that this machine has seen, so that points which vanish are noticed."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from crmbackup_gui.services.whole_file import write_whole

if TYPE_CHECKING:
    from crmbackup_gui.repository.repository import Head

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


class _Seen(msgspec.Struct, frozen=True):
    sequence: int
    digest: bytes


_Heads = dict[str, dict[str, _Seen]]
