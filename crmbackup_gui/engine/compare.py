"""What differs between two moments of a CRM."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from crmbackup_gui.engine.difference import Difference, differences
from crmbackup_gui.engine.incoming import incoming, with_contents
from crmbackup_gui.engine.matching import in_common_types, in_types_of, match
from crmbackup_gui.engine.naming import BlobNamer
from crmbackup_gui.engine.scoping import entities_in_scope
from crmbackup_gui.engine.storing import TYPE_CHANGES
from crmbackup_gui.errors import RestoreRefused, SourceUnreadable
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.model.keyless import source_form, stored_form
from crmbackup_gui.model.outcome import CancelToken, Progress, ProgressSink, no_progress
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.prefetch import closing_all, prefetch
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.view import PointView
from crmbackup_gui.sources.base import SourceSnapshot, TypesChanged


@dataclass(frozen=True)
class EntityComparison:
    """What is different in an entity of B, seen from A. `rows` are some of it, as Python values.

    A row has `change` (`added`, `changed`, `deleted`), and the record's fields under `before` and `after`.
    """

    name: str
    added: int = 0
    changed: int = 0
    deleted: int = 0
    rows: tuple[dict[str, object], ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.changed or self.deleted)


def compare(
    repository: Repository,
    a: PointView,
    b: PointView | SourceSnapshot,
    *,
    entities: tuple[str, ...] = (),
    rows: int = 0,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
) -> tuple[EntityComparison, ...]:
    """Compare a point with another one or with a CRM as it is now; entities of either side, at most `rows` rows each.

    An entity that only one side has counts as added or deleted with all its records. Transient ones are compared only
    where they are named. Raises EntityNotFound.
    """
    cancel = cancel or CancelToken()
    other = b.entities() if isinstance(b, PointView) else b.catalog.entities
    names = {entity.name: entity for entity in (*a.entities(), *other)}
    both = Catalog(entities=tuple(names.values()), business=a.catalog.business or b.catalog.business)
    chosen = entities_in_scope(both, RecoveryScope(entities=entities)) if names else ()
    result = []
    for number, entity in enumerate(chosen):
        cancel.check()
        progress(Progress("compare", entity.name, number, len(chosen)))
        result.append(_Comparison(repository, a, b, entity.name, rows, cancel).run())
    return tuple(result)


class _Comparison:
    """One entity on both sides."""

    def __init__(
        self,
        repository: Repository,
        a: PointView,
        b: PointView | SourceSnapshot,
        name: str,
        rows: int,
        cancel: CancelToken,
    ) -> None:
        self._keeper = BlobNamer(repository.blob_key)
        self._a, self._b, self._name, self._rows, self._cancel = a, b, name, rows, cancel

    def run(self) -> EntityComparison:
        for _ in range(TYPE_CHANGES):
            try:
                return self._compare()
            except TypesChanged:
                continue
        raise SourceUnreadable(self._name, "the types of its values do not settle")

    def _compare(self) -> EntityComparison:
        old = next((entity for entity in self._a.entities() if entity.name == self._name), None)
        new, new_runs = self._other(old)
        old_runs = self._a.read(self._name) if old is not None else iter(())
        with closing_all(old_runs, new_runs):
            return self._compare_records(old, old_runs, new, new_runs)

    def _compare_records(
        self, old: Entity | None, old_runs: Iterator[Run], new: Entity | None, new_runs: Iterator[Run]
    ) -> EntityComparison:
        if old is None or new is None:
            shape = old or new
            assert shape is not None
            return self._count(shape, shape, differences(old_runs, new_runs, None))
        common = in_common_types(old, new)
        if common is None:
            return self._not_comparable(old, old_runs, new, new_runs)
        try:
            laid = match(*common, (), hidden=True)
        except RestoreRefused:
            return self._not_comparable(old, old_runs, new, new_runs)
        old_runs, new_runs = in_types_of(common[0], old, old_runs), in_types_of(common[1], new, new_runs)
        complete = not laid.missing and not laid.extra
        windows = differences(
            laid.from_point(old_runs),
            laid.from_target(new_runs),
            [(point, target) for target, point in laid.columns] if complete else None,
        )
        return self._count(laid.written, new, windows)

    def _other(self, known: Entity | None) -> tuple[Entity | None, Iterator[Run]]:
        """The entity of B, in stored form, and its records."""
        if isinstance(self._b, PointView):
            entity = next((e for e in self._b.entities() if e.name == self._name), None)
            return entity, (self._b.read(self._name) if entity is not None else iter(()))
        snapshot = self._b
        there = snapshot.catalog.entity(self._name)
        if there is None:
            return None, iter(())
        stream = snapshot.read(there, source_form(known) if known else None)
        stored = stored_form(stream.entity)

        def runs() -> Iterator[Run]:
            for run in incoming(stream, self._keeper):
                yield with_contents(stored, run, snapshot.open_content, self._keeper)

        return stored, prefetch(runs(), name="read-source")

    def _not_comparable(
        self, old: Entity, old_runs: Iterator[Run], new: Entity, new_runs: Iterator[Run]
    ) -> EntityComparison:
        """Records that are identified in different ways: all of A are deleted, all of B added."""
        gone = self._count(old, old, differences(old_runs, iter(()), None))
        come = self._count(new, new, differences(iter(()), new_runs, None))
        return EntityComparison(self._name, come.added, 0, gone.deleted, (*gone.rows, *come.rows)[: self._rows])

    def _count(self, old: Entity, new: Entity, windows: Iterator[Difference]) -> EntityComparison:
        added = changed = deleted = 0
        rows: list[dict[str, object]] = []
        for window in windows:
            self._cancel.check()
            added += len(window.added)
            changed += len(window.changed_new)
            deleted += len(window.deleted)
            if len(rows) < self._rows:
                rows.extend(_rows(window, old, new, self._rows - len(rows)))
        return EntityComparison(self._name, added, changed, deleted, tuple(rows))


def _rows(window: Difference, old: Entity, new: Entity, most: int) -> Iterator[dict[str, object]]:
    """Up to `most` differing records of a window: deleted ones, changed ones, added ones."""
    shown = 0
    for row in window.deleted[:most]:
        shown += 1
        yield {"change": "deleted", "before": _record(old, window.old, row)}
    for before, after in zip(window.changed_old[: most - shown], window.changed_new[: most - shown], strict=True):
        shown += 1
        yield {
            "change": "changed",
            "before": _record(old, window.old, before),
            "after": _record(new, window.new, after),
        }
    for row in window.added[: most - shown]:
        yield {"change": "added", "after": _record(new, window.new, row)}


def _record(entity: Entity, run: Run | None, row: int) -> dict[str, object]:
    """One record as Python values; a value of type `any` as the one that it is."""
    assert run is not None
    return {field.name: plain(run.batch.column(i)[int(row)]) for i, field in enumerate(entity.fields)}


def plain(scalar: pa.Scalar) -> object:
    """A value as Python has it. Text of an `any` field that is not UTF-8 stays bytes."""
    value: object = scalar.as_py()
    if not isinstance(value, dict):
        return value
    for kind, child in value.items():
        if child is None:
            continue
        if kind != "text":
            return child
        try:
            return child.decode()
        except UnicodeDecodeError:
            return child
    return None
