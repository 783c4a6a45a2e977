"""What is about to be deleted or replaced: marks on points and packs, and claims on manifests (FORMAT.md, "Log")."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress

from crmbackup_gui.errors import CommitRefused, DamagedRepository, ObjectMissing, StoreFailed
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository.manifest import LogEntry, Mark
from crmbackup_gui.repository.names import claim_name, ours, point_name
from crmbackup_gui.repository.objects import AlreadyThere, ObjectInfo, unless_kept
from crmbackup_gui.repository.packs import PACK_ID_BYTES, pack_of
from crmbackup_gui.repository.sealed_notes import SealedNotes

CLAIM_SECONDS = 72 * 3600.0
"""Nobody is still about to replace a manifest that was claimed so long ago."""

_TRIES = 1_000
_MARK = r"marks/([0-9a-f]{32}|[0-9a-f]{16})"


class MarksAndClaims(SealedNotes):
    """Several programs may mark and claim at once. Any thread may use it."""

    def manifest_digest(self, crm: str, sequence: int) -> bytes:
        """What the next manifest says of this one. Raises ObjectMissing."""
        return stored.digest(self.store.get(point_name(crm, sequence)))

    def packs(self) -> dict[bytes, ObjectInfo]:
        """The packs that exist, by id; objects that others put there are not among them."""
        found = ((pack_of(info.name), info) for info in self.store.list("packs/"))
        return {pack: info for pack, info in found if pack is not None}

    def marks(self) -> dict[str, ObjectInfo]:
        """What is about to be deleted: hex digits of packs, and ids of points; nothing that others put there."""
        found = ((re.fullmatch(_MARK, info.name), info) for info in self.store.list("marks/"))
        return {parts[1]: info for parts, info in found if parts is not None}

    def mark(self, name: str, reason: str) -> None:
        """Say that a pack (its hex digits) or a point (its id) is about to be deleted; a mark that is there stays."""
        with suppress(AlreadyThere):
            self._save(f"marks/{name}", Mark(reason=reason))

    def mark_reason(self, name: str) -> str:
        """Why something is about to be deleted, as its mark says; empty where that is gone or damaged."""
        try:
            return self._load(f"marks/{name}", Mark).reason
        except DamagedRepository:
            return ""

    def place_time(self) -> float:
        """What time it is where the repository lives, in seconds since 1970, as listings tell it."""
        probe = secrets.token_hex(PACK_ID_BYTES)
        try:
            for _ in range(_TRIES):
                self.mark(probe, "no such pack: what time is it?")
                there = self.marks().get(probe)
                if there is not None:  # else a program has slept in between, and another one has cleaned up
                    return there.modified
            raise StoreFailed(self.store.location, "what was written does not read back")
        finally:
            with unless_kept():  # where it must stay for now, a mark of nothing does no harm
                self.unmark([probe])

    def unmark(self, names: Iterable[str]) -> None:
        """Take marks back."""
        self.store.delete(f"marks/{name}" for name in names)

    def delete_point(self, crm: str, sequence: int, reason: str, may_go: Callable[[], bool] = lambda: True) -> bool:
        """Remove a manifest, explained by the log; whether it went.

        Whether it may go, prune.py knows, which is asked again (`may_go`) once nobody else can replace the manifest and
        everybody can see that it is about to go (`is_claimed`).
        Raises ObjectMissing, and CommitRefused when another program is about to replace or delete it.
        """
        digest = self.manifest_digest(crm, sequence)
        claim = self.claim(crm, digest)
        try:
            if not may_go() or self.manifest_digest(crm, sequence) != digest:
                return False
            self._note("log", crm, LogEntry(sequence=sequence, old=digest, new=None, reason=reason))
            self.store.delete([point_name(crm, sequence)])
        finally:
            with unless_kept():
                self.store.delete([claim])
        return True

    def is_claimed(self, crm: str, sequence: int) -> bool:
        """Whether a program says that it is about to delete or replace a manifest that is there.

        A claim stays where its place lets nothing be deleted; it is lost after a time, as by `claim`.
        """
        try:
            claim = claim_name(crm, self.manifest_digest(crm, sequence))[:-3]
        except ObjectMissing:
            return False
        claimed = [info for info in ours(self.store.list(f"claims/{crm}/")) if info.name.startswith(claim)]
        if not claimed:
            return False
        now = self.place_time()
        return any(now - info.modified < CLAIM_SECONDS for info in claimed)

    def is_still(self, crm: str, sequence: int, digest: bytes) -> bool:
        """Whether the manifest of that digest is there."""
        try:
            return self.manifest_digest(crm, sequence) == digest
        except ObjectMissing:
            return False

    def claim(self, crm: str, digest: bytes) -> str:
        """Let one program alone replace a manifest, or delete it; the name of the claim.

        One that claimed it and did not get to it loses it after a time.
        """
        for number in range(_TRIES):
            name = claim_name(crm, digest, number)
            try:
                self._save(name, Mark(reason="its manifest is about to be replaced"))
            except AlreadyThere:
                claimed = {info.name: info.modified for info in self.store.list(f"claims/{crm}/")}
                if self.place_time() - claimed.get(name, 0.0) < CLAIM_SECONDS:
                    raise CommitRefused("another program is storing the point anew") from None
            else:
                return name
        raise CommitRefused("other programs began to store the point anew all the time")
