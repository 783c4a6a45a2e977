"""Storing one entity of a snapshot: the whole of it, or what differs from the point before."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from crmbackup_gui.engine.difference import Columns, Difference, differences
from crmbackup_gui.engine.incoming import content_position, incoming, incoming_keys, with_contents
from crmbackup_gui.engine.tracked import (
    ChangesUntrue,
    KeyChanges,
    by_all_keys,
    by_deleted_keys,
    where_nothing_is_gone,
)
from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.keyless import is_keyless, source_form, stored_form
from crmbackup_gui.model.outcome import CancelToken, Progress, ProgressSink
from crmbackup_gui.repository.manifest import EntityState
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.prefetch import closing_all, prefetch
from crmbackup_gui.repository.view import PointView, same_shape
from crmbackup_gui.repository.writer import LayerWriter, PointWriter
from crmbackup_gui.sources.base import Changes, SourceSnapshot, TypesChanged

LARGEST_DELTA = 0.5
"""A change set above this share of the entity's records is dropped, and the entity is written anew."""

LARGEST_TRACKED = 0.125
"""Above this share of the entity's records, what the source calls changed is not followed: all records are compared,
which takes hardly longer, finds those among them that did not change, and keeps no keys in memory."""

TYPE_CHANGES = 1_000
"""Each field can change its type once, so an entity that is begun again more often will never end."""


class _DeltaTooLarge(Exception):
    """So much changed that the whole entity is cheaper to keep and to read."""


class _CompareAll(Exception):
    """So much changed that comparing all records is cheaper than following what the source says."""


class EntityStore:
    """Writes the entities of one snapshot into one point. One thread.

    `before` is the point that changes are counted against, None for none. With `whole`, every record is stored.
    """

    def __init__(self, snapshot: SourceSnapshot, writer: PointWriter, before: PointView | None, *, whole: bool) -> None:
        self._snapshot, self._writer, self._before, self._whole = snapshot, writer, before, whole
        self.records_read = 0

    def write(
        self, entity: Entity, progress: ProgressSink, cancel: CancelToken, total: int | None
    ) -> tuple[EntityState, Entity]:
        """Store an entity; its part of the manifest, and the entity as stored."""
        read_before = self.records_read
        anew = self._whole
        tracked = not anew
        for _ in range(TYPE_CHANGES):
            self.records_read = read_before
            try:
                written = self._write_tracked(entity, progress, cancel, total) if tracked and not anew else None
                return written or self._write(entity, progress, cancel, total, anew=anew)
            except TypesChanged:
                continue
            except (ChangesUntrue, _CompareAll):
                tracked = False
            except _DeltaTooLarge:
                anew = True
        raise SourceUnreadable(entity.name, "the types of its values do not settle")

    def _write_tracked(
        self, entity: Entity, progress: ProgressSink, cancel: CancelToken, total: int | None
    ) -> tuple[EntityState, Entity] | None:
        """What the source says has changed; None when it cannot tell."""
        old = self._old_entity(entity.name)
        since = self._before.manifest.position if self._before else None
        if old is None or self._before is None or since is None or is_keyless(old):
            return None
        changes = self._snapshot.changes(entity, since, source_form(old))
        stored = stored_form(changes.upserts.entity) if changes else old
        if changes is None or not same_shape(old, stored):
            return None
        layer = self._writer.layer(stored)
        most = LARGEST_TRACKED * self._old_records(entity.name)
        keys = [KeyOrder(stored).no_keys]
        upserts = prefetch(incoming(changes.upserts, self._writer), name="read-changes")
        with closing_all(upserts):
            for run in upserts:
                cancel.check()
                self._store(layer, stored, run)
                if layer.rows > most:
                    raise _CompareAll
                keys.append(run.keys)
                self.records_read += len(run)
                progress(Progress("read", entity.name, self.records_read, total))
        changed = pa.concat_arrays(keys)
        found = self._followed(entity, self._before, changes, changed)
        if len(changed) + found.deleted > most:
            raise _CompareAll
        for gone in found.gone:
            layer.delete(gone)
        state = layer.finish(
            records=found.records,
            anew=False,
            added=found.added,
            changed=len(changed) - found.added,
            deleted=found.deleted,
        )
        return state, stored

    def _followed(self, entity: Entity, before: PointView, changes: Changes, changed: pa.Array) -> KeyChanges:
        """What became of the keys of the point before. Mostly none is gone, which can be told soonest."""
        deleted = changes.deleted()
        if deleted is not None:
            return by_deleted_keys(before.keys(entity.name), incoming_keys(deleted), changed)
        if changes.holds_exactly is not None:
            found = where_nothing_is_gone(before.keys(entity.name), changed, changes.holds_exactly)
            if found is not None:
                return found
        now = prefetch(incoming_keys(self._snapshot.keys(entity)), name="read-keys")
        return by_all_keys(before.keys(entity.name), now, changed)

    def _write(
        self, entity: Entity, progress: ProgressSink, cancel: CancelToken, total: int | None, *, anew: bool
    ) -> tuple[EntityState, Entity]:
        old_entity = self._old_entity(entity.name)
        stream = self._snapshot.read(entity, source_form(old_entity) if old_entity else None)
        stored = stored_form(stream.entity)
        comparable = old_entity is not None and same_shape(old_entity, stored)
        anew = anew or not comparable
        columns = _compared(stored) if comparable else None
        layer = self._writer.layer(stored)
        counts = _Counts()
        old_records = self._old_records(entity.name)
        new = prefetch(incoming(stream, self._writer), name="read-source")
        old = self._old(old_entity, stored)
        with closing_all(old, new):
            for window in differences(old, new, columns):
                cancel.check()
                counts.add(window)
                if anew:
                    self._store(layer, stored, window.new)
                else:
                    self._store(layer, stored, window.upserts())
                    self._delete(layer, stored, window.gone())
                    if layer.rows > LARGEST_DELTA * old_records:
                        raise _DeltaTooLarge
                if window.new is not None:
                    self.records_read += len(window.new)
                progress(Progress("read", entity.name, self.records_read, total))
        state = layer.finish(
            records=counts.records,
            anew=anew,
            added=counts.added,
            changed=counts.changed,
            deleted=counts.deleted,
        )
        return state, stored

    def _store(self, layer: LayerWriter, stored: Entity, run: Run | None) -> None:
        if run is not None:
            layer.upsert(with_contents(stored, run, self._snapshot.open_content, self._writer).batch)

    def _delete(self, layer: LayerWriter, stored: Entity, run: Run | None) -> None:
        if run is not None:
            layer.delete(select(run.batch, positions(stored, stored.key)))

    def _old_entity(self, name: str) -> Entity | None:
        if self._before is None or self._before.manifest.state(name) is None:
            return None
        return self._before.catalog.entity(name)

    def _old_records(self, name: str) -> int:
        state = self._before.manifest.state(name) if self._before else None
        return state.records if state else 0

    def _old(self, old: Entity | None, new: Entity) -> Iterator[Run]:
        """The entity as the point before has it; nothing where its records are identified in another way."""
        if old is None or self._before is None or _key_types(old) != _key_types(new):
            return iter(())
        return self._before.read(old.name)


class _Counts:
    """Running counts of an entity."""

    def __init__(self) -> None:
        self.records = self.added = self.changed = self.deleted = 0

    def add(self, window: Difference) -> None:
        self.records += len(window.new) if window.new else 0
        self.added += len(window.added)
        self.changed += len(window.changed_new)
        self.deleted += len(window.deleted)


def _compared(stored: Entity) -> Columns:
    """All columns and `BLOBS`.

    Contents of files are told by size, times and inode, so that a file that did not change is not read again; the
    names of their blobs are known only after reading.
    """
    count = len(stored.fields) + (0 if content_position(stored) is not None else 1)
    return [(i, i) for i in range(count)]


def _key_types(entity: Entity) -> list[tuple[str, object, object]]:
    return [(field.name, field.type, field.collation) for field in entity.key_fields]


def positions(entity: Entity, names: tuple[str, ...]) -> list[int]:
    """Where the named fields stand in a batch of the entity."""
    return [entity.index(name) for name in names]


def select(batch: pa.RecordBatch, columns: list[int]) -> pa.RecordBatch:
    """The columns at these positions; by position, because names may be anything."""
    return pa.RecordBatch.from_arrays(
        [batch.column(i) for i in columns], schema=pa.schema([batch.schema.field(i) for i in columns])
    )
