"""The export job: records of a recovery point go into files that other programs open, and are read back from there."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.actions import Action
from crmbackup_gui.engine.incoming import content_position
from crmbackup_gui.engine.open_files.file_names import file_names
from crmbackup_gui.engine.open_files.formats import FileFormat, open_writer, read_texts
from crmbackup_gui.engine.open_files.text_form import as_text, shown, shown_fields, shown_schema
from crmbackup_gui.engine.scoping import entities_in_scope, held_in, resolved
from crmbackup_gui.engine.selection import Selection, select_records
from crmbackup_gui.errors import ReadBackDiffers, RestoreRefused
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.outcome import CancelToken, Outcome, Progress, ProgressSink, no_progress
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.repository.durable import plain_words, sync_folder
from crmbackup_gui.repository.view import PointView

_PARTIAL = ".partial"
_KEPT_BYTES = 8 << 20
"""Records up to this size are kept to compare a file with; of more, the recovery point is read again."""

Columns = list[pa.Array]

BeforeWriting = Callable[[Sequence[Entity], Selection], tuple[str, ...]]
"""Told which entities become files, and which records of those of which not all are wanted; gives warnings."""


@dataclass(frozen=True)
class ExportedEntity:
    """An entity, the file it went into, and how many records that has, every one of them read back and compared."""

    name: str
    file: Path
    records: int


@dataclass(frozen=True)
class ExportReport:
    """What an export made."""

    outcome: Outcome
    entities: tuple[ExportedEntity, ...]
    seconds: float
    warnings: tuple[str, ...] = ()

    @property
    def records(self) -> int:
        """How many records there are in all files together."""
        return sum(entity.records for entity in self.entities)


def run_export(
    view: PointView,
    folder: Path,
    file_format: FileFormat,
    scope: RecoveryScope | None = None,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
    *,
    before: BeforeWriting = lambda _entities, _chosen: (),
) -> ExportReport:
    """Make a file of each entity in scope. Files get their names when all of them were read back.

    `before` is called when no file is in the way, and before anything is written; what it raises is raised.
    Attached files are left out, with a warning. Raises RestoreRefused where a file of that name is there already or
    none can be written, ReadBackDiffers, and leaves of NothingFound, DamagedRepository and Cancelled; no file is left
    then.
    """
    began = time.monotonic()
    scope = scope or RecoveryScope()
    entities, chosen = _in_scope(view, scope)
    tables = _tables(entities, scope)
    warnings = _left_out(entities)
    names = file_names((entity.name for entity in tables), file_format.value)
    job = _Export(view, file_format, scope.fields, progress, cancel or CancelToken())
    finished = {entity.name: folder / names[entity.name] for entity in tables}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_taken(finished.values())
        warnings += before(tables, chosen)
        counts = _write_all(job, tables, chosen, folder, finished)
    except OSError as error:
        raise RestoreRefused(
            f"'{folder}' cannot be written: {plain_words(error)}.", action=Action.CHECK_PLACE
        ) from error
    made = tuple(ExportedEntity(name, finished[name], records) for name, records in counts.items())
    outcome = Outcome.WARNINGS if warnings else Outcome.OK
    return ExportReport(outcome, made, time.monotonic() - began, warnings)


def rehearse_export(
    view: PointView, folder: Path, file_format: FileFormat, scope: RecoveryScope | None = None
) -> ExportReport:
    """What `run_export` would make, without making it; nothing is read back, and nothing is written.

    Raises RestoreRefused where a file of such a name is there already, and leaves of NothingFound and
    DamagedRepository.
    """
    began = time.monotonic()
    scope = scope or RecoveryScope()
    entities, chosen = _in_scope(view, scope)
    tables = _tables(entities, scope)
    names = file_names((entity.name for entity in tables), file_format.value)
    _refuse_taken([folder / names[entity.name] for entity in tables])
    records = {state.name: state.records for state in view.manifest.entities}
    made = tuple(
        ExportedEntity(e.name, folder / names[e.name], len(chosen[e.name]) if e.name in chosen else records[e.name])
        for e in tables
    )
    warnings = _left_out(entities)
    return ExportReport(Outcome.WARNINGS if warnings else Outcome.OK, made, time.monotonic() - began, warnings)


def _tables(entities: Sequence[Entity], scope: RecoveryScope) -> list[Entity]:
    """What becomes a file each: where single fields are wanted, only what has one of them."""
    tables = [entity for entity in entities if content_position(entity) is None]
    if not scope.fields:
        return tables
    return [entity for entity in tables if any(field.name in scope.fields for field in shown_fields(entity))]


def _left_out(entities: Sequence[Entity]) -> tuple[str, ...]:
    return tuple(f"The files in '{e.name}' were left out: restore them into a folder." for e in _of_files(entities))


def _refuse_taken(paths: Collection[Path]) -> None:
    taken = [path for path in paths if path.exists()]
    if taken:
        raise RestoreRefused(f"'{taken[0]}' is there already.", action=Action.CHOOSE_OTHER_PLACE)


def _of_files(entities: Sequence[Entity]) -> list[Entity]:
    """Those whose records are files."""
    return [entity for entity in entities if content_position(entity) is not None]


def _in_scope(view: PointView, scope: RecoveryScope) -> tuple[tuple[Entity, ...], Selection]:
    held = held_in(view)
    scope = resolved(held, scope)
    entities = entities_in_scope(held, scope, transient=True)
    if not scope.records:
        return tuple(entity for entity in entities if not entity.derived), {}
    chosen = select_records(view, scope.records, with_children=scope.with_children)
    return tuple(e for e in view.entities() if e.name in chosen or e.name in scope.entities), chosen


def _write_all(
    job: _Export, entities: Sequence[Entity], chosen: Selection, folder: Path, finished: dict[str, Path]
) -> dict[str, int]:
    """Write, read back, and name the files; how many records each has."""
    partial = {name: path.with_name(f"{path.name}{_PARTIAL}") for name, path in finished.items()}
    counts: dict[str, int] = {}
    left: list[Path] = []
    try:
        for entity in entities:
            left.append(partial[entity.name])
            counts[entity.name] = job.export(entity, chosen.get(entity.name), partial[entity.name])
        for name, path in finished.items():
            left.append(partial[name].rename(path))
    except BaseException:
        for path in left:
            path.unlink(missing_ok=True)
        raise
    sync_folder(folder)
    return counts


@dataclass
class _Export:
    """Exports entities one after the other. `fields` narrows them; empty means all."""

    view: PointView
    file_format: FileFormat
    fields: tuple[str, ...]
    progress: ProgressSink
    cancel: CancelToken
    done: int = 0

    def export(self, entity: Entity, keys: pa.Array | None, path: Path) -> int:
        """Write the records (all, or those of some comparable keys) into a new file, and read it back."""
        largest = records = size = 0
        kept: list[pa.RecordBatch] = []
        with path.open("xb") as file:
            with open_writer(file, self.file_format, self._schema(entity)) as writer:
                for batch in self._batches(entity, keys, "write"):
                    writer.write(batch)
                    records += batch.num_rows
                    largest = max(largest, _largest_record(batch))
                    size += batch.nbytes
                    kept = [*kept, batch] if size <= _KEPT_BYTES else []
            file.flush()
            os.fsync(file.fileno())
        again = kept if size <= _KEPT_BYTES else self._batches(entity, keys, "verify")
        expected = ([as_text(column) for column in batch.columns] for batch in again)
        differing = _differing(expected, read_texts(path, self.file_format, self._schema(entity), largest))
        if differing:
            raise ReadBackDiffers(entity.name, differing)
        return records

    def _batches(self, entity: Entity, keys: pa.Array | None, step: str) -> Iterator[pa.RecordBatch]:
        names = [field.name for field in shown_fields(entity)]
        places = [names.index(name) for name in self._schema(entity).names]
        for run in self.view.read(entity.name, keys):
            self.cancel.check()
            for batch in shown(entity, run.batch, self.view.value):
                self.cancel.check()
                self.done += batch.num_rows
                self.progress(Progress(step, entity.name, self.done))
                yield pa.RecordBatch.from_arrays([batch.column(place) for place in places], schema=self._schema(entity))

    def _schema(self, entity: Entity) -> pa.Schema:
        schema = shown_schema(entity)
        if not self.fields:
            return schema
        return pa.schema([field for field in schema if field.name in (*entity.key, *self.fields)])


def _largest_record(batch: pa.RecordBatch) -> int:
    """No record of a batch takes more bytes in a file: twice its largest values, for each may be all quotes."""
    return sum(2 * _longest(as_text(column)) + 3 for column in batch.columns)


def _longest(column: pa.Array) -> int:
    return pc.max(pc.binary_length(column)).as_py() or 0


def _differing(expected: Iterator[Columns], written: Iterator[Columns]) -> int:
    """How many records differ between two streams of columns that are cut differently."""
    wrong = 0
    left, right = _next(expected), _next(written)
    while left and right:
        rows = min(len(left[0]), len(right[0]))
        wrong += _unequal(*([column.slice(0, rows) for column in side] for side in (left, right)))
        left = [column.slice(rows) for column in left] if rows < len(left[0]) else _next(expected)
        right = [column.slice(rows) for column in right] if rows < len(right[0]) else _next(written)
    return wrong + sum(_count(columns, stream) for columns, stream in ((left, expected), (right, written)))


def _count(columns: Columns, stream: Iterator[Columns]) -> int:
    """How many records are left."""
    rows = 0
    while columns:
        rows += len(columns[0])
        columns = _next(stream)
    return rows


def _next(stream: Iterator[Columns]) -> Columns:
    return next((columns for columns in stream if columns and len(columns[0])), [])


def _unequal(left: Columns, right: Columns) -> int:
    """How many rows differ in any column; NULL equals NULL and nothing else."""
    rows = np.zeros(len(left[0]), dtype=bool)
    for one, other in zip(left, right, strict=True):
        if not one.equals(other):
            same = pc.fill_null(pc.equal(one, other), pa.scalar(False))
            rows |= ~np.asarray(pc.or_(same, pc.and_(one.is_null(), other.is_null())))
    return int(rows.sum())
