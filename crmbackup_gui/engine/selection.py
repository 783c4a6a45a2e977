"""Single records: from what a user types to keys, and from records to their children."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import product

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.references import Referring, distinct, referenced
from crmbackup_gui.errors import InvalidRequest, RecordNotFound
from crmbackup_gui.model.arrow import arrow_type
from crmbackup_gui.model.catalog import Entity, Field, Reference, ValueType
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.order import KeyOrder, rows_up_to
from crmbackup_gui.repository.view import PointView

Selection = dict[str, pa.Array]
"""Chosen records: entity name to comparable keys, ascending and distinct."""

_INTEGERS = (ValueType.INT16, ValueType.INT32, ValueType.INT64)
_REALS = (ValueType.FLOAT32, ValueType.FLOAT64)
_PARSERS: dict[ValueType, Callable[[str], object]] = {
    ValueType.BOOL: {"true": True, "false": False}.__getitem__,
    ValueType.DATE: date.fromisoformat,
    ValueType.TIME: time.fromisoformat,
    ValueType.TIMESTAMP: datetime.fromisoformat,
    ValueType.TIMESTAMP_TZ: lambda text: _in_utc(datetime.fromisoformat(text)),
}
"""Typed and shown as text: true or false, and dates and times in ISO 8601."""
_TOLD_TYPES = tuple(arrow_type(kind) for kind in _PARSERS)


def select_records(view: PointView, records: dict[str, tuple[str, ...]], *, with_children: bool) -> Selection:
    """The records of a point that these key texts name, and on demand what refers to them, and so on down.

    Raises EntityNotFound, RecordNotFound, InvalidRequest.
    """
    chosen: Selection = {}
    for name, texts in records.items():
        chosen[name] = distinct([_existing(view, view.entity(name), text) for text in texts])
    if with_children:
        _add_children(view, chosen)
    return chosen


def restrict(runs: Iterator[Run], keys: pa.Array) -> Iterator[Run]:
    """Only the records of these keys (ascending)."""
    for run in runs:
        if len(run) == 0:
            continue
        low = rows_up_to(keys, run.keys[0].as_py())
        high = rows_up_to(keys, run.keys[-1].as_py())
        near = keys.slice(max(0, low - 1), high - max(0, low - 1))
        found = run.filter(pc.is_in(run.keys, value_set=near))
        if len(found):
            yield found


def keys_named(entity: Entity, text: str) -> pa.Array:
    """The keys that a text may mean, ascending and distinct, whether there are such records or not.

    Raises InvalidRequest.
    """
    order = KeyOrder(entity)
    kind = pa.int64() if order.integer else pa.binary()
    return pa.array(sorted({order.key_of(values) for values in _readings(entity, text)}), kind)


def key_text(entity: Entity, batch: pa.RecordBatch, row: int) -> str:
    """A record's key as users type it, and `select_records` reads it: plain text, or JSON when it has several fields.

    Bytes that are no text are hexadecimal digits.
    """
    values = [_told(batch.column(entity.index(name)).slice(row, 1)) for name in entity.key]
    if len(values) == 1:
        return str(values[0])
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def key_value(field: Field, text: str) -> object:
    """One part of a key as a value, from its text. Raises InvalidRequest."""
    return _values(field, text)[0]


def keys_told(entity: Entity, batch: pa.RecordBatch) -> list[tuple[str, ...]]:
    """The keys of stored records whose key fields are text or numbers, each part as text."""
    columns = [batch.column(entity.index(name)).cast(pa.string()).to_pylist() for name in entity.key]
    return list(zip(*columns, strict=True))


def told_key(parts: Sequence[str]) -> str:
    """A key of texts as `key_text` tells it."""
    return parts[0] if len(parts) == 1 else json.dumps(list(parts), ensure_ascii=False, separators=(",", ":"))


def _existing(view: PointView, entity: Entity, text: str) -> pa.Array:
    """The key of the record that the text names; where it may mean several, of all that exist."""
    found = [run.keys for run in view.keys(entity.name, keys_named(entity, text))]
    if not found:
        raise RecordNotFound(entity.name, text)
    return distinct(found)


def _readings(entity: Entity, text: str) -> Iterator[tuple[object, ...]]:
    """What the text may mean as values of the key fields."""
    fields = entity.key_fields
    if len(fields) == 1:
        for value in _values(fields[0], text):
            yield (value,)
        return
    try:
        parts = json.loads(text)
    except ValueError as error:
        raise InvalidRequest(f"'{entity.name}' has a key of {len(fields)} fields; write it as a JSON list.") from error
    if not isinstance(parts, list) or len(parts) != len(fields):
        raise InvalidRequest(f"'{entity.name}' has a key of {len(fields)} fields; write it as a JSON list.")
    yield from product(*(_values(field, part) for field, part in zip(fields, parts, strict=True)))


def _values(field: Field, given: object) -> list[object]:
    text = given if isinstance(given, str) else json.dumps(given)
    try:
        if field.type in _INTEGERS:
            return [int(text)]
        if field.type in _REALS:
            return [float(text)]
    except ValueError as error:
        raise InvalidRequest(f"'{text}' is not a number, but '{field.name}' holds numbers.") from error
    if field.type in _PARSERS:
        return [_parsed(field, text)]
    if field.type is ValueType.BYTES:
        return [text.encode("utf-8", "surrogateescape"), *_from_hex(text)]
    if field.type is ValueType.ANY:
        return [*_numbers(text), text, text.encode("utf-8", "surrogateescape"), *_from_hex(text)]
    return [text]


def _parsed(field: Field, text: str) -> object:
    try:
        return _PARSERS[field.type](text)
    except (ValueError, LookupError) as error:
        raise InvalidRequest(f"'{text}' is none of the values that '{field.name}' can hold.") from error


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _numbers(text: str) -> list[object]:
    found: list[object] = []
    for kind in (int, float):
        try:
            found.append(kind(text))
        except ValueError:
            continue
    return [value for value in found if not isinstance(value, int) or -(2**63) <= value < 2**63]


def _from_hex(text: str) -> list[object]:
    try:
        return [bytes.fromhex(text)]
    except ValueError:
        return []


def _told(value: pa.Array) -> object:
    """The only value of a column as users type it."""
    if value.type in _TOLD_TYPES:
        value = value.cast(pa.string())
    return _plain(value[0].as_py())


def _plain(value: object) -> object:
    if isinstance(value, dict):
        value = next((child for child in value.values() if child is not None), None)
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()


def _add_children(view: PointView, chosen: Selection) -> None:
    """Extend by every record that refers to a chosen one, until nothing is added."""
    waiting = list(chosen)
    while waiting:
        parent = waiting.pop()
        for child in view.entities():
            for reference in (*child.references, *child.implied):
                if reference.target != parent or not reference.belongs:
                    continue
                wanted = referenced(view, reference, chosen[parent])
                known = chosen.get(child.name)
                found = list(_referring(view, child, reference, wanted))
                if not found:
                    continue
                chosen[child.name] = distinct(found if known is None else [known, *found])
                if known is None or len(chosen[child.name]) > len(known):
                    waiting.append(child.name)


def _referring(view: PointView, child: Entity, reference: Reference, wanted: pa.Array) -> Iterator[pa.Array]:
    """Keys of the child's records that refer to one of the wanted values."""
    if len(wanted) == 0:
        return
    referring = Referring(view, child, reference)
    for run in view.read(child.name):
        found = run.keys.filter(pc.is_in(referring.values(run), value_set=wanted))
        if len(found):
            yield found
