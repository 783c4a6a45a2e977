"""Rows of a hosted CRM as Arrow columns, and back.

Each column of a page is taken from its rows in one go and converted by kernels; only values that are not in the form
that the service promises are looked at one by one. A column whose values do not fit the described type becomes text,
for good: what a service says of its own fields is not always so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import time
from decimal import Decimal, InvalidOperation
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Entity, Field, ValueType
from crmbackup_gui.sources.base import BATCH_BYTES, BATCH_ROWS, LARGE_VALUE, LargeValue, Records
from crmbackup_gui.sources.hosted.rows import canonical_json, decode_json
from crmbackup_gui.sources.hosted.service import Content, Form, Page, Row

Forms = dict[str, Form]

_PLAIN = r"^(0|-?[1-9][0-9]*|-?[1-9][0-9]*\.[0-9]+|0\.[0-9]+|-0\.[0-9]*[1-9][0-9]*)$"
"""Numbers in plain notation; zeros at the end are cut by kernels."""


class DoesNotFit(Exception):
    """Values of these fields are not of the types that the service describes."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = tuple(fields)


def to_records(entity: Entity, forms: Forms, page: Page) -> Iterator[Records]:
    """The rows of a page as batches of `entity`, no larger than batches may be. Raises DoesNotFit."""
    if len(page.rows) == 0:
        return
    columns, unfit = [], []
    for field in entity.fields:
        try:
            columns.append(_column(field, forms.get(field.name), page.rows))
        except (pa.ArrowException, ValueError, TypeError, OverflowError):
            unfit.append(field.name)
    if unfit:
        raise DoesNotFit(unfit)
    for name in entity.key:
        if columns[entity.index(name)].null_count:
            raise SourceUnreadable(entity.name, "a record has no id")
    yield from _cut(pa.RecordBatch.from_arrays(columns, schema=arrow_schema(entity)))


def to_rows(entity: Entity, forms: Forms, records: Records, fields: Iterable[str]) -> list[Row]:
    """Records of `entity` as rows with these fields, as `Service.write` takes them."""
    large = {(value.row, value.field): value for value in records.large}
    columns: dict[str, list[object]] = {}
    for name in fields:
        position = entity.index(name)
        values = _told(entity.fields[position], forms.get(name), records.batch.column(position))
        for (row, field), value in large.items():
            if field == position:
                values[row] = _whole(entity, value, records.batch)
        columns[name] = values
    if not columns:
        return [{} for _ in range(records.batch.num_rows)]
    names = list(columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def keys_in(entity: Entity, batch: pa.RecordBatch) -> list[tuple[str, ...]]:
    """The keys of all records of a batch, each part as text."""
    columns = [batch.column(entity.index(name)).cast(pa.string()).to_pylist() for name in entity.key]
    return list(zip(*columns, strict=True))


# Into Arrow


def _column(field: Field, form: Form | None, rows: Sequence[Row] | pa.Table) -> pa.Array:
    if field.type is ValueType.CONTENT:
        return pa.nulls(len(rows), pa.binary())
    if isinstance(rows, pa.Table):
        if field.name not in rows.column_names:
            return pa.nulls(len(rows), arrow_schema_type(field))
        found = rows.column(field.name)
        values = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
        if pa.types.is_large_string(values.type) or pa.types.is_dictionary(values.type):
            values = values.cast(pa.string())
        if values.type == arrow_schema_type(field) and form is None:
            return values
        if not pa.types.is_string(values.type):
            values = values.cast(pa.string())
        return _FROM_TEXT[field.type](values) if form is None else _FORMED_TEXT[form](values)
    taken = [row.get(field.name) for row in rows]
    return _formed(form, taken) if form is not None else _INTO[field.type](taken)


def arrow_schema_type(field: Field) -> pa.DataType:
    """The Arrow type of one field."""
    return arrow_schema(Entity(name="", fields=(field,), key=())).field(0).type


def _texts(values: list[object]) -> pa.Array:
    try:
        return pa.array(values, pa.string())
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return pa.array([v if v is None or isinstance(v, str) else canonical_json(v) for v in values], pa.string())


def _formed(form: Form, values: list[object]) -> pa.Array:
    if form is Form.DECIMAL:
        return _plain_decimals(_texts(values))
    shape = canonical_json if form is Form.JSON else _ids
    return pa.array([v if v is None or isinstance(v, str) else shape(v) for v in values], pa.string())


def _ids(value: object) -> str:
    if not isinstance(value, list):
        raise TypeError
    return canonical_json(sorted(str(item) for item in value))


def _plain_decimals(texts: pa.Array) -> pa.Array:
    """Numbers in plain notation, without zeros that say nothing; what is no number stays as it is."""
    odd = pc.invert(pc.match_substring_regex(texts, _PLAIN))
    if pc.any(odd).as_py():
        texts = pa.array([_plain_decimal(text) for text in texts.to_pylist()], pa.string())
    fraction = pc.match_substring(texts, ".")
    if not pc.any(fraction).as_py():
        return texts
    cut = pc.replace_substring_regex(texts, r"^(-?[0-9]+)\.0+$", r"\1")
    return pc.replace_substring_regex(cut, r"^(-?[0-9]+\.[0-9]*[1-9])0+$", r"\1")


def _plain_decimal(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        number = Decimal(text.strip())
        if number.is_finite() and -1_000 < number.adjusted() < 1_000:
            return f"{number:f}" if number else "0"
    except InvalidOperation:
        return text
    return text


def _booleans(values: list[object]) -> pa.Array:
    try:
        return pa.array(values, pa.bool_())
    except pa.ArrowInvalid:
        return _boolean_texts(_texts(values))


def _boolean_texts(texts: pa.Array) -> pa.Array:
    return pc.utf8_lower(texts).cast(pa.bool_())


def _integers(values: list[object]) -> pa.Array:
    if all(value is None or type(value) is int for value in values):
        return pa.array(values, pa.int64())
    return _integer_texts(_texts(values))


def _integer_texts(texts: pa.Array) -> pa.Array:
    return _plain_decimals(texts).cast(pa.int64())


def _reals(values: list[object]) -> pa.Array:
    return pa.array([None if v is None else float(v) for v in values], pa.float64())  # type: ignore[arg-type]


def _moments(values: list[object]) -> pa.Array:
    if all(value is None or type(value) is int for value in values):
        return pa.array(values, pa.int64()).cast(pa.timestamp("ms", "UTC")).cast(pa.timestamp("us", "UTC"))
    return _moment_texts(_texts(values))


def _moment_texts(texts: pa.Array) -> pa.Array:
    return texts.cast(pa.timestamp("us", "UTC"))


def _times(texts: pa.Array) -> pa.Array:
    read = [None if text is None else _time(text) for text in texts.to_pylist()]
    return pa.array(read, pa.time64("us"))


def _time(text: str) -> time:
    found = time.fromisoformat(text)
    if found.tzinfo is not None and found.utcoffset():
        raise ValueError
    return found.replace(tzinfo=None)


def _texts_cast_to(kind: pa.DataType, texts: pa.Array) -> pa.Array:
    return texts.cast(kind)


_FROM_TEXT: dict[ValueType, Callable[[pa.Array], pa.Array]] = {
    ValueType.TEXT: lambda texts: texts,
    ValueType.BOOL: _boolean_texts,
    ValueType.INT64: _integer_texts,
    ValueType.FLOAT64: partial(_texts_cast_to, pa.float64()),
    ValueType.DATE: partial(_texts_cast_to, pa.date32()),
    ValueType.TIME: _times,
    ValueType.TIMESTAMP_TZ: _moment_texts,
}
_FORMED_TEXT: dict[Form, Callable[[pa.Array], pa.Array]] = {
    Form.DECIMAL: _plain_decimals,
    Form.JSON: lambda texts: texts,
    Form.IDS: lambda texts: texts,
}
_INTO: dict[ValueType, Callable[[list[object]], pa.Array]] = {
    ValueType.TEXT: _texts,
    ValueType.BOOL: _booleans,
    ValueType.INT64: _integers,
    ValueType.FLOAT64: _reals,
    ValueType.DATE: lambda values: _texts(values).cast(pa.date32()),
    ValueType.TIME: lambda values: _times(_texts(values)),
    ValueType.TIMESTAMP_TZ: _moments,
}


# Size


def _cut(batch: pa.RecordBatch) -> Iterator[Records]:
    batch, large = _without_large(batch)
    each = max(1, min(BATCH_ROWS, BATCH_BYTES * batch.num_rows // max(batch.nbytes, 1)))
    for first in range(0, batch.num_rows, each):
        piece = batch.slice(first, each)
        theirs = [value for value in large if first <= value.row < first + piece.num_rows]
        yield Records(piece, tuple(LargeValue(v.row - first, v.field, v.is_text, v.read) for v in theirs))


def _without_large(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, list[LargeValue]]:
    """Large texts stand beside the batch. They are in memory already: an answer holds them whole."""
    large, columns = [], list(batch.columns)
    for position, column in enumerate(columns):
        if not pa.types.is_string(column.type) or column.nbytes <= LARGE_VALUE:
            continue
        too_long = pc.fill_null(pc.greater(pc.binary_length(column), LARGE_VALUE), False)  # noqa: FBT003 - the data
        if not pc.any(too_long).as_py():
            continue
        for row in pc.indices_nonzero(too_long).to_pylist():
            read = partial(_pieces, column[row].as_py().encode())
            large.append(LargeValue(row, position, is_text=True, read=read))
        columns[position] = pc.if_else(too_long, pa.scalar(None, pa.string()), column)
    return (pa.RecordBatch.from_arrays(columns, schema=batch.schema) if large else batch), large


def _pieces(content: bytes) -> Iterator[bytes]:
    yield content


# Out of Arrow


def _told(field: Field, form: Form | None, column: pa.Array) -> list[object]:
    if field.type is ValueType.TIMESTAMP_TZ:
        text = column.cast(pa.timestamp("us", "UTC")).cast(pa.string())
        return pc.replace_substring(text, " ", "T").to_pylist()
    if field.type in (ValueType.DATE, ValueType.TIME):
        return column.cast(pa.string()).to_pylist()
    values: list[object] = column.to_pylist()
    if form is None:
        return values
    return [None if value is None else _meant(form, str(value)) for value in values]


def _meant(form: Form, text: str) -> object:
    if form is Form.DECIMAL:
        try:
            return Decimal(text)
        except InvalidOperation:
            return text
    return decode_json(text.encode(), "")


def _whole(entity: Entity, value: LargeValue, batch: pa.RecordBatch) -> object:
    field = entity.fields[value.field]
    if field.type is ValueType.CONTENT:
        return Content(int(batch.column(entity.index("size"))[value.row].as_py()), value.read)
    return b"".join(value.read()).decode()
