"""The sealed objects of a repository that are not points: what was learned, held, logged, erased and copied."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import TypeVar

import msgspec
import pyarrow as pa

from crmbackup_gui.errors import DamagedRepository
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository.contents import SMALL_BYTES, Contents
from crmbackup_gui.repository.manifest import (
    CheckResult,
    CopyNote,
    Erasure,
    ExportNote,
    HoldNote,
    IdNote,
    LogEntry,
    RestoreRun,
)
from crmbackup_gui.repository.names import ours
from crmbackup_gui.repository.objects import ObjectStore, unless_kept
from crmbackup_gui.repository.sealing import seal, subkey, unseal

_Stored = TypeVar("_Stored", bound=msgspec.Struct)


class SealedNotes:
    """Reads and writes sealed objects of a store. Any thread may use it."""

    def __init__(self, store: ObjectStore, master: bytes) -> None:
        self.store = store
        self._key = subkey(master, "objects")
        self._account_key = subkey(master, "accounts")
        self._erasures: dict[str, Erasure] = {}

    def read_object(self, name: str) -> bytes:
        """The whole content of a sealed object. Raises ObjectMissing, ObjectDamaged."""
        return unseal(self._key, name, self.store.get(name))

    def contents(self, name: str) -> Contents:
        """The content of a sealed object, all of it authenticated, to read parts of. Raises as `read_object`."""
        if self.store.requests_at_once > 1:
            return self._contents(name, self.store.get(name))
        # A place where requests do not wait: each part of a large object is done with before the next one comes.
        beginning = self.store.get_range(name, 0, SMALL_BYTES + 1)
        if len(beginning) <= SMALL_BYTES:
            return self._contents(name, beginning)
        return Contents(self._key, name, partial(self.store.get_range, name), self.store.size(name))

    def authentic(self, name: str) -> bytes:
        """A sealed object as it is stored, every byte of it authenticated. Raises ObjectMissing, ObjectDamaged."""
        sealed = self.store.get(name)
        self._contents(name, sealed)
        return sealed

    def _contents(self, name: str, sealed: bytes) -> Contents:
        view = memoryview(sealed)
        return Contents(self._key, name, lambda start, length: view[start : start + length], len(view))

    def record_check(self, crm: str, result: CheckResult) -> None:
        """Keep what a check found, beside earlier results."""
        self._note("checks", crm, result)

    def record_restore(self, crm: str, run: RestoreRun) -> None:
        """Keep what a restore read and how long it took, for the planner."""
        self._note("restores", crm, run)

    def intact(self, crm: str) -> dict[int, bool]:
        """The newest verdict of a check on each point that was ever checked."""
        verdicts: dict[int, bool] = {}
        for result in self.checks(crm):
            verdicts.update(dict.fromkeys(result.intact, True) | dict.fromkeys(result.damaged, False))
        return verdicts

    def checks(self, crm: str) -> tuple[CheckResult, ...]:
        """What checks of points of that CRM found, and when, oldest first."""
        return tuple(self._notes("checks", crm, CheckResult))

    def restores(self, crm: str) -> tuple[RestoreRun, ...]:
        """Restores of points of that CRM, oldest first."""
        return tuple(self._notes("restores", crm, RestoreRun))

    def record_hold(self, crm: str, note: HoldNote) -> None:
        """Keep that something is held, or no longer."""
        self._note("holds", crm, note)

    def hold_notes(self, crm: str) -> dict[str, HoldNote]:
        """What was ever said about holds, by the last part of the object names, oldest first.

        Raises leaves of DamagedRepository: nothing may be removed while nobody can tell what is held.
        """
        return {
            info.name.rpartition("/")[2]: self._load(info.name, HoldNote)
            for info in ours(self.store.list(f"holds/{crm}/"))
        }

    def log(self, crm: str) -> tuple[LogEntry, ...]:
        """Why points are gone or rewritten, oldest first."""
        return tuple(self._notes("log", crm, LogEntry))

    def record_log(self, crm: str, entry: LogEntry) -> None:
        """Explain why a manifest is gone, or another one than its successor says."""
        self._note("log", crm, entry)

    def erasures(self, crm: str) -> dict[str, Erasure]:
        """Every erasure of records of a CRM, by the last part of its name.

        Raises leaves of DamagedRepository: nobody can tell what must not be shown.
        """
        names = [info.name for info in ours(self.store.list(f"erasures/{crm}/"))]
        for name in names:
            if name not in self._erasures:
                self._erasures[name] = self._load(name, Erasure)
        return {name.rpartition("/")[2]: self._erasures[name] for name in names}

    def record_erasure(self, crm: str, erasure: Erasure) -> str:
        """Hide records from now on; the last part of the note's name."""
        return self._note("erasures", crm, erasure)

    def take_back_erasures(self, crm: str, names: Iterable[str]) -> None:
        """Show again what these notes alone hide, before anything was written anew for them."""
        self.store.delete(f"erasures/{crm}/{name}" for name in names)

    def record_export(self, crm: str, note: ExportNote) -> None:
        """Keep that records were written into files, which an erasure then names."""
        self._note("exports", crm, note)

    def exports(self, crm: str) -> tuple[ExportNote, ...]:
        """Every export of records of a CRM, oldest first."""
        return tuple(self._notes("exports", crm, ExportNote))

    def record_ids(self, account: bytes, parts: Iterable[bytes], replaces: Collection[str] = ()) -> str:
        """Keep what became of records that were restored into an account; the name of the last part.

        When all parts are there, those of the names that it `replaces` count no more. `account` tells it from others.
        """
        at = self._account(account)
        there = {info.name for info in ours(self.store.list(f"ids/{at}/"))} if replaces else set()
        waiting: bytes | None = None
        for lines in parts:
            if waiting is not None:
                self._note("ids", at, IdNote(lines=waiting))
            waiting = lines
        if waiting is None and not replaces:
            return ""
        name = self._note("ids", at, IdNote(lines=waiting or b"", replaces=tuple(sorted(replaces))))
        with unless_kept():  # where they must stay for now, the last part says that they no longer count
            self.store.delete(sorted(there & {f"ids/{at}/{old}" for old in replaces}))
        return name

    def ids(self, account: bytes) -> tuple[dict[str, bytes], frozenset[str]]:
        """What `record_ids` has kept of an account, by name and oldest first; and the names of all that ever was.

        Raises leaves of DamagedRepository.
        """
        at = self._account(account)
        names = [info.name for info in ours(self.store.list(f"ids/{at}/"))]
        notes = {name.rpartition("/")[2]: self._load(name, IdNote) for name in names}
        replaced = {name for note in notes.values() for name in note.replaces}
        return {name: n.lines for name, n in notes.items() if name not in replaced}, frozenset(replaced | notes.keys())

    def _account(self, account: bytes) -> str:
        """No name says which account it is."""
        return hmac.digest(self._account_key, account, "sha256")[:16].hex()

    def record_copy(self, note: CopyNote) -> None:
        """Keep how old the copy at a place is, instead of what was known of it."""
        known = [name for name, older in self._copy_notes() if older.location == note.location]
        self._save(f"copies/{time.time_ns():019d}{secrets.token_hex(4)}", note)
        self.store.delete(known)

    def copies(self) -> tuple[CopyNote, ...]:
        """The newest note of each place that has a copy, by location."""
        oldest_first = sorted((note for _, note in self._copy_notes()), key=lambda note: note.copied_at)
        newest_of = {note.location: note for note in oldest_first}
        return tuple(newest_of[location] for location in sorted(newest_of))

    def _copy_notes(self) -> Iterator[tuple[str, CopyNote]]:
        for info in ours(self.store.list("copies")):
            try:
                yield info.name, self._load(info.name, CopyNote)
            except DamagedRepository:
                continue  # an extra: the next copying writes it anew

    def _note(self, kind: str, crm: str, note: msgspec.Struct) -> str:
        """The last part of its name."""
        name = f"{time.time_ns():019d}{secrets.token_hex(4)}"
        self._save(f"{kind}/{crm}/{name}", note)
        return name

    def _notes(self, kind: str, crm: str, type_: type[_Stored]) -> Iterator[_Stored]:
        for info in ours(self.store.list(f"{kind}/{crm}/")):
            try:
                yield self._load(info.name, type_)
            except DamagedRepository:
                continue  # a note is an extra; checks report that it is damaged

    def _load(self, name: str, type_: type[_Stored]) -> _Stored:
        return stored.decode(name, self.read_object(name), type_)

    def _save(self, name: str, value: msgspec.Struct) -> None:
        self._store(name, [stored.encode(value)], create=True)

    def _store(self, name: str, buffers: list[bytes | pa.Buffer], *, create: bool) -> int:
        sealed = seal(self._key, name, buffers)
        self.store.put(name, sealed, create=create)
        return len(sealed)
