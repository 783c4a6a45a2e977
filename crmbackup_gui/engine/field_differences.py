"""Which fields of records differ between a target and a recovery point, and which of them an empty value leaves alone.

A service without a transaction is written field by field: what is empty in the point says there only that the point
knows no value, unless the user asked that it be emptied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from crmbackup_gui.engine.difference import Difference, unequal
from crmbackup_gui.engine.matching import Match
from crmbackup_gui.repository.blobs import decode_outside
from crmbackup_gui.repository.segments import BLOBS


def differing_fields(match_: Match, window: Difference, *, clears: bool) -> dict[int, np.ndarray]:
    """For each field of `match_.written` that differs, by position: in which of the window's changed records.

    Without `clears` a field that is empty in the point differs from nothing.
    """
    changed = len(window.changed_new)
    if not changed:
        return {}
    assert window.old is not None
    assert window.new is not None
    old = window.old.batch.take(pa.array(window.changed_old))
    new = window.new.batch.take(pa.array(window.changed_new))
    *fields, large = match_.columns
    outside_old, outside_new = _outside(old.column(large[0])), _outside(new.column(large[1]))
    found: dict[int, np.ndarray] = {}
    for there, place in fields:
        differs = np.zeros(changed, dtype=bool)
        differs[unequal(old, new, [(there, place)])] = True
        in_new = np.array([place in row for row in outside_new], dtype=bool)
        other = [a.get(place) != b.get(place) for a, b in zip(outside_old, outside_new, strict=True)]
        differs |= np.array(other, dtype=bool)
        if not clears:
            differs &= np.asarray(new.column(place).is_valid()) | in_new
        if differs.any():
            found[place] = differs
    return found


def only_computed(match_: Match, window: Difference, *, clears: bool) -> np.ndarray:
    """For each changed record of a window, whether all that differs is what the target computes by itself."""
    only = np.ones(len(window.changed_new), dtype=bool)
    for place, differs in differing_fields(match_, window, clears=clears).items():
        if not match_.written.fields[place].generated:
            only &= ~differs
    return only


def values_kept(match_: Match, windows: Iterator[Difference]) -> Iterator[Difference]:
    """The windows, where a record does not count as changed that the point has but less values of."""
    for window in windows:
        if not len(window.changed_new):
            yield window
            continue
        differs = _any(differing_fields(match_, window, clears=False), len(window.changed_new))
        yield replace(window, changed_old=window.changed_old[differs], changed_new=window.changed_new[differs])


def _any(fields: Mapping[int, np.ndarray], rows: int) -> np.ndarray:
    found = np.zeros(rows, dtype=bool)
    for differs in fields.values():
        found |= differs
    return found


def _outside(cells: pa.Array) -> list[dict[int, tuple[bytes, ...]]]:
    """For each record, the names of the blobs of each of its large values by the position of the field."""
    if cells.null_count == len(cells):
        return [{}] * len(cells)
    return [
        {} if cell is None else {value.field: tuple(value.names) for value in decode_outside(cell, BLOBS)}
        for cell in cells.to_pylist()
    ]
