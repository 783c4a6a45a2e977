"""Single records of a recovery point for a target that asks for them by their keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from crmbackup_gui.engine.outgoing import outgoing
from crmbackup_gui.engine.selection import key_value
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.view import PointView
from crmbackup_gui.sources.base import Records


def looked_up(view: PointView, name: str, keys: Sequence[tuple[str, ...]]) -> Iterator[Records]:
    """Those of the records that the point has, in the shape that it stores; a `LookUp` (sources/base.py)."""
    entity = next((each for each in view.entities() if each.name == name), None)
    if entity is None or not keys:
        return
    order = KeyOrder(entity)
    wanted = {
        order.key_of([key_value(each, part) for each, part in zip(entity.key_fields, key, strict=True)]) for key in keys
    }
    for run in view.read(name, pa.array(sorted(wanted), order.no_keys.type)):
        yield outgoing(entity, run.batch, view.value)
