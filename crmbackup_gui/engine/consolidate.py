"""Points made from other points, without the CRM: a synthetic full, and a point that is stored anew on fewer others."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.difference import Columns, Difference, differences
from crmbackup_gui.engine.storing import LARGEST_DELTA, positions, select
from crmbackup_gui.errors import ObjectDamaged, PointNotFound
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.outcome import CancelToken, Outcome, Progress, ProgressSink, no_progress
from crmbackup_gui.model.recovery import RecoveryPoint, Strategy, chain_below, newest
from crmbackup_gui.repository.manifest import EntityState
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.names import point_name
from crmbackup_gui.repository.prefetch import closing_all
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.view import PointView
from crmbackup_gui.repository.writer import PointWriter


@dataclass(frozen=True)
class ConsolidateReport:
    """How it ended, the newest point from now on, and the one that it was made from (its own when it was full)."""

    outcome: Outcome
    point: RecoveryPoint
    made_from: RecoveryPoint


def consolidate(
    repository: Repository, crm: str, progress: ProgressSink = no_progress, cancel: CancelToken | None = None
) -> ConsolidateReport:
    """Make a new full of the newest regular point of a CRM; skipped when that needs no other point.

    The new point shows the moment of the one it was made from, holds the same values, and says that it was made so.
    Raises PointNotFound, leaves of DamagedRepository, and CommitRefused when a backup was taken meanwhile, or another
    program rewrote or deleted the point that it is made from.
    """
    last = newest(repository.timeline(crm).points)
    if last is None:
        raise PointNotFound("latest")
    if not last.chain:
        return ConsolidateReport(Outcome.SKIPPED, last, last)
    with repository.unchanged(crm, last.sequence):
        point = _consolidated(repository, last, progress, cancel or CancelToken())
    return ConsolidateReport(Outcome.OK, point, last)


def _consolidated(
    repository: Repository, last: RecoveryPoint, progress: ProgressSink, cancel: CancelToken
) -> RecoveryPoint:
    began, taken_at = time.monotonic(), datetime.now(UTC)
    with repository.new_point(last.crm, following=last.sequence) as writer:
        view = repository.view(last.crm, last.sequence)  # in here: what is erased once it is read is noticed
        work = _Work(view, writer, progress, cancel)
        states = [work.whole(entity, _uncounted(state)) for entity, state in _stored(view)]
        draft = msgspec.structs.replace(
            view.point,
            strategy=Strategy.FULL,
            taken_at=taken_at,
            parent=last.sequence,
            base=None,
            chain=(),
            made_from=last.sequence,
            seconds=time.monotonic() - began,
        )
        manifest = view.manifest
        return writer.commit(draft, view.catalog, states, same_catalog=manifest.catalog, position=manifest.position)


def rebase(  # noqa: PLR0917 - a point, where to, why, and how the caller watches it
    repository: Repository,
    crm: str,
    sequence: int,
    onto: int | None,
    reason: str,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
) -> RecoveryPoint:
    """Store a point anew in its place: what differs from the point `onto`, which is in its chain, or all of it.

    Before the new one takes the place it is read and compared with the old one, record by record. Raises leaves of
    DamagedRepository, also when they differ, and CommitRefused; then the point is as it was.
    """
    cancel = cancel or CancelToken()
    began = time.monotonic()

    def prove(new: PointView) -> None:
        was = repository.view_of(old)
        for entity, _ in _stored(new):
            # Where the same segments are laid over one another, there is nothing to compare.
            if was.layers(entity.name) != new.layers(entity.name):
                progress(Progress("verify", entity.name))
                _check_same(was, new, entity, cancel)

    with repository.same_point(crm, sequence, reason, prove) as writer:
        view = repository.view(crm, sequence)
        old = view.manifest
        before = None if onto is None else repository.view(crm, onto)
        work = _Work(view, writer, progress, cancel)
        states = [work.against(before, entity, state) for entity, state in _stored(view)]
        writer.keep_blobs(_blobs_of(repository, view, states))
        draft = msgspec.structs.replace(
            old.point,
            strategy=Strategy.FULL if before is None else Strategy.INCREMENTAL,
            parent=old.point.parent if before is None else before.point.sequence,
            base=None if before is None else before.point.base or before.point.sequence,
            chain=() if before is None else chain_below(before.point),
            made_from=sequence,
            seconds=old.point.seconds + time.monotonic() - began,
        )
        return writer.commit(draft, view.catalog, states, same_catalog=old.catalog, position=old.position)


class _Work:
    """Writes entities of one point, as another point has them, into a new one. One thread."""

    def __init__(self, view: PointView, writer: PointWriter, progress: ProgressSink, cancel: CancelToken) -> None:
        self._view, self._writer, self._progress, self._cancel = view, writer, progress, cancel
        self._done = 0

    def whole(self, entity: Entity, state: EntityState) -> EntityState:
        """Every record. `state` gives the counts."""
        layer = self._writer.layer(entity)
        for run in self._view.read(entity.name):
            self._cancel.check()
            layer.upsert(run.batch)
            self._tell(entity, len(run))
        if layer.rows != state.records:
            where = point_name(self._view.point.crm, self._view.point.sequence)
            raise ObjectDamaged(where, f"it does not have as many records of '{entity.name}' as it says")
        return layer.finish(
            records=layer.rows, anew=True, added=state.added, changed=state.changed, deleted=state.deleted
        )

    def against(self, before: PointView | None, entity: Entity, state: EntityState) -> EntityState:
        """What differs from `before`; what the point itself stores already where that is just what is needed."""
        if state.anew:
            return state
        if before is None:
            return self.whole(entity, state)
        layers = [layer for layer in self._view.layers(entity.name) if layer not in _layers(before, entity)]
        if layers in ([], [state]):
            return state
        if any(layer.anew for layer in layers):
            return self.whole(entity, state)
        return self._merged(before, entity, state, layers) or self.whole(entity, state)

    def _merged(
        self, before: PointView, entity: Entity, state: EntityState, layers: Sequence[EntityState]
    ) -> EntityState | None:
        """All that the layers touch, also what is in the end as it was: other points may still read them below this.

        None when the whole entity is cheaper to keep.
        """
        layer = self._writer.layer(entity)
        added = changed = deleted = 0
        merged = self._view.merged(entity.name, layers)
        with closing_all(merged):
            for run in merged:
                self._cancel.check()
                if layer.rows + len(run) > LARGEST_DELTA * state.records:
                    return None
                gone = run.deleted if run.deleted is not None else pa.repeat(False, len(run))
                known = _are_in(before, entity, run)
                living, dead = run.filter(pc.invert(gone)), run.filter(gone)
                changed += _count(pc.and_(known, pc.invert(gone)))
                deleted += _count(pc.and_(known, gone))
                added += len(living) - _count(pc.and_(known, pc.invert(gone)))
                if len(living):
                    layer.upsert(living.batch)
                if len(dead):
                    layer.delete(select(dead.batch, positions(entity, entity.key)))
                self._tell(entity, len(run))
        return layer.finish(records=state.records, anew=False, added=added, changed=changed, deleted=deleted)

    def _tell(self, entity: Entity, records: int) -> None:
        self._done += records
        self._progress(Progress("read", entity.name, self._done, self._view.point.records))


def _stored(view: PointView) -> list[tuple[Entity, EntityState]]:
    return [(view.entity(state.name), state) for state in view.manifest.entities]


def _layers(view: PointView, entity: Entity) -> tuple[EntityState, ...]:
    return () if view.manifest.state(entity.name) is None else view.layers(entity.name)


def _uncounted(state: EntityState) -> EntityState:
    """Against the point that it was made from nothing changed."""
    return msgspec.structs.replace(state, added=0, changed=0, deleted=0)


def _columns(entity: Entity) -> Columns:
    """Every field and what lies in blobs."""
    return [(i, i) for i in range(len(entity.fields) + 1)]


def _blobs_of(repository: Repository, view: PointView, states: list[EntityState]) -> set[bytes]:
    """Blobs of the records that stay where they are, as far as the point listed them; it may have listed more."""
    if not any(state in view.manifest.entities for state in states):
        return set()
    return {name for name, _ in repository.blob_places(view.manifest)}


def _are_in(before: PointView, entity: Entity, run: Run) -> pa.BooleanArray:
    """Which of the keys the point has."""
    found = [known.keys for known in before.keys(entity.name, run.keys)]
    return pc.is_in(run.keys, value_set=pa.concat_arrays([run.keys.slice(0, 0), *found]))


def _count(flags: pa.BooleanArray) -> int:
    return int(pc.sum(flags).as_py() or 0)


def _check_same(old: PointView, new: PointView, entity: Entity, cancel: CancelToken) -> None:
    one, other = old.read(entity.name), new.read(entity.name)
    with closing_all(one, other):
        for window in differences(one, other, _columns(entity)):
            cancel.check()
            if _differs(window):
                where = point_name(old.point.crm, old.point.sequence)
                raise ObjectDamaged(where, f"its '{entity.name}' does not read the same when it is stored anew")


def _differs(window: Difference) -> bool:
    return bool(len(window.added) or len(window.deleted) or len(window.changed_new))
