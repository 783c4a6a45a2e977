"""Copies of a repository in further places: what is missing there is sent, read back, and only then relied on.

Every moment leaves a sound repository in the other place, which at most lacks the newest points: keys first, then what
says that it is a repository, holds and the log, and of each CRM the packs of a point before its manifest, oldest points
first. What was rewritten or deleted here is rewritten or deleted there when the log, which only a holder of the key can
write, explains it; whatever else is gone here stays there. Nothing that is damaged here replaces anything there.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from crmbackup_gui.engine.delays import Delay, delays_of_place
from crmbackup_gui.errors import (
    CommitRefused,
    DamagedRepository,
    ObjectMissing,
    OtherRepository,
    RepositoryNotFound,
    StoreFailed,
)
from crmbackup_gui.model.outcome import CancelToken, Outcome, Progress, ProgressSink, no_progress
from crmbackup_gui.repository.holds import holds
from crmbackup_gui.repository.identity import read_config
from crmbackup_gui.repository.manifest import CopyNote, LogEntry, Manifest, became, digest
from crmbackup_gui.repository.names import ours, point_name
from crmbackup_gui.repository.note import NOTE, leave_note
from crmbackup_gui.repository.objects import AlreadyThere, ObjectStore, Obstacle, gathered
from crmbackup_gui.repository.packs import pack_name
from crmbackup_gui.repository.prune import SWEEP_AFTER, Swept, sweep
from crmbackup_gui.repository.removed_keys import is_removed
from crmbackup_gui.repository.repository import Repository

_NOTES = ("holds", "erasures", "exports", "ids", "log")
"""Sent before any manifest: what must stay, what is hidden, what went into files, what became of restored records, and
why manifests are gone or rewritten."""

_NEARLY_DUE = SWEEP_AFTER - 3600.0
"""A mark of that age may be acted upon before it is taken back."""


@dataclass(frozen=True)
class CopyReport:
    """What a copying did, and how the place stands."""

    outcome: Outcome
    location: str
    copied_at: datetime
    objects_sent: int
    bytes_sent: int
    points_sent: int
    """Manifests, those that took the place of others included."""
    points_removed: int
    points: int
    """Points that the place has now."""
    warnings: tuple[str, ...] = ()
    delays: tuple[Delay, ...] = ()
    """The place itself, where it keeps what was deleted there, or does not let it go yet."""


def copy_repository(
    repository: Repository, store: ObjectStore, progress: ProgressSink = no_progress, cancel: CancelToken | None = None
) -> CopyReport:
    """Bring another place up to date; one that is empty becomes a copy. Any number of programs may do it at once.

    Stopped anywhere it goes on where it was. What cannot be read here is named by a warning, and all else is copied.
    Raises OtherRepository, StoreFailed, CommitRefused, Cancelled.
    """
    return _Copy(repository, store, progress, cancel or CancelToken()).run()


class _Copy:
    """One copying. One thread."""

    def __init__(self, repository: Repository, store: ObjectStore, progress: ProgressSink, cancel: CancelToken) -> None:
        self._here, self._there = repository, repository.elsewhere(store)
        self._progress, self._cancel = progress, cancel
        self._objects = self._bytes = self._sent = self._removed = 0
        self._warnings: list[str] = []
        self._sizes: dict[str, int] = {}
        self._marks: dict[str, float] = {}
        self._left: set[bytes] = set()
        self._obstacles: list[Obstacle] = []

    def run(self) -> CopyReport:
        copied_at = datetime.now(UTC)
        self._send_identity()
        if self._there.marks():
            self._sweep()
        now = self._there.place_time()
        self._marks = {name: now - info.modified for name, info in self._there.marks().items()}
        self._sizes = {info.name: info.size for info in self._there.store.list()}
        for kind in _NOTES:
            for info in ours(self._here.store.list(kind)):
                self._send_note(info.name, info.size)
        self._fetch_exports()
        crms = self._here.crm_ids()
        for crm in crms:
            self._send_points(crm)
        for crm in sorted({*crms, *self._there.crm_ids()}):
            self._remove_points(crm)
        self._mark_left()
        self._mend_packs()
        self._remove_keys()
        leave_note(self._there.store)
        swept = self._sweep()
        if swept.unreadable:
            self._warnings.append(f"{swept.unreadable} recovery points of the copy cannot be read; check the copy.")
        if swept.kept_by_place:
            self._warnings.append(f"{swept.kept_by_place} objects must not be deleted in the copy's place yet.")
        heads = {crm: max(self._there.sequences(crm)) for crm in self._there.crm_ids()}
        note = CopyNote(location=self._there.store.location, copied_at=copied_at, heads=heads)
        try:
            self._here.record_copy(note)
        except StoreFailed as error:
            self._warnings.append(f"How old the copy is could not be kept: {error.user_message}")
        return CopyReport(
            outcome=Outcome.WARNINGS if self._warnings else Outcome.OK,
            location=note.location,
            copied_at=copied_at,
            objects_sent=self._objects,
            bytes_sent=self._bytes,
            points_sent=self._sent,
            points_removed=self._removed,
            points=sum(len(self._there.sequences(crm)) for crm in heads),
            warnings=tuple(self._warnings),
            delays=tuple(delays_of_place(note.location, gathered(self._obstacles), datetime.now(UTC))),
        )

    def _sweep(self) -> Swept:
        swept = sweep(self._there, "nothing needs it", cancel=self._cancel)
        self._obstacles += swept.obstacles
        return swept

    # Identity and keys

    def _send_identity(self) -> None:
        """Keys first, so that the place is never a repository that nobody can open."""
        store = self._there.store
        config = self._here.store.get("repository")
        try:
            if read_config(store).id != self._here.id or store.get("repository") != config:
                raise OtherRepository(store.location)
        except RepositoryNotFound:
            for info in store.list():
                if not info.name.startswith("keys/") and info.name != NOTE:
                    raise OtherRepository(store.location) from None
        sent = [info.name for info in ours(self._here.store.list("keys"))]
        for name in sent:
            with suppress(ObjectMissing):  # removed meanwhile
                self._put(name, self._here.store.get(name))
        try:
            store.put("repository", config, create=True)
        except AlreadyThere:
            if not self._same("repository", config):  # another program was first, and what it made stays
                store.delete(sent)
                raise OtherRepository(store.location) from None
        else:
            self._verified("repository", config)

    def _remove_keys(self) -> None:
        here = {info.name for info in ours(self._here.store.list("keys"))}
        for name in [info.name for info in ours(self._there.store.list("keys")) if info.name not in here]:
            if here and is_removed(self._here.read_object, name.rpartition("/")[2]):
                self._there.store.delete([name])
            else:
                self._warnings.append(f"The copy keeps key {name.rpartition('/')[2]}, which is not in the original.")

    # Notes and points

    def _send_note(self, name: str, size: int) -> None:
        if self._sizes.get(name) != size:
            try:
                self._put(name, self._here.authentic(name))
            except ObjectMissing:
                return
            except DamagedRepository as error:
                self._warnings.append(error.user_message)

    def _fetch_exports(self) -> None:
        """What was exported from the copy while the original was away, so that an erasure here names it, too."""
        here = {info.name for info in self._here.store.list("exports")}
        for name in [info.name for info in ours(self._there.store.list("exports")) if info.name not in here]:
            try:
                with suppress(AlreadyThere):
                    self._here.store.put(name, self._there.authentic(name), create=True)
            except (DamagedRepository, StoreFailed) as error:
                self._warnings.append(f"An export from the copy could not be noted: {error.user_message}")

    def _send_points(self, crm: str) -> None:
        log = self._here.log(crm)
        rewritten = {entry.sequence for entry in log if entry.new is not None}
        sizes = {info.name: info.size for info in self._here.store.list(f"points/{crm}/")}
        sequences = self._here.sequences(crm)
        common = [s for s in sequences if point_name(crm, s) in self._sizes]
        doubtful = rewritten | set(common[-1:])
        for number, sequence in enumerate(sequences):
            self._cancel.check()
            self._progress(Progress("copy", "", number, len(sequences)))
            name = point_name(crm, sequence)
            if self._sizes.get(name) == sizes.get(name) and sequence not in doubtful:
                continue
            if not self._send_point(crm, sequence, log):
                return
        for info in ours(self._here.store.list(f"summaries/{crm}/")):
            self._send_note(info.name, info.size)
        self._log_again(crm)  # what was rewritten while points were sent must be explained there, too

    def _send_point(self, crm: str, sequence: int, log: Iterable[LogEntry]) -> bool:
        """Send what a point needs, and it, until it is the one that is here; no, when the two places went apart."""
        name = point_name(crm, sequence)
        while True:
            try:
                sealed = self._here.authentic(name)
                manifest = self._here.manifest(crm, sequence)
            except ObjectMissing:
                return True  # deleted meanwhile, or lost, which a check here tells
            except DamagedRepository as error:
                self._warnings.append(error.user_message)
                return True
            known = self._digest_there(name)
            if known == digest(sealed):
                return True
            if known is not None and digest(sealed) not in became(log, sequence, known):
                log = self._log_again(crm)  # it may just have been rewritten here
            if known is not None and digest(sealed) not in became(log, sequence, known):
                if known in became(log, sequence, digest(sealed)):
                    self._warnings.append(f"Recovery point number {sequence} is older here than in the copy; it stays.")
                    return True
                self._warnings.append(
                    f"From recovery point number {sequence} on the copy holds others than the original, so no more "
                    "points of this CRM were copied."
                )
                return False
            self._send_packs(manifest)
            if known is None:
                self._put(name, sealed)
            else:
                self._note_packs(crm, sequence)
                self._there.forget_summary(crm, sequence)
                self._write(name, sealed)
                self._there.forget_summary(crm, sequence)
            self._sent += 1
            with suppress(ObjectMissing):
                # While it was sent, it may have been rewritten here.
                if self._here.manifest_digest(crm, sequence) != digest(sealed):
                    log = self._log_again(crm)
                    continue
            return True

    def _log_again(self, crm: str) -> tuple[LogEntry, ...]:
        for kind in _NOTES:
            for info in ours(self._here.store.list(f"{kind}/{crm}/")):
                self._send_note(info.name, info.size)
        return self._here.log(crm)

    def _digest_there(self, name: str) -> bytes | None:
        """None also for what is no sealed object any more: it is sent again."""
        try:
            return digest(self._there.authentic(name))
        except DamagedRepository:
            self._sizes.pop(name, None)
            return None

    def _send_packs(self, manifest: Manifest) -> None:
        for pack in (*manifest.packs, *manifest.reused):
            self._cancel.check()
            name = pack_name(pack)
            if name in self._sizes:
                self._take_back(pack.hex())
                continue
            try:
                sealed = self._here.authentic(name)
            except DamagedRepository as error:
                self._warnings.append(error.user_message)
                continue
            self._put(name, sealed)

    def _mend_packs(self) -> None:
        """Packs that were cut there are sent again."""
        for info in ours(self._here.store.list("packs")):
            if self._sizes.get(info.name, info.size) != info.size:
                with suppress(DamagedRepository):  # a check here tells; that of the copy stays as it is
                    self._put(info.name, self._here.authentic(info.name))

    def _take_back(self, pack: str) -> None:
        """The mark of a pack that is needed again, while there is time."""
        age = self._marks.pop(pack, None)
        if age is None:
            return
        if age > _NEARLY_DUE:
            raise CommitRefused("a part of the copy that it needs is about to be cleaned up")
        self._there.unmark([pack])

    # Deleting

    def _note_packs(self, crm: str, sequence: int) -> None:
        """Remember what a manifest needed that goes. What cannot be read leaves its packs to a later prune."""
        with suppress(DamagedRepository):
            manifest = self._there.manifest(crm, sequence)
            self._left |= {*manifest.packs, *manifest.reused}

    def _mark_left(self) -> None:
        """Mark at once what no manifest needs any more: it may hold records that were erased."""
        needed: set[bytes] = set()
        for crm in self._there.crm_ids() if self._left else ():
            for sequence in self._there.sequences(crm):
                try:
                    manifest = self._there.manifest(crm, sequence)
                except DamagedRepository:
                    return  # it may need any of them; the sweep tells that it cannot be read
                needed |= {*manifest.packs, *manifest.reused}
        for pack in sorted(self._left - needed):
            self._there.mark(pack.hex(), "nothing needs it")

    def _remove_points(self, crm: str) -> None:
        """Newest first, what was deleted here; what is gone without a word stays."""
        here = set(self._here.sequences(crm))
        gone = [s for s in self._there.sequences(crm) if s not in here]
        if not gone:
            return
        log = self._there.log(crm)
        try:
            held = holds(self._there, crm)
            manifests = {s: self._there.manifest(crm, s) for s in self._there.sequences(crm)}
        except DamagedRepository as error:
            self._warnings.append(error.user_message)
            return
        for sequence in sorted(gone, reverse=True):
            known = self._there.manifest_digest(crm, sequence)
            explained = None in became(log, sequence, known)
            needed = any(sequence in manifest.point.chain for manifest in manifests.values())
            if not explained:
                self._warnings.append(
                    f"Recovery point number {sequence} is gone from the original, which nothing explains; "
                    "the copy keeps it."
                )
            elif not needed and not held.reasons(manifests[sequence]):
                self._note_packs(crm, sequence)
                self._there.forget_summary(crm, sequence)
                self._there.store.delete([point_name(crm, sequence)])
                del manifests[sequence]
                self._removed += 1

    # Objects

    def _put(self, name: str, data: bytes) -> None:
        """Make an object be there, and see that it is."""
        if self._sizes.get(name) == len(data):
            return
        try:
            self._there.store.put(name, data, create=True)
        except AlreadyThere:
            if self._same(name, data):
                self._sizes[name] = len(data)
                return
            self._there.store.put(name, data)
        self._verified(name, data)

    def _write(self, name: str, data: bytes) -> None:
        self._there.store.put(name, data)
        self._verified(name, data)

    def _verified(self, name: str, data: bytes) -> None:
        if not self._same(name, data):
            raise StoreFailed(self._there.store.location, "what was written does not read back")
        self._sizes[name] = len(data)
        self._objects += 1
        self._bytes += len(data)

    def _same(self, name: str, data: bytes) -> bool:
        try:
            return sha256(self._there.store.get(name)).digest() == sha256(data).digest()
        except ObjectMissing:
            return False
