"""References that a restore would leave without their target."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.references import Referring, referenced
from crmbackup_gui.engine.restore_job import EntityResult
from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import Entity, Reference
from crmbackup_gui.repository.blobs import decode_outside
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.segments import BLOBS
from crmbackup_gui.repository.view import PointView
from crmbackup_gui.sources.base import Violation

_NAMED = 3


def check_violations(
    violations: Sequence[Violation], view: PointView, refused: Sequence[EntityResult], *, whole: bool, undo: bool
) -> tuple[str, ...]:
    """Raise RestoreRefused for records that would lack what they refer to, unless the point lacks it as well.

    `violations` are those that the target did not have before; records that it `refused` may be why. When the whole
    target equals the point, whatever it violates the point violates too. An undo also puts back what was broken before
    the restore, which its safety point need not know: it is not refused, and the answer are sentences for users.
    """
    if whole:
        return ()
    worse = [v for v in violations if v.count > _violations_of_point(view, v.entity, v.parent)]
    if undo:
        return tuple(f"{v.count} of '{v.entity}' refer to '{v.parent}' that are not there." for v in worse)
    if worse:
        listed = "; ".join(f"{v.count} of '{v.entity}' would refer to '{v.parent}' that are not there" for v in worse)
        raise RestoreRefused(f"The records do not fit together without others: {listed}.{_reasons(refused)}")
    return ()


def _reasons(results: Sequence[EntityResult]) -> str:
    reasons = [f"{result.name}={key} ({reason})" for result in results for key, reason in result.refused]
    more = f" and {len(reasons) - _NAMED} more" if len(reasons) > _NAMED else ""
    return f" The target did not take {', '.join(reasons[:_NAMED])}{more}." if reasons else ""


def _violations_of_point(view: PointView, child: str, parent: str) -> int:
    """How many records of the point refer to a parent that it does not have, as far as it can tell.

    A parent that is no part of a whole point was not there. A safety point has only what a restore touched, so its
    records may have been without their parents before.
    """
    names = {entity.name for entity in view.entities()}
    if child not in names or (parent not in names and not view.point.scope.whole):
        return 0
    count = 0
    entity = view.entity(child)
    for reference in entity.references:
        if reference.target != parent:
            continue
        there = referenced(view, reference) if parent in names else pa.array([], pa.binary())
        referring = Referring(view, entity, reference)
        for run in view.read(child):
            values = referring.values(run)
            lacking = pc.and_(values.is_valid(), pc.invert(pc.is_in(values, value_set=there)))
            count += int(pc.sum(pc.or_(lacking, _outside(entity, reference, run))).as_py() or 0)
    return count


def _outside(entity: Entity, reference: Reference, run: Run) -> pa.Array:
    """Records whose reference is too large for a segment: what is referred to never is, if it is a key."""
    positions = {entity.index(name) for name in reference.fields}
    cells = run.batch.column(len(entity.fields))
    return pa.array(
        [
            cell is not None and any(value.field in positions for value in decode_outside(cell, BLOBS))
            for cell in cells.to_pylist()
        ],
        pa.bool_(),
    )
