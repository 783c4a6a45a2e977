"""The keys of an entity's records, for sources that have no quicker way than reading the records."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pyarrow as pa

from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.sources.base import Records, RecordStream


def key_entity(entity: Entity) -> Entity:
    """The entity with nothing but its key fields, in key order."""
    return msgspec.structs.replace(entity, fields=entity.key_fields)


def keys_of_stream(stream: RecordStream) -> RecordStream:
    """The same records in the same order, without anything but their keys."""
    keys = key_entity(stream.entity)
    positions = [stream.entity.index(name) for name in stream.entity.key]
    schema = arrow_schema(keys)

    def records() -> Iterator[Records]:
        for taken in stream.records:
            columns = [taken.batch.column(position) for position in positions]
            yield Records(pa.RecordBatch.from_arrays(columns, schema=schema))

    return RecordStream(keys, records(), stream.in_key_order, stream.rows)
