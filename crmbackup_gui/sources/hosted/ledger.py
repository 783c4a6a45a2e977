"""What became of records that were restored into an account of a service, and what is not known yet.

A service issues new ids, has no transactions, and may do what it was told without saying so. So a ledger is kept
for each account: under which id each restored record stands there now (for good, so that a second restore
updates and does not duplicate), and, while a restore runs, what it was about to create. Lines of JSON, each on the
disk before anything depends on it:

    {"restore": "2026-11-25T10:00:00Z", "about": ..., "of": [...]}  this restore began, and writes these entities
    {"ended": true, "about": ..., "of": [...]}                      this one ended, and put back these in full
    {"entity": "Contact", "creating": ["003a", "003b"], "at": ...}  about to be created
    {"entity": "Contact", "old": ["003a"], "new": ["003x"]}         are there under these ids; with "adopted" they were
                                                                    there before, so that no undo may delete them
    {"entity": "Contact", "gone": ["003a"]}                         are no longer under the ids that they got
    {"entity": "Contact", "not": ["003b"]}                          were not created
    {"entity": "Contact", "owed": [{"key": [...], "values": ...}]}  lack references (field to id that the point has),
                                                                    which are written when everything is there
    {"entity": "Contact", "paid": [["003a"]]}                       lack none any more
    {"entity": "Contact", "origin": "00D...", ...}                  the same of records of another account
    {"kept": "1764064800000000000", "within": "..."}                all before is kept under that name in that
                                                                    repository, too

Only ids are in it, nothing of any customer. The repository has a sealed copy, so that a restore from another computer
knows what this one did: where the copy is newer than this file, it counts, with what it does not have yet after it.
When a process dies, what it was about to create stays as such, and the next restore looks for it at the service before
it creates anything a second time.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import filelock
import msgspec
from platformdirs import user_state_path

from crmbackup_gui.errors import RestoreUnfinished, SourceBusy
from crmbackup_gui.sources.base import KeptIds
from crmbackup_gui.sources.hosted.id_map import IdMap
from crmbackup_gui.sources.hosted.ledger_lines import (
    Debt,
    Line,
    decode,
    encode,
    in_parts,
    pairs_in_lines,
    read_lines,
)
from crmbackup_gui.sources.location import Location

_Whose = tuple[str, str]
"""An entity, and the account whose ids its records have in the point; "" for the account of the ledger."""

Debts = dict[tuple[str, ...], dict[str, Any]]
"""References that are still to be written: by the key of their record, field to value, all in the point's ids."""


class Ledger:
    """The ledger of one account. One thread. What is not `lasting` reads its file alone, for a rehearsal.

    Reading raises RestoreUnfinished, and so does writing when the disk does not take it: then nothing more may be
    created.
    """

    def __init__(self, place: str, path: Path, *, lasting: bool) -> None:
        self._place, self._path, self._lasts = place, path, lasting
        self.origin = ""
        """The account whose records are restored, where it is not this one: two accounts may use the same id."""
        self._file: int | None = None
        self._news: list[bytes] = []
        self._take_all(read_lines(place, path))

    def ids(self, entity: str) -> IdMap:
        """The map of one entity."""
        return self._map((entity, self.origin))

    @property
    def interrupted(self) -> bool:
        """Whether a restore began here that neither came to its end nor was made good by one that did."""
        return bool(self._begun)

    def set_aside(self, entity: str, olds: Collection[str]) -> None:
        """These count for nothing until the ledger is opened again, since the point knows the records by their new ids.

        What is kept of them stays.
        """
        whose = entity, self.origin
        ids, aside = self.ids(entity), self._aside.setdefault(whose, {})
        for old in olds:
            aside[old] = ids.new(old)
            self._by_new.setdefault(whose, {}).setdefault(aside[old], set()).add(old)
            ids.put(old, old)

    # What is kept elsewhere

    def remember(self, kept: KeptIds) -> None:
        """Go on from what a repository keeps, where somebody else has added to it, and from what is only here."""
        own = read_lines(self._place, self._path)
        known = [at for at, line in enumerate(own) if line.within == kept.place and line.kept in kept.names]
        since = known[-1] + 1 if known else 0
        unkept = [line for line in own[since:] if not line.kept]
        self._news = [encode(line) for line in unkept]
        if not kept.parts or (since and own[since - 1].kept == kept.newest):
            return
        self._take_all(line for part in kept.parts for line in decode(part))
        if self._lasts:
            self._replace([*self._whole(), Line(kept=kept.newest, within=kept.place), *unkept])
        for line in unkept:
            self._take(line)

    @property
    def news(self) -> bytes:
        """What became known since it was kept elsewhere."""
        return b"\n".join(self._news)

    @property
    def everything(self) -> Iterator[bytes]:
        """All that is known, in parts that may be kept one by one, in their order."""
        return in_parts(encode(line) for line in self._whole())

    def kept(self, place: str, name: str, *, whole: bool) -> None:
        """The news, or with `whole` everything, is kept in that repository under that name.

        Everything is then also written anew here, in one piece.
        """
        self._news.clear()
        mark = Line(kept=name, within=place)
        if whole:
            self._replace([*self._whole(), mark])
        else:
            self._append(mark)

    # Restores

    def begin(self, about: str, entities: Sequence[str]) -> None:
        """A restore is about to write these entities; `about` tells it from others that are not the same."""
        self._write(Line(restore=datetime.now(UTC).isoformat(timespec="seconds"), about=about, of=list(entities)))

    def end(self, about: str, in_full: Sequence[str]) -> None:
        """It came to its end, and these entities are now wholly as it was to leave them."""
        self._write(Line(ended=True, about=about, of=list(in_full)))

    def intend(self, entity: str, olds: Sequence[str], at: datetime) -> None:
        """These are about to be created; `at` is by the service's clock."""
        self._write(Line(entity=entity, creating=list(olds), at=at))

    def learn(self, entity: str, pairs: Sequence[tuple[str, str]], *, adopted: bool = False) -> None:
        """Records (old id, new id) are there. `adopted` are those that no restore created.

        What was set aside stood for the record by the id that is the old one now: it stands for the new one as well.
        """
        if pairs:
            by_new = self._by_new.get((entity, self.origin), {})
            also = [(first, new) for old, new in pairs for first in by_new.get(old, ())]
            every = [*pairs, *also]
            old, new = [old for old, _ in every], [new for _, new in every]
            self._write(Line(entity=entity, old=old, new=new, adopted=adopted))
            self.set_aside(entity, [first for first, _ in also])

    def adopted(self, entity: str, old: str) -> bool:
        """Whether the record that stands for this one was there before it was restored."""
        return old in self._adopted.get((entity, self.origin), ())

    def forget(self, entity: str, olds: Sequence[str]) -> None:
        """Nothing stands for these any more under another id."""
        if olds:
            self._write(Line(entity=entity, gone=list(olds)))

    def drop(self, entity: str, olds: Sequence[str]) -> None:
        """These were not created after all."""
        if olds:
            self._write(Line(entity=entity, not_=list(olds)))

    def owe(self, entity: str, debts: Debts) -> None:
        """These records, by the keys that the point has, lack references until the end; instead of what they lacked."""
        if debts:
            self._write(Line(entity=entity, owed=[Debt(list(key), values) for key, values in debts.items()]))

    def pay(self, entity: str, keys: Iterable[tuple[str, ...]]) -> None:
        """These lack none any more, or will never have them."""
        owed = self._owed.get((entity, self.origin), {})
        paid = [list(key) for key in keys if key in owed]
        if paid:
            self._write(Line(entity=entity, paid=paid))

    def owed(self) -> dict[str, Debts]:
        """By entity what records lack, also those of a restore that was interrupted."""
        return {
            entity: dict(debts) for (entity, origin), debts in self._owed.items() if debts and origin == self.origin
        }

    def unsettled(self, entity: str) -> dict[str, datetime]:
        """What was about to be created, and since when, and of which nothing is known."""
        return dict(self._creating.get((entity, self.origin), {}))

    def close(self) -> None:
        """Close the file; may be called twice."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _take_all(self, lines: Iterable[Line]) -> None:
        self._maps: dict[_Whose, IdMap] = {}
        self._adopted: dict[_Whose, set[str]] = {}
        self._creating: dict[_Whose, dict[str, datetime]] = {}
        self._owed: dict[_Whose, Debts] = {}
        self._begun: dict[str, Line] = {}
        self._aside: dict[_Whose, dict[str, str]] = {}
        self._by_new: dict[_Whose, dict[str, set[str]]] = {}
        for line in lines:
            self._take(line)

    def _take(self, line: Line) -> None:
        if line.restore:
            # One that begins again may write more than at first, never less.
            before = self._begun.get(line.about)
            self._begun[line.about] = line if before is None else _also(line, before.of)
        elif line.ended:
            self._begun.pop(line.about, None)
            self._begun = {about: begun for about, begun in self._begun.items() if not set(begun.of) <= set(line.of)}
        whose = line.entity, line.origin
        waiting = self._creating.setdefault(whose, {})
        for old in line.creating:
            waiting[old] = line.at or datetime.now(UTC)
        adopted = self._adopted.setdefault(whose, set())
        for old, new in zip(line.old, line.new, strict=True):
            self._map(whose).put(old, new)
            self._aside.get(whose, {}).pop(old, None)
            waiting.pop(old, None)
            (adopted.add if line.adopted else adopted.discard)(old)
        for old in line.gone:
            self._map(whose).put(old, old)
            adopted.discard(old)
        for old in line.not_:
            waiting.pop(old, None)
        owed = self._owed.setdefault(whose, {})
        owed.update((tuple(debt.key), debt.values) for debt in line.owed)
        for key in line.paid:
            owed.pop(tuple(key), None)

    def _map(self, whose: _Whose) -> IdMap:
        return self._maps.setdefault(whose, IdMap())

    def _write(self, line: Line) -> None:
        if line.entity:
            line = msgspec.structs.replace(line, origin=self.origin)
        self._take(line)
        if self._lasts:
            self._append(line)
            self._news.append(encode(line))

    def _append(self, line: Line) -> None:
        try:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            # The line break comes first as well: a ledger may end in the middle of a line.
            content = memoryview(b"\n" + encode(line) + b"\n")
            while content:
                content = content[os.write(self._file, content) :]
            os.fsync(self._file)
        except OSError as error:
            raise self._unwritten(error) from error

    def _replace(self, lines: Iterable[Line]) -> None:
        """Write all of the file anew, in one piece."""
        self.close()
        new = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                for line in lines:
                    file.write(encode(line) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._path)
        except OSError as error:
            raise self._unwritten(error) from error

    def _whole(self) -> Iterator[Line]:
        """All that is known now."""
        yield from self._begun.values()
        for whose, ids in self._maps.items():
            adopted = self._adopted.get(whose, set())
            for whether in (False, True):
                every = (*ids.items(), *self._aside.get(whose, {}).items())
                pairs = [pair for pair in every if (pair[0] in adopted) is whether]
                yield from pairs_in_lines(*whose, pairs, adopted=whether)
        for (entity, origin), waiting in self._creating.items():
            for old, at in waiting.items():
                yield Line(entity=entity, origin=origin, creating=[old], at=at)
        for (entity, origin), debts in self._owed.items():
            if debts:
                owed = [Debt(list(key), values) for key, values in debts.items()]
                yield Line(entity=entity, origin=origin, owed=owed)

    def _unwritten(self, error: OSError) -> RestoreUnfinished:
        return RestoreUnfinished(
            self._place, f"this computer cannot keep what became of its records ({error.strerror})"
        )


def _also(line: Line, of: Sequence[str]) -> Line:
    return msgspec.structs.replace(line, of=list(dict.fromkeys((*line.of, *of))))


def ledger_path(scheme: str, account: str, folder: Path | None = None) -> Path:
    """Where the ledger of an account of a service lies. The file need not exist."""
    name = hashlib.sha256(f"{scheme}\n{account}".encode()).hexdigest()[:32]
    return (folder or user_state_path("crmbackup", appauthor=False)) / "restored" / f"{name}.jsonl"


@contextmanager
def ledger_of(location: Location, account: str, *, lasting: bool, folder: Path | None = None) -> Iterator[Ledger]:
    """The ledger of an account, to which nobody else writes meanwhile. What is not `lasting` only reads it.

    Raises SourceBusy while another restore runs, and RestoreUnfinished for a ledger that cannot be read.
    """
    path = ledger_path(location.scheme, account, folder)
    if not lasting:
        yield Ledger(location.url, path, lasting=False)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with filelock.FileLock(path.with_suffix(".lock"), timeout=0):
            ledger = Ledger(location.url, path, lasting=True)
            try:
                yield ledger
            finally:
                ledger.close()
    except filelock.Timeout as error:
        raise SourceBusy(location.url) from error


def was_interrupted(location: Location, account: str, folder: Path | None = None) -> bool:
    """Whether a restore into the account has not come to its end. Raises RestoreUnfinished for an unreadable ledger."""
    return Ledger(location.url, ledger_path(location.scheme, account, folder), lasting=False).interrupted
