"""Stored records in the form in which a target takes them: a batch of fields, and values that are read when needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pyarrow as pa

from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.repository.blobs import OutsideValue, decode_outside
from crmbackup_gui.repository.segments import BLOBS
from crmbackup_gui.sources.base import LargeValue, Records

ReadValue = Callable[[OutsideValue], Iterator[bytes]]


def outgoing(entity: Entity, batch: pa.RecordBatch, read: ReadValue) -> Records:
    """Records of `entity` (its fields, then `BLOBS`) for a target."""
    fields = pa.RecordBatch.from_arrays(batch.columns[: len(entity.fields)], schema=arrow_schema(entity))
    cells = batch.column(len(entity.fields))
    if cells.null_count == len(cells):
        return Records(fields)
    large = tuple(
        LargeValue(row, value.field, value.is_text, partial(read, value))
        for row, cell in enumerate(cells.to_pylist())
        if cell is not None
        for value in decode_outside(cell, BLOBS)
    )
    return Records(fields, large)
