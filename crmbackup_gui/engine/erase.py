"""Erasing records, the right to be forgotten: hidden at once in every point, then taken out of whatever holds them.

A later backup of a CRM that still has such a record stores it again, for it is new data, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.delays import Cause, Delay, delays_of_place
from crmbackup_gui.engine.open_files.noting import exports_with
from crmbackup_gui.engine.selection import keys_named, select_records
from crmbackup_gui.errors import (
    CommitRefused,
    DamagedRepository,
    EntityNotFound,
    EraseRefused,
    PointNotFound,
    RecordNotFound,
)
from crmbackup_gui.model.outcome import CancelToken, Outcome, ProgressSink, no_progress
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.repository.hiding import erased_digest, hide
from crmbackup_gui.repository.holds import holds
from crmbackup_gui.repository.manifest import Erasure, ExportNote, HoldKind
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.prune import SWEEP_AFTER
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.rewriting import Rewritten, rewrite
from crmbackup_gui.repository.view import PointView

_TRIES = 5


@dataclass(frozen=True)
class EraseReport:
    """What was done. `erased` counts records of each entity; `delays` are places that may still have some of them."""

    outcome: Outcome
    erased: dict[str, int]
    rewritten: Rewritten
    delays: tuple[Delay, ...]
    warnings: tuple[str, ...]


def erase(
    repository: Repository,
    crm: str,
    records: dict[str, tuple[str, ...]],
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
    *,
    with_children: bool = False,
    at_once: bool = False,
) -> EraseReport:
    """Erase records by entity and key text from every point of a CRM, `with_children` also what refers to them.

    Old packs are deleted 72 hours later by the next prune, or now with `at_once`, which says that no other program
    works with the repository. Stopped anywhere, the records stay hidden, and the next erase, prune or copy goes on;
    to erase again what was erased counts no records, and goes on too. When any of the records was never there, none is
    erased: a slip of the keyboard must not leave somebody in the points unnoticed.
    Raises EraseRefused, RecordNotFound, EntityNotFound, InvalidRequest, CommitRefused, and leaves of DamagedRepository.
    """
    cancel = cancel or CancelToken()
    found = _found(repository, crm, records, cancel, with_children=with_children)
    found.check_holds()
    exports = tuple(found.exports())
    noted = [repository.record_erasure(crm, erasure) for erasure in found.erasures()]
    try:
        found.check_holds()  # whoever held something meanwhile did not see what was to be erased
    except EraseRefused:
        repository.take_back_erasures(crm, noted)
        raise
    rewritten = rewrite(repository, progress, cancel, at_once=at_once)
    delays = (*_delays(repository, rewritten), *map(_exported, exports))
    warnings = rewritten.problems
    outcome = Outcome.WARNINGS if delays or warnings else Outcome.OK
    return EraseReport(outcome, found.counts, rewritten, delays, warnings)


def erased_again(repository: Repository, point: RecoveryPoint) -> dict[str, int]:
    """How many records that were erased once a point stores anew, by entity: its CRM still has them."""
    crm = point.crm
    by_entity: dict[str, list[Erasure]] = {}
    for erasure in repository.erasures(crm).values():
        by_entity.setdefault(erasure.entity, []).append(erasure)
    found: dict[str, int] = {}
    if not by_entity:
        return found
    view = repository.view(crm, point.sequence)
    for name, erasures in by_entity.items():
        if view.manifest.state(name) is None:
            continue
        order = KeyOrder(view.entity(name))
        hides = hide(repository.erased_key, crm, name, erasures)
        for run in view.changes(name):
            living = run if run.deleted is None else run.filter(pc.invert(run.deleted))
            count = sum(hides(order, living.keys).to_pylist())
            if count:
                found[name] = found.get(name, 0) + count
    return found


def _found(
    repository: Repository, crm: str, records: dict[str, tuple[str, ...]], cancel: CancelToken, *, with_children: bool
) -> _Finding:
    """What there is to erase; looked for again when another program deleted or replaced points meanwhile."""
    for _ in range(_TRIES):
        before = repository.manifest_digests(crm)
        try:
            finding = _Finding(repository, crm, cancel)
            finding.find(records, with_children=with_children)
        except DamagedRepository:
            if repository.manifest_digests(crm) == before:
                raise
        else:
            return finding
    raise CommitRefused("other programs changed recovery points all the time")


class _Finding:
    """Which records are meant, and which points have them. One thread."""

    def __init__(self, repository: Repository, crm: str, cancel: CancelToken) -> None:
        self._repository, self._crm, self._cancel = repository, crm, cancel
        self._views = {sequence: repository.view(crm, sequence) for sequence in repository.sequences(crm)}
        if not self._views:
            raise PointNotFound("latest")
        self._keys: dict[str, set[bytes]] = {}
        """Canonical keys by entity."""
        self._erased_before: dict[str, set[bytes]] = {}
        """Digests by entity of what was asked for and is erased already."""
        self._points: dict[str, dict[int, int]] = {}
        self.counts: dict[str, int] = {}

    def find(self, records: dict[str, tuple[str, ...]], *, with_children: bool) -> None:
        """Look in every point, for each may have what another one does not.

        Raises RecordNotFound or EntityNotFound when any of the texts names nothing that is there or was erased before;
        all of these are named.
        """
        known = self._known()
        missing: dict[tuple[str, str], RecordNotFound | EntityNotFound] = {}
        named: set[tuple[str, str]] = set()
        for sequence in sorted(self._views, reverse=True):
            view = self._views[sequence]
            for entity, text in [(entity, text) for entity, texts in records.items() for text in texts]:
                self._cancel.check()
                try:
                    chosen = select_records(view, {entity: (text,)}, with_children=with_children)
                except EntityNotFound as error:
                    missing.setdefault((entity, text), error)
                    continue
                except RecordNotFound as error:
                    missing[entity, text] = error
                    if self._recognise(view, entity, text, known):
                        named.add((entity, text))
                    continue
                named.add((entity, text))
                for name, keys in chosen.items():
                    order = KeyOrder(view.entity(name))
                    self._keys.setdefault(name, set()).update(order.to_bytes(key) for key in keys.to_pylist())
        _refuse_missing({which: error for which, error in missing.items() if which not in named})
        for name, keys in self._keys.items():
            self._points[name] = dict(self._having(name, keys))
        self.counts = {name: len(keys) for name, keys in self._keys.items()}

    def check_holds(self) -> None:
        """Raise EraseRefused where a legal hold keeps an entity, or a point that has the records."""
        held = holds(self._repository, self._crm)
        points = {note.sequence for note in held.notes if note.kind is HoldKind.LEGAL and note.sequence is not None}
        for name, having in self._points.items():
            if name in held.entities or points & having.keys():
                raise EraseRefused(name)

    def erasures(self) -> Iterable[Erasure]:
        """What to note, one for each entity.

        Children first: noted after their parents and stopped in between, nothing would lead to them any more.
        """
        now = datetime.now(UTC)
        for name in self._children_first():
            through, points = max(self._views), self._points[name]
            yield Erasure(entity=name, keys=self._digests(name), through=through, points=points, noted_at=now)

    def exports(self) -> Iterable[ExportNote]:
        """Files outside of the repository that may hold any of the records."""
        digests = {name: set(self._digests(name)) for name in self._keys}
        lacking = {name: {s for s in self._views if not points.get(s)} for name, points in self._points.items()}
        for name, again in self._erased_before.items():
            digests.setdefault(name, set()).update(again)
            lacking.pop(name, None)  # which points had them, nobody can tell any more
        return exports_with(self._repository, self._crm, digests, lacking)

    def _digests(self, name: str) -> tuple[bytes, ...]:
        key = self._repository.erased_key
        return tuple(sorted(erased_digest(key, self._crm, name, canonical) for canonical in self._keys[name]))

    def _known(self) -> frozenset[bytes]:
        """What says which records were erased before."""
        return frozenset().union(*(erasure.keys for erasure in self._repository.erasures(self._crm).values()))

    def _recognise(self, view: PointView, name: str, text: str, known: frozenset[bytes]) -> bool:
        """Whether a key text names what was erased before, which is noted."""
        if not known:
            return False
        entity = view.entity(name)
        keys = map(KeyOrder(entity).to_bytes, keys_named(entity, text).to_pylist())
        found = known.intersection(erased_digest(self._repository.erased_key, self._crm, name, key) for key in keys)
        if found:
            self._erased_before.setdefault(name, set()).update(found)
        return bool(found)

    def _children_first(self) -> list[str]:
        """Entities with records to be erased, each after those that refer to it; in a circle as it comes."""
        children: dict[str, set[str]] = {name: set() for name in self._keys}
        for view in self._views.values():
            for entity in view.entities():
                for reference in (*entity.references, *entity.implied):
                    if entity.name in self._keys and reference.target in self._keys:
                        children[reference.target].add(entity.name)
        ordered: dict[str, None] = {}
        seen: set[str] = set()

        def visit(name: str) -> None:
            if name not in seen:
                seen.add(name)
                for child in sorted(children[name]):
                    visit(child)
                ordered[name] = None

        for name in sorted(children):
            visit(name)
        return list(ordered)

    def _having(self, name: str, keys: set[bytes]) -> Iterable[tuple[int, int]]:
        """Points that have or store any of the keys, and how many of the records each has."""
        for sequence, view in self._views.items():
            if view.manifest.state(name) is None:
                continue
            order = KeyOrder(view.entity(name))
            kind = pa.int64() if order.integer else pa.binary()
            wanted = pa.array(sorted(order.from_bytes(key) for key in keys), kind)
            count = sum(len(run) for run in view.keys(name, wanted))
            stored = count or any(pc.any(pc.is_in(run.keys, value_set=wanted)).as_py() for run in view.changes(name))
            if stored:
                yield sequence, count


def _refuse_missing(missing: dict[tuple[str, str], RecordNotFound | EntityNotFound]) -> None:
    """Raise what tells of all of them at once: whoever mistyped two must not find out one after the other."""
    if not missing:
        return
    first, *others = missing
    unknown = {entity for entity, _ in missing}
    if not others or (len(unknown) == 1 and isinstance(missing[first], EntityNotFound)):
        raise missing[first]
    raise RecordNotFound(*first, others)


def _delays(repository: Repository, rewritten: Rewritten) -> Iterable[Delay]:
    here, not_before = repository.store.location, datetime.now(UTC)
    if rewritten.packs:
        not_before += timedelta(seconds=SWEEP_AFTER)
        reason = "other programs may still read the old parts, which the next prune deletes"
        yield Delay(here, not_before, reason, Cause.WAITING)
    yield from delays_of_place(here, rewritten.obstacles, not_before)
    for note in repository.copies():
        reason = "it is a copy, and is rewritten when it is brought up to date"
        yield Delay(note.location, None, reason, Cause.COPY)


def _exported(note: ExportNote) -> Delay:
    day = note.exported_at.date().isoformat()
    reason = (
        f"records were written into files there on {day}, on the computer '{note.machine}'; only people can delete them"
    )
    return Delay(note.location, None, reason, Cause.EXPORT)
