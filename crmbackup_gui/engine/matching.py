"""How the records of a recovery point and of a target are laid side by side.

A target's entity need not have the fields of the point: it may lack some, have others, or hold values of other types
in them. Both sides are compared on the fields they share, in the target's types, which are the point's or wider.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

import msgspec
import pyarrow as pa

from crmbackup_gui.engine.difference import PLAIN, Columns, widen
from crmbackup_gui.engine.incoming import in_new_order
from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.arrow import ANY, arrow_type
from crmbackup_gui.model.catalog import Collation, Entity, Field, ValueType
from crmbackup_gui.model.keyless import COPIES, is_keyless, stored_form
from crmbackup_gui.repository.blobs import decode_outside
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.segments import BLOBS, stored_schema

InText = Callable[[Field, pa.Array, Field], pa.Array]


@dataclass(frozen=True)
class Match:
    """One entity on both sides.

    `target` is the target's entity, in stored form; `written` is the same narrowed to the fields that the point has,
    and the shape of the records that are handed to the target. `sources` are the positions of those fields in the
    point's batches. `missing` are fields of the point that the target lacks, `extra` the other way round.
    """

    point: Entity
    target: Entity
    written: Entity
    sources: tuple[int, ...]
    columns: Columns
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    in_text: InText

    @property
    def complete(self) -> bool:
        """Whether a record written from the point is a whole record of the target."""
        return not self.extra

    def from_point(self, runs: Iterator[Run]) -> Iterator[Run]:
        """The point's records in the shape of `written` (and `BLOBS`), with keys that compare with the target's."""
        if self.point == self.written:
            yield from runs
            return
        if self._reorders:
            yield from in_new_order(self.written, (run.batch for run in self._in_types(runs)))
        else:
            yield from self._in_types(runs)

    @property
    def _reorders(self) -> bool:
        """Whether a key has another type, in which its order or its digest is another. `any` keeps both."""
        fields = self.written.fields if is_keyless(self.written) else self.written.key_fields
        types = {field.name: field.type for field in self.point.fields}
        return any(field.type not in (types[field.name], ValueType.ANY) for field in fields)

    def _in_types(self, runs: Iterator[Run]) -> Iterator[Run]:
        order = KeyOrder(self.written)
        schema = stored_schema(self.written)
        places = {source: position for position, source in enumerate(self.sources)}
        for run in runs:
            columns = [
                self._in_type(run.batch.column(source), position, schema.field(position))
                for position, source in enumerate(self.sources)
            ]
            cells = renumbered(run.batch.column(len(self.point.fields)), places)
            batch = pa.RecordBatch.from_arrays([*columns, cells], schema=schema)
            yield Run(order.keys_of(batch), batch, run.deleted)

    def _in_type(self, column: pa.Array, position: int, field: pa.Field) -> pa.Array:
        if field.type == column.type:
            return column
        if field.type == ANY:
            return widen(column)
        try:
            if field.type == pa.string() or pa.types.is_string(column.type):
                stored = self.point.fields[self.sources[position]]
                column = self.in_text(self.written.fields[position], column, stored)
            return column.cast(field.type)
        except pa.ArrowException as error:
            raise RestoreRefused(
                f"Values of '{self.point.name}.{field.name}' do not fit the field of that name in the target."
            ) from error

    def from_target(self, runs: Iterator[Run]) -> Iterator[Run]:
        """The target's records in the shape of `target` (and `BLOBS`).

        Where `written` is narrower, one more column has `BLOBS` as `written` numbers its fields.
        """
        if self.target.fields == self.written.fields:
            yield from runs
            return
        places = {self.target.index(field.name): position for position, field in enumerate(self.written.fields)}
        for run in runs:
            batch = run.batch.append_column("", renumbered(run.batch.column(len(self.target.fields)), places))
            yield Run(run.keys, batch, run.deleted)

    def target_rows(self, run: Run) -> Run:
        """Records out of `from_target` in the shape of `target` (and `BLOBS`) alone."""
        count = len(self.target.fields) + 1
        if run.batch.num_columns == count:
            return run
        columns = run.batch.columns[:count]
        return Run(run.keys, pa.RecordBatch.from_arrays(columns, schema=stored_schema(self.target)), run.deleted)


def field_warnings(match_: Match) -> list[str]:
    """Fields that only one side has, in sentences for users."""
    warnings = []
    if match_.missing:
        listed = ", ".join(match_.missing)
        warnings.append(f"'{match_.target.name}' has no such fields any more, so their values were left out: {listed}.")
    if match_.extra:
        listed = ", ".join(match_.extra)
        warnings.append(
            f"'{match_.target.name}' has fields that the point does not know; they stay as they are: {listed}."
        )
    return warnings


def plain_text(_: Field, values: pa.Array, __: Field) -> pa.Array:
    """As Arrow writes them, for two sides neither of which has a text of its own."""
    return values.cast(pa.string())


def match(
    point: Entity, target: Entity, fields: tuple[str, ...], in_text: InText = plain_text, *, hidden: bool
) -> Match:
    """Lay the entity of a point and of a target side by side. `in_text` is the target's (sources/base.py).

    `target` is as the target read it, knowing the point's types. `fields` narrows what is written to some fields;
    empty means all. `hidden` says whether hidden fields (row ids) are compared as well. Raises RestoreRefused when
    records are not identified by the same fields.
    """
    target = stored_form(target)
    if is_keyless(point) and (fields or _names(target) != _names(point)):
        raise RestoreRefused(f"Records of '{point.name}' have no key; they can only be told apart by all their fields.")
    if _identity(target) != _identity(point):
        raise RestoreRefused(
            f"Records of '{point.name}' are identified by {_worded(point)} in the recovery point, and by "
            f"{_worded(target)} in the target."
        )
    there = {field.name for field in target.fields}
    wanted = {field.name for field in point.fields if not fields or field.name in (*fields, *point.key)}
    shared = [field for field in target.fields if field.name in wanted]
    written = msgspec.structs.replace(target, fields=tuple(shared))
    compared = [
        (target.index(field.name), position)
        for position, field in enumerate(shared)
        if not field.fingerprint and (hidden or not field.hidden or field.name in (*target.key, COPIES))
    ]
    narrower = target.fields != written.fields
    compared.append((len(target.fields) + (1 if narrower else 0), len(shared)))
    return Match(
        point=point,
        target=target,
        written=written,
        sources=tuple(point.index(field.name) for field in shared),
        columns=compared,
        missing=tuple(field.name for field in point.fields if field.name in wanted and field.name not in there),
        extra=tuple(field.name for field in target.fields if field.name not in wanted and not field.generated),
        in_text=in_text,
    )


def renumbered(cells: pa.Array, places: dict[int, int]) -> pa.Array:
    """Cells of `BLOBS` with each field's position replaced; fields without a new place are left out."""
    if cells.null_count == len(cells):
        return cells
    result: list[bytes | None] = []
    for cell in cells.to_pylist():
        values = [] if cell is None else [v for v in decode_outside(cell, BLOBS) if v.field in places]
        kept = b"".join(replace(value, field=places[value.field]).encode() for value in values)
        result.append(kept or None)
    return pa.array(result, pa.binary())


def in_common_types(one: Entity, other: Entity) -> tuple[Entity, Entity] | None:
    """Both entities, where the types of a field differ with `any` for it; None where `any` does not hold both."""
    types = {field.name: field.type for field in other.fields}
    differing = {field.name: field.type for field in one.fields if types.get(field.name, field.type) is not field.type}
    both = {*differing.values(), *(types[name] for name in differing)}
    if any(kind is not ValueType.ANY and arrow_type(kind) not in PLAIN for kind in both):
        return None
    return _with_any(one, differing), _with_any(other, differing)


def in_types_of(wider: Entity, entity: Entity, runs: Iterator[Run]) -> Iterator[Run]:
    """Records of `entity` in the shape of `wider` (and `BLOBS`), which is the same with `any` for some fields."""
    if wider == entity:
        yield from runs
        return
    order, schema = KeyOrder(wider), stored_schema(wider)
    for run in runs:
        columns = [
            widen(column) if field.type == ANY else column
            for column, field in zip(run.batch.columns, schema, strict=True)
        ]
        batch = pa.RecordBatch.from_arrays(columns, schema=schema)
        yield Run(order.keys_of(batch), batch, run.deleted)


def _with_any(entity: Entity, names: Collection[str]) -> Entity:
    fields = (msgspec.structs.replace(f, type=ValueType.ANY) if f.name in names else f for f in entity.fields)
    return msgspec.structs.replace(entity, fields=tuple(fields))


def _names(entity: Entity) -> list[str]:
    return [field.name for field in entity.fields]


def _identity(entity: Entity) -> list[tuple[str, Collation]]:
    return [(field.name, field.collation) for field in entity.key_fields]


def _worded(entity: Entity) -> str:
    plain = Collation.BINARY
    names = [f"'{f.name}'" if f.collation is plain else f"'{f.name}' ({f.collation.value})" for f in entity.key_fields]
    return ", ".join(names) or "nothing"
